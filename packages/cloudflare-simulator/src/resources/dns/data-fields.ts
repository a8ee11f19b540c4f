/** The kinds of field that records with `data` are made of: how each is checked, written and read back. */

import { quote, unescapeText } from './character-strings.ts';
import { hostName } from './names.ts';

/** One word or one quoted string of a zone file; escapes are still in it. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

export type FieldValue = string | number;

export interface DataField {
  readonly name: string;
  /** Taken when the field is left out; a field without one is required. */
  readonly fallback?: FieldValue;
  /** What a valid value is, to end the sentence "Invalid port: …". */
  readonly rule: string;
  /** The value in its normal form, or undefined when it breaks the rule. */
  normalise(value: unknown, zoneName: string): FieldValue | undefined;
  /** The value as it stands in the record's `content`. */
  present(value: FieldValue): string;
  /** The value as it stands in a zone file, where it differs from `content`. */
  toZoneFile?(value: FieldValue): string;
  /** Takes the field's tokens off the front of a zone file's RDATA. */
  take(tokens: Token[], qualify: (name: string) => string): unknown;
}

function takeText(tokens: Token[]): string | undefined {
  return tokens.shift()?.text;
}

/** A number that came as a string is taken (recordings/dns-records.json); that it is stored as a number is assumed. */
export function numeral(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
}

/** An integer, in decimal digits. */
export function integer(name: string, maximum: number): DataField {
  return {
    name,
    rule: `must be an integer between 0 and ${maximum}`,
    normalise: (given) => {
      const value = numeral(given);
      const fits = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maximum;
      return fits ? value : undefined;
    },
    present: String,
    take: (tokens) => numeric(takeText(tokens)),
  };
}

export const octet = (name: string): DataField => integer(name, 255);
export const sixteenBits = (name: string): DataField => integer(name, 65_535);

function numeric(text: string | undefined): number | undefined {
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}

/** One word out of a pattern, kept as it was sent. */
export function word(name: string, pattern: RegExp, rule: string): DataField {
  return {
    name,
    rule,
    normalise: (value) => (typeof value === 'string' && pattern.test(value) ? value : undefined),
    present: String,
    take: takeText,
  };
}

/** One character string: at most 255 octets (RFC 1035 §3.3). */
export function quotedText(name: string, limit = 255): DataField {
  return {
    name,
    rule: `must be text of at most ${limit} bytes`,
    normalise: (value) =>
      typeof value === 'string' && Buffer.byteLength(value) <= limit ? value : undefined,
    present: (value) => quote(String(value)),
    take: (tokens) => {
      const text = takeText(tokens);
      return text === undefined ? undefined : unescapeText(text).toString();
    },
  };
}

/**
 * The name of a host; a single dot stands for none. The final dot of SVCB, HTTPS and NAPTR targets stays as it was sent,
 * that of others goes (recordings/dns-records.json).
 */
export function host(name: string, dot: 'kept' | 'dropped' = 'dropped'): DataField {
  return {
    name,
    rule: 'must be a valid hostname',
    normalise: (value, zoneName) => {
      if (typeof value !== 'string') return undefined;
      if (value === '.') return '.';
      const found = hostName(value, zoneName);
      return found !== undefined && dot === 'kept' && value.endsWith('.') ? `${found}.` : found;
    },
    present: String,
    toZoneFile: (value) => (String(value).endsWith('.') ? String(value) : `${value}.`),
    take: (tokens, qualify) => {
      const text = takeText(tokens);
      return text === undefined ? undefined : qualify(text);
    },
  };
}

function joined(name: string, pattern: RegExp, rule: string): DataField {
  return {
    name,
    rule,
    normalise: (value) => {
      const compact = typeof value === 'string' ? value.replaceAll(/\s+/g, '') : '';
      return pattern.test(compact) ? compact : undefined;
    },
    present: String,
    take: (tokens) => tokens.splice(0).map(textOf).join('') || undefined,
  };
}

/** Octets in hexadecimal; white space between them is dropped. */
export const hexadecimal = (name: string): DataField =>
  joined(name, /^(?:[0-9a-f]{2})+$/i, 'must be hexadecimal');

/** Octets in Base64 (RFC 4648 §4); white space between them is dropped. */
export const base64 = (name: string): DataField =>
  joined(name, /^(?=.)(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}==|[a-z0-9+/]{3}=)?$/i, 'must be Base64-encoded');

const PARAMETERS = /^(?:[a-z0-9-]+(?:=(?:"(?:[^"\\]|\\.)*"|[^\s"]*))?(?:\s+|$))*$/i;

/** SvcParams as one text, `alpn="h2" port=443` (RFC 9460 §2.1). The keys' own values are not checked. */
export function parameters(name: string): DataField {
  return {
    name,
    fallback: '',
    rule: 'must be a list of parameters such as alpn="h2"',
    normalise: (value) =>
      typeof value === 'string' && PARAMETERS.test(value.trim()) ? value.trim() : undefined,
    present: String,
    take: (tokens) => tokens.splice(0).map(textOf).join(' '),
  };
}

function textOf(token: Token): string {
  return token.quoted ? `"${token.text}"` : token.text;
}
