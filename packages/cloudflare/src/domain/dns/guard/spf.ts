import type { GuardReason } from '@crunchtools/mcp-core';
import { Refusal } from '../../problem.ts';
import { domainOf, type Net } from './net.ts';
import { covers, rangeOf } from './range.ts';
import { reason } from './table.ts';

type Qualifier = '+' | '-' | '~' | '?';

/** From the strictest on: what becomes of mail from servers that are not listed (RFC 7208 section 2.6). */
const strictness: Readonly<Record<Qualifier, number>> = { '-': 0, '~': 1, '?': 2, '+': 3 };

/** Mechanisms and modifiers that ask for another record; more than ten end in an error (RFC 7208 section 4.6.4). */
const lookups: ReadonlySet<string> = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect']);
const mostLookups = 10;

/** SPF as it is evaluated. */
interface Spf {
  /** What may send: `include:_spf.example.net`, `ip4:192.0.2.0/24`. */
  readonly senders: readonly string[];
  /** With qualifiers, in order, where one of them is not `+`: then the order matters. */
  readonly ordered: string;
  /** What is said of all others. */
  readonly rest: Qualifier;
  readonly redirect: string | undefined;
}

/** Whether the joined text of a TXT record is SPF, well-formed or not (RFC 7208 section 4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/iu.test(text);
}

/** @returns a `Refusal` for what evaluates to a permanent error. Not covered: what the records that it names hold. */
export function readSpf(text: string): Spf | Refusal {
  const given = new Set<string>();
  const found: { name: string; qualifier: Qualifier; term: string }[] = [];
  let redirect: string | undefined;
  let rest: Qualifier | undefined;
  for (const term of text.toLowerCase().split(/ +/u).slice(1)) {
    const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/u.exec(term);
    const [, sign = '', name = '', argument = ''] =
      /^([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)([:/].*)?$/u.exec(term) ?? [];
    if (modifier !== null) {
      const [, modified = '', value = ''] = modifier;
      if (!isMacroText(value)) return new Refusal('holds a macro that is none');
      if (once.has(modified) && (value === '' || given.has(modified))) {
        return new Refusal('redirects or explains twice, or to nowhere');
      }
      given.add(modified);
      if (modifier[1] === 'redirect') redirect = modifier[2];
    } else if (isWrong(name, argument)) {
      if (term !== '') return new Refusal('holds what is no mechanism');
    } else if (rest === undefined) {
      const qualifier = qualifierOf(sign);
      if (name === 'all') rest = qualifier;
      else found.push({ name, qualifier, term: `${name}${argument}` });
    }
  }
  // What stands behind `all`, and a redirect beside it, is never looked at (RFC 7208 sections 5.1 and 6.1).
  if (rest !== undefined) redirect = undefined;
  const asked = found.filter(({ name }) => lookups.has(name)).length + (redirect === undefined ? 0 : 1);
  if (asked > mostLookups) return new Refusal('asks for too many other records');
  const allPass = found.every(({ qualifier }) => qualifier === '+');
  return {
    senders: found.filter(({ qualifier }) => qualifier === '+').map(({ term }) => term),
    ordered: allPass ? '' : found.map(({ qualifier, term }) => `${qualifier}${term}`).join(' '),
    rest: rest ?? '?',
    redirect,
  };
}

function qualifierOf(sign: string): Qualifier {
  return sign === '-' || sign === '~' || sign === '?' ? sign : '+';
}

/** Modifiers that may stand in a record once, with a domain (RFC 7208 section 6). */
const once: ReadonlySet<string> = new Set(['redirect', 'exp']);

/** A `macro-string` of RFC 7208 section 7.1. */
function isMacroText(value: string): boolean {
  return /^(?:%\{[slodiphcrtv]\d*r?[.+,/_=-]*\}|%[%_-]|[!-$&-~])*$/u.test(value);
}

function isWrong(name: string, argument: string): boolean {
  switch (name) {
    case '':
      return true;
    case 'all':
      return argument !== '';
    case 'include':
    case 'exists':
      return !/^:./u.test(argument) || !isMacroText(argument);
    case 'ip4':
    case 'ip6':
      return rangeOf(argument.slice(1)) === undefined;
    default:
      return argument === ':';
  }
}

/**
 * A sender that is listed no longer is asked about although that is stricter: it may be in use, and its mail would be
 * refused, which is what a person can tell and this server cannot. Stricter with those who were never listed is not.
 */
export function spfReasons({ name, before, after, others }: Net): readonly GuardReason[] {
  const domain = domainOf(name);
  const [from, ...othersBefore] = before;
  const [to, ...othersAfter] = after;
  const stays = others?.some(({ type, content }) => type === 'TXT' && isSpf(content)) ?? false;
  if (othersAfter.length > 0 || (stays && to !== undefined)) {
    return [said(`Two SPF records for ${domain} cancel each other: its mail would fail the check.`)];
  }
  if (to === undefined) {
    return from === undefined ? [] : [said(`Without this SPF record anybody could send mail as ${domain}.`)];
  }
  const wished = readSpf(to.content);
  if (wished instanceof Refusal) {
    return [
      said(`Mail servers would find the SPF record of ${domain} broken, and its mail would fail the check.`),
    ];
  }
  if (from === undefined && others?.length === 0 && sendsNothing(wished)) return [];
  const current = from === undefined || othersBefore.length > 0 ? undefined : readSpf(from.content);
  if (current === undefined || current instanceof Refusal) return [said(newText(wished, domain))];
  return differences(current, wished, domain).map(said);
}

/** A name that nothing is at sends no mail, so to say that it sends none is stricter with strangers alone. */
function sendsNothing({ senders, ordered, rest, redirect }: Spf): boolean {
  const isClosed = strictness[rest] <= strictness['~'];
  return isClosed && senders.length === 0 && ordered === '' && redirect === undefined;
}

function newText({ rest }: Spf, domain: string): string {
  return strictness[rest] > strictness['~']
    ? `Anybody could send mail as ${domain}.`
    : `It would decide who may send mail as ${domain}: a server that it does not list fails the check, and a second SPF record breaks the first.`;
}

function differences(from: Spf, to: Spf, domain: string): readonly string[] {
  const texts: string[] = [];
  if (strictness[to.rest] > strictness[from.rest]) {
    texts.push(`Mail as ${domain} from servers that are not listed would be let pass more easily.`);
  }
  if (to.senders.some((sender) => !from.senders.some((known) => includes(known, sender)))) {
    texts.push(`More servers could send mail as ${domain}.`);
  }
  if (from.senders.some((sender) => !to.senders.some((kept) => includes(kept, sender)))) {
    texts.push(`Mail as ${domain} from a server that is listed now would fail the check.`);
  }
  if (from.ordered !== to.ordered) texts.push(`Other servers would be let pass or refused as ${domain}.`);
  if (from.redirect !== to.redirect) {
    texts.push(`The SPF record of another domain would decide who may send mail as ${domain}.`);
  }
  return texts;
}

/** Whether one listed sender lets all pass that another does. */
function includes(wide: string, narrow: string): boolean {
  return wide === narrow || covers(wide, narrow);
}

function said(text: string): GuardReason {
  return reason('dns.spf', text);
}
