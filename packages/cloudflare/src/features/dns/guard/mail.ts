import type { GuardReason } from '@crunchtools/mcp-core';
import { Issue } from '../../../problem.ts';
import {
  covers,
  domainOf,
  isSpf,
  listIn,
  losesReports,
  type Net,
  rangeOf,
  readTags,
  type Tags,
} from './record.ts';
import { reason } from './table.ts';

/** What the text of such a policy says, or `undefined` where mail servers do not read it. */
type Reader<Policy> = (text: string) => Policy | undefined;

/** The one policy before and the one after, where there is one that can be read; else why the change is asked about. */
function compared<Policy>(
  { before, after, others }: Net,
  read: Reader<Policy>,
  texts: { readonly gone: string; readonly fresh: string; readonly broken: string; readonly twice: string },
): readonly [Policy, Policy] | string | undefined {
  const [to, ...more] = after;
  if (to === undefined) return before.length === 0 ? undefined : texts.gone;
  const stays = others?.some(({ type, content }) => type === 'TXT' && read(content) !== undefined) ?? false;
  if (more.length > 0 || stays) return texts.twice;
  // Another type, such as a CNAME, leads to what is not known.
  if (to.type !== 'TXT') return texts.fresh;
  const wished = read(to.content);
  if (wished === undefined) return texts.broken;
  const [from] = before;
  const isOnlyText = from?.type === 'TXT' && before.length === 1;
  const current = isOnlyText ? read(from.content) : undefined;
  return current === undefined ? texts.fresh : [current, wished];
}

interface Dmarc {
  readonly tags: Tags;
  /** From the strictest on: what becomes of mail that fails, of the domain, its subdomains, and those that do not exist. */
  readonly laxity: readonly number[];
}

const policies = ['reject', 'quarantine', 'none'];

/** RFC 7489 section 6.3, with `np` of RFC 9091, and `t` and `psd` of its successor. */
function readDmarc(text: string): Dmarc | undefined {
  const tags = readTags(text);
  const { all, first, isWellFormed } = tags;
  if (first !== 'v' || all.get('v') !== 'DMARC1' || !isWellFormed) return undefined;
  const rank = (name: string): number => policies.indexOf((all.get(name) ?? '').toLowerCase());
  const own = rank('p');
  const below = all.has('sp') ? rank('sp') : own;
  const missing = all.has('np') ? rank('np') : below;
  const written = all.get('pct') ?? '100';
  const share = /^\d{1,3}$/u.test(written) ? Number(written) : -1;
  if ([own, below, missing].includes(-1) || !(share >= 0 && share <= 100)) return undefined;
  const isLax = (name: string): number => (all.get(name)?.toLowerCase() === 's' ? 0 : 1);
  const isTest = all.get('t')?.toLowerCase() === 'y' ? 1 : 0;
  // Receivers look above a public suffix no longer, and take every name below it for a domain of its own.
  const isSuffix = all.get('psd')?.toLowerCase() === 'y' ? 1 : 0;
  return {
    tags,
    laxity: [own, below, missing, 100 - share, isTest, isSuffix, isLax('adkim'), isLax('aspf')],
  };
}

export function dmarcReasons(net: Net): readonly GuardReason[] {
  const domain = domainOf(net.name);
  const pair = compared(net, readDmarc, {
    gone: `Without this DMARC record forged mail as ${domain} would no longer be refused or reported.`,
    fresh: `It would decide what becomes of mail as ${domain} that fails its checks.`,
    broken: `Mail servers would find no readable DMARC policy for ${domain}, and forged mail would no longer be refused or reported.`,
    twice: `Two DMARC records for ${domain} cancel each other, and forged mail would no longer be refused or reported.`,
  });
  if (pair === undefined || startsWatching(net)) return [];
  if (typeof pair === 'string') return [ofDmarc(pair)];
  const [from, to] = pair;
  const reasons: GuardReason[] = [];
  if (to.laxity.some((value, index) => value > (from.laxity[index] ?? 0))) {
    reasons.push(ofDmarc(`Mail that only claims to be from ${domain} would be delivered more easily.`));
  }
  const isMoved = ['rua', 'ruf'].some((tag) => losesReports(listIn(from.tags, tag), listIn(to.tags, tag)));
  if (isMoved || copiesMailAway(from.tags, to.tags, net.zoneName))
    reasons.push(ofDmarc(`The reports about mail as ${domain} would go to others, too, or end.`));
  return reasons;
}

