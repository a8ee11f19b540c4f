import { atOnce } from '@crunchtools/mcp-core';
import { unprintable } from '../../../problem.ts';
import { unreachable } from '../address.ts';
import { commentLimit, isProxiable } from '../attributes.ts';
import type { DesiredRecord, PlacedProblem } from '../sync/desired.ts';
import { escapedOctets } from '../text.ts';
import type { RecordInput, ZonePlan } from '../types.ts';
import { type Entry, readEntries, type Word } from './lexer.ts';
import type { FileRecord, LeftOutKind, NoteKind, Notes } from './line.ts';
import { type LeftOut, readZoneFileInSteps, type ZoneFile } from './reader.ts';

/** What is told of records that are no wishes. */
function leftOutWarnings(leftOut: LeftOut, zoneName: string): readonly string[] {
  const reasons: Readonly<Record<LeftOutKind, (counts: string) => string>> = {
    servers: (counts) =>
      `${counts} records of ${zoneName} itself are left out: the name servers of Cloudflare answer for it.`,
    made: (counts) => `Left out, because Cloudflare makes them itself: ${counts}.`,
    keys: (counts) =>
      `${counts} records of ${zoneName} itself are left out: they are keys of the provider that signs it now, and Cloudflare signs with its own. Those the zone has stay.`,
    parent: (counts) =>
      `${counts} records of ${zoneName} itself are left out: they belong to the parent zone, through the registrar.`,
    private: (counts) => `Left out, because they mean something to the name server before only: ${counts}.`,
  };
  const told = Object.entries(reasons).flatMap(([kind, tell]) => {
    const types = kinds.find((known) => known === kind);
    const counts = types === undefined ? undefined : leftOut.get(types);
    return counts === undefined ? [] : [tell(countsOf(counts))];
  });
  return isSigned(leftOut) ? [...told, signedWarning] : told;
}

const kinds: readonly LeftOutKind[] = ['servers', 'made', 'keys', 'parent', 'private'];

const signedWarning =
  'The zone of this file is signed. Before its name servers change, take its DS record away at the registrar and wait for the TTL of that record, or resolvers that validate find nothing.';

function isSigned(leftOut: LeftOut): boolean {
  return leftOut.get('keys') !== undefined || (leftOut.get('made')?.has('RRSIG') ?? false);
}

function countsOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([type, count]) => `${count} ${type}`).join(', ');
}

const tellers: Readonly<Record<NoteKind, (lines: string) => string>> = {
  cut: (lines) =>
    `A text without quotes ends at its semicolon, and the rest is a comment: ${lines}. Put it in quotes if it belongs to the text.`,
  joined: (lines) =>
    `A text without quotes is several strings, which are read as one text without the blanks between: ${lines}. Put it in quotes if they belong to it.`,
  escape: (lines) =>
    `An escape is a letter or digit by RFC 1035, which reads it as decimal; some services write octal, where \\052 is "*": ${lines}.`,
  octets: (lines) => `A name is written in octets of UTF-8, and becomes an A-label: ${lines}.`,
  single: (lines) =>
    `A target of one label is relative to the origin: ${lines}. Some programs list full names without their final dot.`,
  no_ttl: (lines) =>
    `A record has no TTL, and no $TTL stands before it: it has that of the record before, else the minimum of the SOA record, else Cloudflare's automatic one: ${lines}.`,
  empty: (lines) => `A TXT record without text is left out, because Cloudflare takes none: ${lines}.`,
  repeated: (lines) => `A record that is there before is left out: ${lines}.`,
};

const noteKinds: readonly NoteKind[] = [
  'cut',
  'joined',
  'escape',
  'octets',
  'single',
  'no_ttl',
  'empty',
  'repeated',
];

/** What reads otherwise than its writer may have meant, with the lines. */
function noteWarnings(notes: Notes): readonly string[] {
  return noteKinds.flatMap((kind) => {
    const lines = notes.of(kind);
    return lines === undefined ? [] : [tellers[kind](lines)];
  });
}

