import { Refusal } from '../../problem.ts';
import { countOf, parseRange, substitute } from './generate.ts';
import { type Entry, type Mistake, mistake, type Position, readEntries, type Word } from './lexer.ts';
import { fullName } from './names.ts';
import { readValue } from './rdata.ts';
import {
  attributesOf,
  type FileRecord,
  positionOf,
  positionsOf,
  type RecordLine,
  splitLine,
} from './record-line.ts';
import { parseTtl } from './ttl.ts';

export interface ZoneFile {
  readonly records: readonly FileRecord[];
  /** Records that Cloudflare makes itself, by type, and how many of each the file has. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** In the order of the file. */
  readonly mistakes: readonly Mistake[];
}

export interface ZoneFileLimits {
  readonly records: number;
  readonly mistakes: number;
}

const usualLimits: ZoneFileLimits = { records: 50_000, mistakes: 1_000 };

/** Characters, in all: as many as the longest file has. A short line could make gigabytes. */
const mostGenerated = 3_000_000;

/** Made by Cloudflare: the start of authority, and what signs a zone. */
const madeByCloudflare: ReadonlySet<string> = new Set([
  'SOA',
  'RRSIG',
  'NSEC',
  'NSEC3',
  'NSEC3PARAM',
  'CDS',
  'CDNSKEY',
  'ZONEMD',
]);

/**
 * Reads a zone file in the format of BIND: RFC 1035 section 5, `$TTL` (RFC 2308 section 4), BIND's units of time
 * and `$GENERATE`, and the comments, tags and settings of Cloudflare's own export. The origin to begin with is the
 * zone.
 *
 * A record without a TTL has that of `$TTL`, else of the record before it, else the minimum of the SOA record, else
 * none. Refused, each with its place: `$INCLUDE`, other classes than IN, types in generic form (RFC 3597) and names
 * that lack their final dot. Does not check values, nor whether names are in the zone: that is `checkRecord`'s.
 */
export function readZoneFile(text: string, zoneName: string, limits: ZoneFileLimits = usualLimits): ZoneFile {
  const mistakes: Mistake[] = [];
  const reader = new Reader(zoneName, limits.records);
  for (const entry of readEntries(text, mistakes)) {
    const found = reader.read(entry);
    if (found !== undefined) mistakes.push(found);
    if (reader.isFull || mistakes.length >= limits.mistakes) break;
  }
  return { records: reader.records, leftOut: reader.leftOut, mistakes };
}

type Outcome = Mistake | undefined;

/** Each method that reads returns what is wrong, or takes what it read into `records`. */
class Reader {
  readonly records: FileRecord[] = [];
  readonly leftOut = new Map<string, number>();
  isFull = false;
  readonly #zoneName: string;
  readonly #mostRecords: number;
  /** With its final dot. */
  #origin: string;
  /** With its final dot; `undefined` until a record has one, and after one that could not be read. */
  #owner: string | undefined;
  #directiveTtl: number | undefined;
  #lastTtl: number | undefined;
  #minimumTtl: number | undefined;
  #generated = 0;

  constructor(zoneName: string, mostRecords: number) {
    this.#zoneName = zoneName;
    this.#mostRecords = mostRecords;
    this.#origin = `${zoneName}.`;
  }

  read(entry: Entry): Outcome {
    const [first, ...others] = entry.words;
    if (first === undefined) return undefined;
    if (!entry.isBroken) {
      const isDirective = !entry.hasNoOwner && first.text.startsWith('$');
      return isDirective ? this.#directive(first, others, entry) : this.#record(entry, first);
    }
    if (!entry.hasNoOwner) this.#owner = undefined;
    return undefined;
  }

