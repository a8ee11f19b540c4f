import { isSpf, rangeOf } from '../dns/guard/record.ts';

/** A mechanism or modifier of an SPF record (RFC 7208 sections 5 and 6). */
export interface SpfTerm {
  /** Of a mechanism; `+` when it is left out. */
  readonly sign: '+' | '-' | '~' | '?';
  /** `all include a mx ptr ip4 ip6 exists`, or the name of a modifier. */
  readonly name: string;
  /** The domain that it names, without final dot; `undefined` where it names none. */
  readonly domain: string | undefined;
  /** Of ip4 and ip6: the address with its prefix. */
  readonly range: string | undefined;
  /** As it is written. */
  readonly text: string;
}

export interface SpfRecord {
  /** In their order, up to `all`. */
  readonly terms: readonly SpfTerm[];
  /** What is said of all others; `undefined` without `all`. */
  readonly all: SpfTerm | undefined;
  /** The domain whose record counts in its place; `undefined` beside `all` (RFC 7208 section 6.1). */
  readonly redirect: string | undefined;
  /** Terms that are never looked at. */
  readonly unreached: readonly string[];
}

/** Why a text that begins as SPF does is a permanent error. */
export class SpfSyntaxError extends Error {}

/** Whether a text that is no SPF record was meant as one. Other texts that hold such words, such as notes and proofs, are not. */
export function isMeantAsSpf(text: string): boolean {
  if (isSpf(text)) return false;
  return (
    /^\s*["']?\s*(?:v\s*=\s*spf\s*1?\b|spf\s*1\b|spf2\.0\/|v=spf1)/iu.test(text) &&
    /[\s;:]/u.test(text.trim())
  );
}

const macro = '%\\{[slodiphcrtv]\\d*r?[.+,/_=-]*\\}|%[%_-]';
/** `macro-string` of RFC 7208 section 7.1 for a domain; what no name holds is left out, such as commas and colons. */
const macroDomain = new RegExp(`^(?:${macro}|[a-z0-9_.-])*(?:${macro}|\\.[a-z0-9-]+\\.?)$`, 'u');
const plainDomain = /^(?=.{1,254}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+[a-z0-9](?:[a-z0-9-]{0,62})\.?$/u;

/** @throws {SpfSyntaxError} for what RFC 7208 section 4.6 makes a permanent error. */
export function parseSpf(text: string): SpfRecord {
  const terms: SpfTerm[] = [];
  const unreached: string[] = [];
  const modifiers = new Map<string, string>();
  let all: SpfTerm | undefined;
  for (const written of text.split(/ +/u).slice(1)) {
    if (written === '') continue;
    const lower = written.toLowerCase();
    const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/u.exec(lower);
    if (modifier !== null) {
      noteModifier(modifiers, modifier[1] ?? '', modifier[2] ?? '', written);
      continue;
    }
    const term = mechanismOf(lower, written);
    if (all !== undefined) unreached.push(written);
    else if (term.name === 'all') all = term;
    else terms.push(term);
  }
  const redirect = modifiers.get('redirect');
  if (all !== undefined && redirect !== undefined) unreached.push(`redirect=${redirect}`);
  return { terms, all, redirect: all === undefined ? redirect : undefined, unreached };
}

function noteModifier(modifiers: Map<string, string>, name: string, value: string, written: string): void {
  if (name !== 'redirect' && name !== 'exp') return;
  if (modifiers.has(name)) throw new SpfSyntaxError(`${name} stands there twice`);
  modifiers.set(name, domainIn(value, written));
}

function mechanismOf(lower: string, written: string): SpfTerm {
  const [, sign = '', name = '', rest = ''] = /^([+?~-]?)([a-z0-9_-]+)(.*)$/u.exec(lower) ?? [];
  const term = { sign: signOf(sign), name, domain: undefined, range: undefined, text: written };
  switch (name) {
    case 'all':
      if (rest !== '') throw wrong(written);
      return term;
    case 'include':
    case 'exists':
      if (!rest.startsWith(':')) throw wrong(written);
      return { ...term, domain: domainIn(rest.slice(1), written) };
    case 'ptr':
      return rest === '' ? term : { ...term, domain: domainIn(afterColon(rest, written), written) };
    case 'a':
    case 'mx':
      return { ...term, domain: hostIn(rest, written) };
    case 'ip4':
    case 'ip6':
      return { ...term, range: rangeIn(name, afterColon(rest, written), written) };
    default:
      throw wrong(written);
  }
}

function wrong(written: string): SpfSyntaxError {
  return new SpfSyntaxError(`"${written}" is no mechanism`);
}

function signOf(sign: string): SpfTerm['sign'] {
  return sign === '-' || sign === '~' || sign === '?' ? sign : '+';
}

function afterColon(rest: string, written: string): string {
  if (!rest.startsWith(':')) throw wrong(written);
  return rest.slice(1);
}

function domainIn(value: string, written: string): string {
  const isPlain = !value.includes('%');
  if (!(isPlain ? plainDomain : macroDomain).test(value))
    throw new SpfSyntaxError(`"${written}" names no domain`);
  return value.replace(/\.$/u, '');
}

/** `dual-cidr-length` of RFC 7208 section 5.6: up to 32 bits, and up to 128 behind two slashes. */
function hostIn(rest: string, written: string): string | undefined {
  const [, host = '', four, six] = /^(.*?)(?:\/(\d{1,3}))?(?:\/\/(\d{1,3}))?$/u.exec(rest) ?? [];
  if (Number(four ?? 0) > 32 || Number(six ?? 0) > 128)
    throw new SpfSyntaxError(`"${written}" has too long a prefix`);
  return host === '' ? undefined : domainIn(afterColon(host, written), written);
}

function rangeIn(name: 'ip4' | 'ip6', value: string, written: string): string {
  const bits = rangeOf(value);
  if (bits === undefined || !bits.startsWith(name === 'ip4' ? '4:' : '6:')) {
    throw new SpfSyntaxError(`"${written}" is no ${name === 'ip4' ? 'IPv4' : 'IPv6'} address or range`);
  }
  return value;
}

/** The number of bits that all addresses of a range begin with. */
export function prefixOf(range: string): number {
  return (rangeOf(range)?.length ?? 2) - 2;
}

/** Whether it says that no mail comes from the domain. */
export function sendsNothing({ terms, all, redirect }: SpfRecord): boolean {
  return all?.sign === '-' && redirect === undefined && terms.every(({ sign }) => sign !== '+');
}