export interface FileRecords {
  readonly wishes: readonly DesiredRecord[];
  readonly problems: readonly PlacedProblem[];
  /** Whether records stay, listed or not, because the file says something of them that is left out. */
  readonly spares: ZoneFile['spares'];
  /** Gets what the wishes turn out to be, such as repetitions; told by `warnings`. */
  readonly notes: Notes;
  /** What was read otherwise than it is written. */
  readonly warnings: () => readonly string[];
}

export interface FileOptions {
  readonly zoneName: string;
  readonly plan: ZonePlan | undefined;
  /** For addresses and CNAME records of which the file does not say it; absent: they stay as they are. */
  readonly proxied?: boolean | undefined;
}

/** Seconds (Cloudflare, "Time to Live (TTL)"); 1 means automatic. */
const automaticTtl = 1;
const longestTtl = 86_400;

/**
 * What a zone file wishes of a zone. Zone files come from other services, so a TTL out of Cloudflare's range becomes
 * the nearest one in it, and the TTL of a proxied record does not count. Both are told in `warnings`.
 */
export function recordsOfFile(text: string, options: FileOptions): FileRecords {
  return atOnce(recordsOfFileInSteps(text, options));
}

export function* recordsOfFileInSteps(
  text: string,
  options: FileOptions,
): Generator<void, FileRecords, void> {
  const { zoneName, plan, proxied } = options;
  const shortest = plan === 'enterprise' ? 30 : 60;
  const counts = { moved: 0, commented: 0, untagged: 0, unreached: 0 };
  const ifRepeated = ({ origin }: DesiredRecord): void => {
    if ('at' in origin) notes.add('repeated', origin.at.line);
  };
  const wishes: DesiredRecord[] = [];
  const { mistakes, leftOut, unserved, spares, notes } = yield* readZoneFileInSteps(
    text,
    zoneName,
    (found) => {
      const { record } = found;
      const ttl = withinRange(record.ttl, shortest);
      const comment =
        record.comment === undefined ? undefined : plainComment(record.comment, commentLimit(plan));
      const tags = plan === 'free' ? undefined : record.tags;
      if (record.ttl !== ttl) counts.moved += 1;
      if (record.comment !== comment) counts.commented += 1;
      if (record.tags !== tags) counts.untagged += 1;
      if (proxied === true && record.proxied === undefined && cannotBeReached(record)) counts.unreached += 1;
      wishes.push(wishOf(found, { ttl, comment, tags, proxied: proxiedOf(record, proxied) }, ifRepeated));
    },
  );
  const { moved, commented, untagged, unreached } = counts;
  return {
    wishes,
    problems: mistakes.map(({ problem, ...at }) => ({ origin: { at }, problem })),
    spares,
    notes,
    warnings: () => [
      ...leftOutWarnings(leftOut, zoneName),
      ...unserved.warnings(),
      ...when(
        moved > 0,
        `${moved} TTLs were outside of ${shortest} to ${longestTtl} seconds, which Cloudflare takes, and became the nearest of these.`,
      ),
      ...when(
        unreached > 0,
        `${unreached} addresses are not on the public Internet, so they are not proxied.`,
      ),
      ...when(
        commented > 0,
        `${commented} comments were cut to ${commentLimit(plan)} characters or had characters that cannot be printed, such as tabs.`,
      ),
      ...when(untagged > 0, `The tags of ${untagged} records are left out: Free zones have none.`),
      ...noteWarnings(notes),
    ],
  };
}