/** Reports of single failures (`ruf`) hold the mail itself, so a first address outside the zone is asked about. */
function copiesMailAway(from: Tags, to: Tags, zoneName: string): boolean {
  const known = listIn(from, 'ruf');
  const isInside = (address: string): boolean => {
    const host =
      address
        .replace(/![^!]*$/u, '')
        .split('@')
        .at(-1) ?? '';
    return host === zoneName || host.endsWith(`.${zoneName}`);
  };
  return [...listIn(to, 'ruf')].some((address) => !known.has(address) && !isInside(address));
}

/**
 * A first policy of the zone itself that says "none" changes no delivery. Below the zone it may end a stricter one that
 * holds for all names (RFC 7489 section 6.6.3).
 */
function startsWatching({ name, zoneName, before, after, others }: Net): boolean {
  const [to, ...more] = after;
  if (to === undefined || more.length + before.length > 0 || others?.length !== 0) return false;
  const policy = to.type === 'TXT' && name === `_dmarc.${zoneName}` ? readDmarc(to.content) : undefined;
  return policy?.tags.all.get('p')?.toLowerCase() === 'none';
}

function ofDmarc(text: string): GuardReason {
  return reason('dns.dmarc', text);
}

/** Tags of a DKIM record that decide which signatures count, with what holds where they are absent (RFC 6376 section 3.6.1). */
const dkimDefaults = { v: 'DKIM1', k: 'rsa', h: '*', s: '*', p: '' } as const;

interface Dkim {
  /** Equal for keys that accept the same signatures. */
  readonly key: string;
  readonly isEmpty: boolean;
  readonly flags: ReadonlySet<string>;
}

function readDkim(text: string): Dkim | undefined {
  const { all, isWellFormed, first } = readTags(text);
  const isVersioned = all.has('v') && (first !== 'v' || all.get('v') !== dkimDefaults.v);
  if (!isWellFormed || isVersioned || !all.has('p')) return undefined;
  const values = Object.entries(dkimDefaults).map(([name, byDefault]) =>
    (all.get(name) ?? byDefault).replaceAll(/\s/gu, ''),
  );
  const flags = new Set((all.get('t') ?? '').split(':').map((flag) => flag.trim()));
  return { key: values.join(';'), isEmpty: values.at(-1) === '', flags };
}

export function dkimReasons(net: Net): readonly GuardReason[] {
  const domain = domainOf(net.name);
  const pair = compared(net, readDkim, {
    gone: `Mail of ${domain} that is signed with this key would fail its checks.`,
    fresh: `Whoever holds the key could sign mail as ${domain}.`,
    broken: `Mail servers could not read the key, and mail of ${domain} that is signed with it would fail its checks.`,
    twice: `Mail servers would find several keys under one name, and mail of ${domain} may fail its checks.`,
  });
  if (pair === undefined) return [];
  if (typeof pair === 'string') return ofDkim(pair);
  const [from, to] = pair;
  if (to.isEmpty && !from.isEmpty)
    return ofDkim(`The key is withdrawn: mail of ${domain} signed with it would fail.`);
  if (from.key !== to.key) {
    return ofDkim(
      `Another key would count: its holder could sign mail as ${domain}, and mail signed with the one of now would fail.`,
    );
  }
  if (to.flags.has('y') && !from.flags.has('y')) {
    return ofDkim(
      `Mail servers would take DKIM of ${domain} for a test, and treat forged mail like unsigned.`,
    );
  }
  return from.flags.has('s') && !to.flags.has('s')
    ? ofDkim(`The key could sign mail of names below ${domain}, too.`)
    : [];
}