  #directive(name: Word, words: readonly Word[], entry: Entry): Outcome {
    switch (name.text.toUpperCase()) {
      case '$ORIGIN':
        return this.#setOrigin(name, words);
      case '$TTL':
        return this.#setTtl(name, words);
      case '$GENERATE':
        return this.#generate(name, words, entry);
      case '$INCLUDE':
        return mistake(
          name,
          '$INCLUDE is refused, because no file is read here: put the records of that file in its place',
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
    if (origin instanceof Refusal) return mistake(name, origin.reason);
    this.#origin = origin;
    return undefined;
  }

  #setTtl(directive: Word, [word, ...more]: readonly Word[]): Outcome {
    if (word === undefined || more.length > 0) return mistake(directive, '$TTL takes one time');
    const ttl = parseTtl(word.text);
    if (ttl instanceof Refusal) return mistake(word, ttl.reason);
    this.#directiveTtl = ttl;
    return undefined;
  }

  #generate(directive: Word, [range, ...template]: readonly Word[], entry: Entry): Outcome {
    const [first] = template;
    if (range === undefined || first === undefined) {
      return mistake(directive, '$GENERATE takes a range, a name, a type and a value');
    }
    const parsed = parseRange(range.text);
    if (parsed instanceof Refusal) return mistake(range, parsed.reason);
    if (countOf(parsed) > this.#mostRecords) return this.#full(directive);
    for (let value = parsed.start; value <= parsed.stop; value += parsed.step) {
      // After a mistake the next number would make it again.
      const outcome =
        this.#generated > mostGenerated
          ? this.#full(directive)
          : this.#generateOne(template, first, value, entry);
      if (outcome !== undefined) return outcome;
    }
    return undefined;
  }

  #generateOne(template: readonly Word[], first: Word, value: number, entry: Entry): Outcome {
    const words: Word[] = [];
    for (const word of template) {
      const text = substitute(word.text, value);
      if (text instanceof Refusal) return mistake(word, text.reason);
      words.push({ ...word, text });
      this.#generated += text.length;
    }
    return this.#record({ ...entry, words, hasNoOwner: false }, words[0] ?? first);
  }

  #record(entry: Entry, start: Word): Outcome {
    if (!entry.hasNoOwner) {
      const owner = fullName(start.text, this.#origin, this.#zoneName);
      this.#owner = owner instanceof Refusal ? undefined : owner;
      if (owner instanceof Refusal) return mistake(start, owner.reason);
    }
    if (this.#owner === undefined) {
      return mistake(start, 'there is no record before this one whose name it could have');
    }
    const line = splitLine(entry.hasNoOwner ? entry.words : entry.words.slice(1), start);
    return 'problem' in line ? line : this.#take(this.#owner, line, start, entry.comment);
  }

  #take(owner: string, line: RecordLine, start: Word, comment: Word | undefined): Outcome {
    const { type, value: words } = line;
    const ttl = line.ttl === undefined ? this.#usualTtl() : parseTtl(line.ttl.text);
    if (ttl instanceof Refusal) return mistake(line.ttl ?? type, ttl.reason);
    this.#lastTtl = ttl;
    if (madeByCloudflare.has(type.text)) return this.#leaveOut(type.text, words);
    const texts = words.map(({ text }) => text);
    const value = readValue(type.text, texts, { origin: this.#origin, zoneName: this.#zoneName });
    if ('reason' in value) return mistake(words[value.index] ?? words.at(-1) ?? type, value.reason);
    if (this.records.length >= this.#mostRecords) return this.#full(type);
    this.records.push({
      record: { type: type.text, name: owner, ...value, ttl, ...attributesOf(type.text, comment) },
      at: positionOf(start),
      parts: positionsOf(line, start, comment),
    });
    return undefined;
  }

  #usualTtl(): number | undefined {
    return this.#directiveTtl ?? this.#lastTtl ?? this.#minimumTtl;
  }

  #leaveOut(type: string, words: readonly Word[]): undefined {
    this.leftOut.set(type, (this.leftOut.get(type) ?? 0) + 1);
    const minimum = type === 'SOA' ? parseTtl(words.at(-1)?.text ?? '') : undefined;
    if (typeof minimum === 'number') this.#minimumTtl ??= minimum;
  }

  #full(position: Position): Mistake {
    this.isFull = true;
    const limits = `${this.#mostRecords} records, or makes more than ${mostGenerated} characters`;
    return mistake(position, `the file has more than ${limits}: split it`);
  }
}