function plainComment(comment: string, limit: number): string {
  const printable = comment.replaceAll(unprintables, ' ').trim();
  const characters = Array.from(printable);
  return characters.length <= limit
    ? printable
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

const unprintables = new RegExp(unprintable, 'gu');

/** @param attributes those that the plan allows: they are no reason to refuse a file. */
function wishOf(
  { record, at, parts }: FileRecord,
  attributes: Pick<RecordInput, 'ttl' | 'comment' | 'tags' | 'proxied'>,
  ifRepeated: (wish: DesiredRecord) => void,
): DesiredRecord {
  const ttl = attributes.proxied === true ? undefined : attributes.ttl;
  return { record: { ...record, ...attributes, ttl }, origin: { at, parts }, ttlYields: true, ifRepeated };
}

function withinRange(ttl: number | undefined, shortest: number): number | undefined {
  if (ttl === undefined || ttl === automaticTtl) return ttl;
  return Math.min(longestTtl, Math.max(shortest, ttl));
}

function proxiedOf(record: RecordInput, usual: boolean | undefined): boolean | undefined {
  if (record.proxied !== undefined || !isProxiable(record.type)) return record.proxied;
  // A record can be flattened or proxied; an address must be reachable to be proxied.
  const canBe = record.settings?.['flatten_cname'] !== true && !cannotBeReached(record);
  return usual === true && !canBe ? undefined : usual;
}

function cannotBeReached({ type, content = '' }: RecordInput): boolean {
  return (type === 'A' || type === 'AAAA') && unreachable(content) !== undefined;
}

function when(holds: boolean, text: string): readonly string[] {
  return holds ? [text] : [];
}

export interface ShownFile {
  /** To be joined by line ends. */
  readonly lines: readonly string[];
  /** How many of them hold records, those of the zone itself included. */
  readonly records: number;
}

/** UTF-16 units. Longer texts are cut when an answer is presented. */
const longestLine = 4_000;
/** Keys in base64 and hexadecimal may have spaces in them, so a longer one is laid in several lines. */
const longestWord = 2_000;

/**
 * A zone file of one record a line, as an answer can show it without losing anything: every character of a value
 * that is not printable ASCII is written as `\DDD`, tabs are spaces, and a line that would be cut is laid in several
 * within parentheses. Comments stay as they are, so what is hidden in them is shown as an escape when presented.
 */
export function shownFile(text: string): ShownFile {
  let records = 0;
  const lines = text
    .trimEnd()
    .split(/\r?\n/)
    .flatMap((line) => {
      const entry = entryOf(line);
      if (entry === undefined) return [line.replaceAll('\t', ' ')];
      records += 1;
      return linesOf(entry);
    });
  return { lines, records };
}

function entryOf(line: string): Entry | undefined {
  const [entry] = readEntries(line, []);
  return entry === undefined || entry.isBroken ? undefined : entry;
}

function linesOf({ words, hasNoOwner, comment }: Entry): readonly string[] {
  const texts = words.map(asciiWord);
  const behind = comment === undefined ? '' : ` ;${comment.text.replaceAll('\t', ' ')}`;
  const line = `${hasNoOwner ? ' ' : ''}${texts.join(' ')}${behind}`;
  if (line.length <= longestLine) return [line];
  const [owner = '', ...rest] = texts.flatMap(pieces);
  return [`${hasNoOwner ? ' ' : ''}${owner} (`, ...rest.map((text) => `  ${text}`), `)${behind}`];
}

function pieces(word: string): readonly string[] {
  if (word.startsWith('"') || word.length <= longestWord) return [word];
  return word.match(new RegExp(`.{1,${longestWord}}`, 'g')) ?? [];
}

/** Each escape is taken as a whole, so that the second backslash of `\\` begins nothing. */
function asciiWord({ text }: Word): string {
  return text.replaceAll(/\\u(?=\{)|\\[ -~]|\\?[^ -~]/gu, (found, at: number) => {
    // `\u{` is how an answer shows what is hidden, so it must not stand in a value by itself.
    if (found === '\\u') return 'u';
    if (found === '\\\\' && /^\\?u\{/.test(text.slice(at + 2, at + 5))) return '\\092';
    return /^[ -~]+$/.test(found) ? found : escapedOctets(found.replace(/^\\/, ''));
  });
}
