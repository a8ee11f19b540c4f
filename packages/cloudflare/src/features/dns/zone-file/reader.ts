import { atOnce } from '@crunchtools/mcp-core';
import { foldName } from '../../../names.ts';
import { Issue } from '../../../problem.ts';
import { ownerName } from '../names.ts';
import {
  countOf,
  type Entry,
  fullName,
  type Mistake,
  meansZone,
  mistake,
  type Position,
  parseRange,
  parseTtl,
  readEntries,
  substitute,
  type Word,
} from './lexer.ts';
import {
  attributesOf,
  type FileRecord,
  hasOctets,
  hasStrangeEscape,
  isUnserved,
  type LeftOutKind,
  leftOutAs,
  Notes,
  nameColumns,
  noteText,
  positionOf,
  positionsOf,
  type RecordLine,
  readValue,
  refuseLine,
  splitLine,
  Unserved,
} from './line.ts';

/** What a zone file holds beside its records. */
export interface ZoneFile {
  /** Records that are no wishes, by why they are not and by type, and how many of each the file has. */
  readonly leftOut: LeftOut;
  /** Records of types that Cloudflare does not serve. */
  readonly unserved: Unserved;
  /** Whether the file says something of these records that is left out: it is no reason to delete them. */
  readonly spares: (record: { readonly type: string; readonly name: string }) => boolean;
  /** What reads otherwise than its writer may have meant. */
  readonly notes: Notes;
  /** In the order of the file. */
  readonly mistakes: readonly Mistake[];
}

export type LeftOut = ReadonlyMap<LeftOutKind, ReadonlyMap<string, number>>;

export interface ZoneFileLimits {
  readonly records: number;
  readonly mistakes: number;
}

const usualLimits: ZoneFileLimits = { records: 50_000, mistakes: 1_000 };

/** Characters, in all: as many as the longest file has. A short line could make gigabytes. */
const mostGenerated = 3_000_000;

/**
 * Reads a zone file in the format of BIND: RFC 1035 section 5, `$TTL` (RFC 2308 section 4), BIND's units of time
 * and `$GENERATE`, and the comments, tags and settings of Cloudflare's own export. The origin to begin with is the
 * zone.
 *
 * A record without a TTL has that of `$TTL`, else of the record before it, else the minimum of the SOA record, else
 * none. Refused, each with its place: `$INCLUDE`, other classes than IN, types that are misspelt, and names that lack
 * their final dot. What is left out is not judged: neither its name nor its value, TTL and class. Does not check values,
 * nor whether names are in the zone: that is `checkRecord`'s.
 */
export function readZoneFile(
  text: string,
  zoneName: string,
  limits: ZoneFileLimits = usualLimits,
): ZoneFile & { readonly records: readonly FileRecord[] } {
  const records: FileRecord[] = [];
  return {
    ...atOnce(readZoneFileInSteps(text, zoneName, (record) => records.push(record), limits)),
    records,
  };
}

/** @param take is given each record as it is read, so that nobody has to keep all of them. */
export function* readZoneFileInSteps(
  text: string,
  zoneName: string,
  take: (record: FileRecord) => void,
  limits: ZoneFileLimits = usualLimits,
): Generator<void, ZoneFile, void> {
  const mistakes: Mistake[] = [];
  const reader = new Reader(zoneName, limits.records, take);
  for (const entry of readEntries(text, mistakes)) {
    const found = entry === undefined ? undefined : yield* reader.read(entry);
    if (found !== undefined) mistakes.push(found);
    if (reader.isFull || mistakes.length >= limits.mistakes) break;
    yield;
  }
  const { leftOut, unserved, notes, spared } = reader;
  const spares: ZoneFile['spares'] = ({ type, name }) =>
    spared.has(`${name} *`) || spared.has(`${name} ${type}`);
  return { leftOut, unserved, spares, notes, mistakes };
}

type Outcome = Mistake | undefined;

/** Each method that reads returns what is wrong, or hands on what it read. */
class Reader {
  readonly leftOut = new Map<LeftOutKind, Map<string, number>>();
  readonly unserved = new Unserved();
  /** Of what is left out: its full name, and the type of the records there that it may speak of, or `*`. */
  readonly spared = new Set<string>();
  readonly notes = new Notes();
  isFull = false;
  readonly #zoneName: string;
  readonly #mostRecords: number;
  readonly #hand: (record: FileRecord) => void;
  #handed = 0;
  /** With its final dot. */
  #origin: string;
  /**
   * With its final dot; `undefined` until a record has one, and after one that could not be read. Why it is none,
   * after one that was left out.
   */
  #owner: string | Issue | undefined;
  #directiveTtl: number | undefined;
  #lastTtl: number | undefined;
  #minimumTtl: number | undefined;
  #generated = 0;