/** RFC 8461 section 3.1. The `id` says which version of the policy it is, nothing of what it says. */
function readMtaSts(text: string): true | undefined {
  const { all, first } = readTags(text);
  const isRead = first === 'v' && all.get('v') === 'STSv1';
  return isRead && /^[a-z0-9]{1,32}$/iu.test(all.get('id') ?? '') ? true : undefined;
}

export function mtaStsReasons(net: Net): readonly GuardReason[] {
  const domain = domainOf(net.name);
  const text = compared(net, readMtaSts, {
    gone: `Other servers would no longer insist on encryption for mail to ${domain}.`,
    fresh: `Other servers would take the rules for mail to ${domain} from its host mta-sts, and refuse to send where they do not fit.`,
    broken: `Other servers would find no readable MTA-STS record, and no longer insist on encryption for mail to ${domain}.`,
    twice: `Two MTA-STS records cancel each other: other servers would no longer insist on encryption for mail to ${domain}.`,
  });
  return typeof text === 'string' ? [reason('dns.mta_sts', text)] : [];
}

/** RFC 8460 section 3. */
function readTlsRpt(text: string): ReadonlySet<string> | undefined {
  const tags = readTags(text);
  const addresses = listIn(tags, 'rua');
  const isRead = tags.first === 'v' && tags.all.get('v') === 'TLSRPTv1';
  return isRead && addresses.size > 0 ? addresses : undefined;
}

export function tlsRptReasons(net: Net): readonly GuardReason[] {
  const domain = domainOf(net.name);
  const ends = `Reports about failed encryption of mail to ${domain} would end.`;
  const moved = `Reports about failed encryption of mail to ${domain} would go to others.`;
  const pair = compared(net, readTlsRpt, { gone: ends, fresh: moved, broken: ends, twice: ends });
  if (pair === undefined) return [];
  const isHarmless =
    typeof pair === 'string' ? pair === moved && net.before.length === 0 : !losesReports(...pair);
  return isHarmless ? [] : [reason('dns.tls_rpt', typeof pair === 'string' ? pair : moved)];
}

function ofDkim(text: string): readonly GuardReason[] {
  return [reason('dns.dkim', text)];
}

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

/** @returns a `Refusal` for what evaluates to a permanent error. Not covered: what the records that it names hold. */
export function readSpf(text: string): Spf | Issue {
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
      if (!isMacroText(value)) return new Issue('holds a macro that is none');
      if (once.has(modified) && (value === '' || given.has(modified))) {
        return new Issue('redirects or explains twice, or to nowhere');
      }
      given.add(modified);
      if (modifier[1] === 'redirect') redirect = modifier[2];
    } else if (isWrong(name, argument)) {
      if (term !== '') return new Issue('holds what is no mechanism');
    } else if (rest === undefined) {
      const qualifier = qualifierOf(sign);
      if (name === 'all') rest = qualifier;
      else found.push({ name, qualifier, term: `${name}${argument}` });
    }
  }
  // What stands behind `all`, and a redirect beside it, is never looked at (RFC 7208 sections 5.1 and 6.1).
  if (rest !== undefined) redirect = undefined;
  const asked = found.filter(({ name }) => lookups.has(name)).length + (redirect === undefined ? 0 : 1);
  if (asked > mostLookups) return new Issue('asks for too many other records');
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
  if (wished instanceof Issue) {
    return [
      said(`Mail servers would find the SPF record of ${domain} broken, and its mail would fail the check.`),
    ];
  }
  if (from === undefined && others?.length === 0 && sendsNothing(wished)) return [];
  const current = from === undefined || othersBefore.length > 0 ? undefined : readSpf(from.content);
  if (current === undefined || current instanceof Issue) return [said(newText(wished, domain))];
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
