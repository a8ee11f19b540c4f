import type { JsonObject, JsonValue } from '@crunchtools/mcp-core';
import { Issue, type Problem, refuse, refuseUnprintable, show } from '../../problem.ts';
import { targetName } from './names.ts';
import { quoteText, splitWords, wordText } from './text.ts';

/** One field of a `data` object, and its column in presentation format. */
export interface Field {
  /** What the field is, for a message that says it is missing. */
  readonly meaning: string;
  /** The value as Cloudflare should get it, or why it cannot. */
  readonly check: (value: unknown, zoneName: string) => JsonValue | Issue;
  /** A raw word as a value, not yet checked. */
  readonly read: (word: string) => JsonValue | Issue;
  /** A checked value as a word. */
  readonly write: (value: JsonValue | undefined) => string;
  /** Whether presentation format lets the value contain spaces; such a column is the last. */
  readonly takesRest?: boolean;
}

function plain(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export interface IntegerRules {
  readonly minimum?: number;
  readonly maximum: number;
  /** The values in use, each with its meaning. Others are refused. */
  readonly known?: Readonly<Record<number, string>>;
  /** Words that presentation format allows in place of numbers, in upper case. */
  readonly mnemonics?: Readonly<Record<string, number>>;
}

export function integer(meaning: string, rules: IntegerRules): Field {
  return {
    meaning,
    check: (value) => {
      const reason = refuseInteger(value, rules);
      return reason === undefined ? Number(value) + 0 : refuse(reason);
    },
    read: (word) => readInteger(word, rules.mnemonics ?? {}),
    write: plain,
  };
}

/** An unsigned number of 16 bits, the commonest field of all. */
export function uint16(meaning: string): Field {
  return integer(meaning, { maximum: 65_535 });
}

function readInteger(word: string, mnemonics: Readonly<Record<string, number>>): number | Issue {
  const upper = word.toUpperCase();
  const named = Object.hasOwn(mnemonics, upper) ? mnemonics[upper] : undefined;
  if (named !== undefined) return named;
  return /^\d{1,10}$/.test(word) ? Number(word) : refuse(`${show(word)} is not a whole number`);
}

/** Says why a value is not a whole number in a range, or not one of the known ones. */
export function refuseInteger(value: unknown, rules: IntegerRules): string | undefined {
  const { minimum = 0, maximum, known } = rules;
  if (typeof value === 'string' && /^\d+$/.test(value))
    return `${show(value)} is a string: write ${value} without quotes`;
  if (typeof value !== 'number' || !Number.isInteger(value)) return `${show(value)} is not a whole number`;
  if (value < minimum) return `${value} is below the minimum of ${minimum}`;
  if (value > maximum) return `${value} is above the maximum of ${maximum}`;
  if (known === undefined || Object.hasOwn(known, value)) return undefined;
  const choices = Object.entries(known).map(([number, name]) => `${number} (${name})`);
  return `${value} is not in use: use ${choices.join(', ')}`;
}

/** Octets in hexadecimal; spaces are dropped and letters lowered. */
export function hex(meaning: string): Field {
  return {
    ...encoded(meaning, refuseHex),
    check: (value) => {
      const reason = refuseEncoded(value, refuseHex);
      return reason === undefined ? String(value).replaceAll(/\s/g, '').toLowerCase() : refuse(reason);
    },
  };
}

function refuseHex(digits: string): string | undefined {
  const found = /[^0-9a-f]/i.exec(digits)?.[0];
  if (found === ':') return `has colons: write ${show(digits.replaceAll(':', '').toLowerCase())}`;
  if (found !== undefined) return `${show(digits)} is not hexadecimal: it has ${show(found)}`;
  return digits.length % 2 === 0
    ? undefined
    : `has ${digits.length} hexadecimal digits; octets have two each, so the count is even`;
}

/** Octets in base64 (RFC 4648 section 4), padded; spaces are dropped. */
export function base64(meaning: string): Field {
  return encoded(meaning, refuseBase64);
}

/** Says why text is not padded base64 of the standard alphabet. */
export function refuseBase64(value: string): string | undefined {
  if (value.startsWith('-----'))
    return 'is in PEM armour: write the base64 between its BEGIN and END lines only';
  const found = /[^A-Za-z0-9+/=]/.exec(value)?.[0];
  if (found !== undefined) return `${show(value)} is not base64: it has ${show(found)}`;
  if (/=[^=]|={3}/.test(value)) return 'is not base64: "=" stands at its end only, at most twice';
  return value.length % 4 === 0
    ? undefined
    : 'is not base64: its length is no multiple of 4, so it is cut or lacks "=" at its end';
}

function encoded(meaning: string, refuseText: (value: string) => string | undefined): Field {
  return {
    meaning,
    takesRest: true,
    check: (value) => {
      const reason = refuseEncoded(value, refuseText);
      return reason === undefined ? String(value).replaceAll(/\s/g, '') : refuse(reason);
    },
    read: (word) => word.replaceAll(/\s/g, ''),
    write: plain,
  };
}

function refuseEncoded(
  value: unknown,
  refuseText: (value: string) => string | undefined,
): string | undefined {
  if (typeof value !== 'string') return `${show(value)} is not a string`;
  const compact = value.replaceAll(/\s/g, '');
  return compact === '' ? 'is empty' : refuseText(compact);
}

/** A number of octets, from checked hexadecimal or base64. */
export function octets(data: JsonObject, field: string, encoding: 'hex' | 'base64'): number {
  return Buffer.from(textIn(data, field), encoding).length;
}

/** Printable text, kept as it is; `refuseText` adds what the field demands. */
export function text(
  meaning: string,
  refuseText: (value: string) => string | undefined = () => undefined,
): Field {
  return {
    meaning,
    check: (value) => {
      if (typeof value !== 'string') return refuse(`${show(value)} is not a string`);
      const reason = refuseUnprintable(value) ?? refuseText(value);
      return reason === undefined ? value : refuse(reason);
    },
    read: wordText,
    write: (value) => (typeof value === 'string' ? quoteText(value) : ''),
  };
}

export interface HostFieldRules {
  readonly allowsRoot: boolean;
  readonly isHost: boolean;
}

/** The name of a host, or a domain name where `isHost` is false. */
export function host(meaning: string, rules: HostFieldRules): Field {
  return {
    meaning,
    check: (value, zoneName) => {
      if (typeof value !== 'string') return refuse(`${show(value)} is not a string`);
      if (value === '') return refuse('is empty');
      const adviceForAddress = 'create an A or AAAA record for it and write its name';
      return targetName(value, { zoneName, adviceForAddress, ...rules });
    },
    read: (word) => word,
    write: plain,
  };
}

export function numberIn(data: JsonObject, field: string): number {
  const value = data[field];
  return typeof value === 'number' ? value : Number.NaN;
}

export function textIn(data: JsonObject, field: string): string {
  const value = data[field];
  return typeof value === 'string' ? value : '';
}

/** Where a record stands: its full name, which decides what some types may hold. */
export interface RecordName {
  readonly name: string;
  readonly zoneName: string;
}

/** The rules of one type whose value is an object. */
export interface DataRules {
  readonly fields: Readonly<Record<string, Field>>;
  /** Values of the fields that may be left out. */
  readonly defaults?: JsonObject;
  /** A correct value in presentation format, for messages. */
  readonly example: string;
  /** Presentation format to fields, not yet checked. */
  readonly parse: (content: string) => JsonObject | Issue;
  /** Checked fields to presentation format. */
  readonly print: (data: JsonObject) => string;
  /** What is wrong across checked fields, or between them and the name. */
  readonly problemsAcross?: (data: JsonObject, place: RecordName) => readonly Problem[];
  /** Why the type cannot stand at this name. */
  readonly refuseName?: (place: RecordName) => string | undefined;
}

type Columns = Pick<DataRules, 'fields' | 'parse' | 'print'>;

/** The usual presentation format: one column a field, in the order of the fields. */
export function columns(fields: Readonly<Record<string, Field>>): Columns {
  return {
    fields,
    parse: (content) => parseColumns(content, fields),
    print: (data) =>
      Object.entries(fields)
        .map(([name, field]) => field.write(data[name]))
        .join(' '),
  };
}

function parseColumns(content: string, fields: Readonly<Record<string, Field>>): JsonObject | Issue {
  const words = splitWords(content);
  if (words instanceof Issue) return words;
  const names = Object.keys(fields);
  const takesRest = Object.values(fields).at(-1)?.takesRest === true;
  if (words.length < names.length || (words.length > names.length && !takesRest)) {
    return refuse(`has ${countOf(words.length)}; it takes ${names.length}: ${names.join(', ')}`);
  }
  const data: Record<string, JsonValue> = {};
  for (const [index, [name, field]] of Object.entries(fields).entries()) {
    const isLast = index === names.length - 1;
    const value = field.read(isLast ? words.slice(index).join(' ') : (words[index] ?? ''));
    if (value instanceof Issue) return refuse(`${name}: ${value.reason}`);
    data[name] = value;
  }
  return data;
}

function countOf(words: number): string {
  return words === 1 ? '1 value' : `${words} values`;
}