  constructor(zoneName: string, mostRecords: number, hand: (record: FileRecord) => void) {
    this.#zoneName = zoneName;
    this.#mostRecords = mostRecords;
    this.#hand = hand;
    this.#origin = `${zoneName}.`;
  }

  /** In steps of one record each: one line may make thousands. */
  *read(entry: Entry): Generator<void, Outcome, void> {
    const [first, ...others] = entry.words;
    if (first === undefined) return undefined;
    if (!entry.isBroken) {
      const isDirective = !entry.hasNoOwner && first.text.startsWith('$');
      return isDirective ? yield* this.#directive(first, others, entry) : this.#record(entry, first);
    }
    if (!entry.hasNoOwner) this.#owner = undefined;
    return undefined;
  }

  *#directive(name: Word, words: readonly Word[], entry: Entry): Generator<void, Outcome, void> {
    switch (name.text.toUpperCase()) {
      case '$ORIGIN':
        return this.#setOrigin(name, words);
      case '$TTL':
        return this.#setTtl(name, words);
      case '$GENERATE':
        return yield* this.#generate(name, words, entry);
      case '$INCLUDE':
        return mistake(
          name,
          '$INCLUDE is refused, because no file is read here: put the records of that file in its place, and mind that a $TTL in it holds on behind it in BIND and NSD',
        );
      default:
        return mistake(
          name,
          `there is no directive ${name.text.slice(0, 40)}: there are $ORIGIN, $TTL and $GENERATE`,
        );
    }
  }

  #setOrigin(directive: Word, [name, ...more]: readonly Word[]): Outcome {
    if (name === undefined || more.length > 0) return mistake(directive, '$ORIGIN takes one name');
    const origin = fullName(name.text, this.#origin, this.#zoneName);
    if (origin instanceof Issue) return mistake(name, origin.reason);
    this.#origin = origin;
    return undefined;
  }

  #setTtl(directive: Word, [word, ...more]: readonly Word[]): Outcome {
    if (word === undefined || more.length > 0) return mistake(directive, '$TTL takes one time');
    const ttl = parseTtl(word.text);
    if (ttl instanceof Issue) return mistake(word, ttl.reason);
    this.#directiveTtl = ttl;
    return undefined;
  }

  *#generate(
    directive: Word,
    [range, ...template]: readonly Word[],
    entry: Entry,
  ): Generator<void, Outcome, void> {
    const [first] = template;
    if (range === undefined || first === undefined) {
      return mistake(directive, '$GENERATE takes a range, a name, a type and a value');
    }
    const parsed = parseRange(range.text);
    if (parsed instanceof Issue) return mistake(range, parsed.reason);
    if (countOf(parsed) > this.#mostRecords) return this.#full(directive);
    for (let value = parsed.start; value <= parsed.stop; value += parsed.step) {
      // After a mistake the next number would make it again.
      const outcome =
        this.#generated > mostGenerated
          ? this.#full(directive)
          : this.#generateOne(template, first, value, entry);
      if (outcome !== undefined) return outcome;
      yield;
    }
    return undefined;
  }

  #generateOne(template: readonly Word[], first: Word, value: number, entry: Entry): Outcome {
    const words: Word[] = [];
    for (const word of template) {
      const text = substitute(word.text, value);
      if (text instanceof Issue) return mistake(word, text.reason);
      words.push({ ...word, text });
      this.#generated += text.length;
    }
    return this.#record({ ...entry, words, hasNoOwner: false }, words[0] ?? first);
  }

  #record(entry: Entry, start: Word): Outcome {
    const line = splitLine(entry.hasNoOwner ? entry.words : entry.words.slice(1), start);
    const owner = entry.hasNoOwner ? this.#owner : fullName(start.text, this.#origin, this.#zoneName);
    this.#owner = owner;
    if ('problem' in line) return this.#refuseOwner(owner, start) ?? line;
    const kind = leftOutAs(line.type.text, this.#isZone(owner, entry.hasNoOwner ? undefined : start));
    if (kind !== undefined) return this.#countLeftOut(kind, line, start);
    if (typeof owner !== 'string') return this.#refuseOwner(owner, start);
    if (isUnserved(line.type.text, line.written) && line.value.length > 0) {
      this.unserved.add(line.type.text, line.type.line);
      this.#spare(owner, '*');
      return this.#passOver(line);
    }
    if (!entry.hasNoOwner) this.#noteName(start);
    return this.#take(owner, line, start, entry.comment);
  }

  #refuseOwner(owner: string | Issue | undefined, start: Word): Outcome {
    this.#owner = typeof owner === 'string' ? owner : undefined;
    if (owner instanceof Issue) return mistake(start, owner.reason);
    return owner === undefined
      ? mistake(start, 'there is no record before this one whose name it could have')
      : undefined;
  }

  /** Also where the name lacks its final dot. */
  #isZone(owner: string | Issue | undefined, start: Word | undefined): boolean {
    if (typeof owner === 'string') return foldName(owner) === this.#zoneName;
    return start !== undefined && meansZone(start.text, this.#zoneName);
  }

  #take(owner: string, line: RecordLine, start: Word, comment: Word | undefined): Outcome {
    const { type, value: words } = line;
    const refused = refuseLine(line);
    if (refused !== undefined) return refused;
    const ttl = line.ttl === undefined ? this.#usualTtl() : parseTtl(line.ttl.text);
    if (ttl instanceof Issue) return mistake(line.ttl ?? type, ttl.reason);
    if (line.ttl === undefined && this.#directiveTtl === undefined) this.notes.add('no_ttl', start.line);
    this.#lastTtl = ttl;
    const texts = words.map(({ text }) => text);
    const value = readValue(type.text, texts, { origin: this.#origin, zoneName: this.#zoneName });
    if ('reason' in value) return mistake(words[value.index] ?? words.at(-1) ?? type, value.reason);
    if (!isGeneric(line)) this.#noteValue(line, comment);
    if (type.text === 'TXT' && isEmptyText(value.content)) {
      this.notes.add('empty', words[0]?.line ?? type.line);
      return this.#spare(owner, type.text);
    }
    if (this.#handed >= this.#mostRecords) return this.#full(type);
    this.#handed += 1;
    this.#hand({
      record: { type: type.text, name: owner, ...value, ttl, ...attributesOf(type.text, comment) },
      at: positionOf(start),
      parts: positionsOf(line, start, comment),
    });
    return undefined;
  }

  #usualTtl(): number | undefined {
    return this.#directiveTtl ?? this.#lastTtl ?? this.#minimumTtl;
  }

  #spare(owner: string, type: string): undefined {
    const name = ownerName(owner, this.#zoneName);
    if (typeof name === 'string') this.spared.add(`${name} ${type}`);
  }

  #noteName({ text, line }: Pick<Word, 'text' | 'line'>): void {
    if (hasStrangeEscape(text)) this.notes.add('escape', line);
    if (hasOctets(text)) this.notes.add('octets', line);
  }

  #noteValue({ type, value }: RecordLine, comment: Word | undefined): void {
    if (type.text === 'TXT') noteText(value, comment, this.notes);
    const target = value[nameColumns[type.text] ?? -1]?.text ?? '.';
    this.#noteName({ text: target, line: type.line });
    if (mayBeComplete.has(type.text) && /^[^.@]+\.?$/.test(target)) this.notes.add('single', type.line);
  }

  #countLeftOut(kind: LeftOutKind, line: RecordLine, start: Word): undefined {
    const { type } = line;
    const isMeant = this.#owner instanceof Issue && meansZone(start.text, this.#zoneName);
    if (isMeant) this.#owner = `${this.#zoneName}.`;
    const counts = this.leftOut.get(kind) ?? new Map<string, number>();
    this.leftOut.set(kind, counts.set(type.text, (counts.get(type.text) ?? 0) + 1));
    this.#passOver(line);
  }

  /** What a record that is left out says of those behind it. */
  #passOver({ type, ttl: given, value }: RecordLine): undefined {
    const ttl = given === undefined ? this.#usualTtl() : parseTtl(given.text);
    if (typeof ttl === 'number') this.#lastTtl = ttl;
    const minimum = type.text === 'SOA' ? parseTtl(value.at(-1)?.text ?? '') : undefined;
    if (typeof minimum === 'number') this.#minimumTtl ??= minimum;
  }

  #full(position: Position): Mistake {
    this.isFull = true;
    const limits = `${this.#mostRecords} records, or makes more than ${mostGenerated} characters`;
    return mistake(position, `the file has more than ${limits}: split it`);
  }
}

/** Types of which some programs list full names without the final dot (PowerDNS). */
const mayBeComplete: ReadonlySet<string> = new Set(['HTTPS', 'NAPTR', 'SVCB']);

/** Octets in hexadecimal (RFC 3597 section 5) mean one thing only. */
function isGeneric({ value }: RecordLine): boolean {
  return value[0]?.text === '\\#';
}

function isEmptyText(content: string | undefined): boolean {
  return content !== undefined && /^(?:"" ?)+$/.test(content);
}
