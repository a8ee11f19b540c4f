import type { Random } from '@crunchtools/mcp-core/testing';
import { makers, numbersOfTypes, type Part, type Value } from './zone-values.ts';

/** Ways of writing that some readers refuse; a file has some of them. */
export const writings = [
  'class_first',
  'units',
  'bare_text',
  'bare_edges',
  'bare_strings',
  'generic',
  'class_number',
  'type_number',
  'glued_quote',
  'no_ttl',
  'no_owner',
  'parentheses',
  'comments',
  'origins',
  'escaped_names',
  'relative',
  'cut_digits',
  'windows',
] as const;
export type Writing = (typeof writings)[number];

/** A zone file, and the writings in it. */
export interface WrittenZone {
  readonly text: string;
  readonly writings: ReadonlySet<Writing>;
}

/** Seconds, and a TTL as it is written with units. */
const times: readonly (readonly [number, string])[] = [
  [60, '1m'],
  [3_600, '1h'],
  [5_400, '1H30M'],
  [86_400, '1d'],
  [788_645, '1w2d3h4m5s'],
];

/** Writes random records below `zone`, which ends in a dot, in every way of RFC 1035 5.1, RFC 2308 4 and RFC 3597 5. */
export class ZoneWriter {
  readonly #random: Random;
  readonly #zone: string;
  readonly #uses: ReadonlySet<Writing>;
  readonly #used = new Set<Writing>();
  readonly #lines: string[] = [];
  #origin: string;
  #hasDirective = false;

  constructor(random: Random, zone: string, uses: ReadonlySet<Writing>) {
    this.#random = random;
    this.#zone = zone;
    this.#uses = uses;
    this.#origin = zone;
  }

  write(records: number): WrittenZone {
    this.#lines.push(`$ORIGIN ${this.#zone}`);
    this.#lines.push(`@ 3600 IN SOA ns.${this.#zone} admin.${this.#zone} ( 1 2 3 4 900 ) ; start`);
    this.#lines.push(`@ 3600 IN NS ns.example.net.`);
    for (let index = 0; index < records; index += 1) this.#record(index);
    const end = this.#maybe('windows', 1) ? '\r\n' : '\n';
    return { text: this.#lines.join(end) + end, writings: this.#used };
  }

  #maybe(writing: Writing, probability: number): boolean {
    const does = this.#uses.has(writing) && this.#random.chance(probability);
    if (does) this.#used.add(writing);
    return does;
  }

  #record(index: number): void {
    this.#directives();
    const { first, make } = this.#random.pick(makers);
    const owner = [...(first === undefined ? [] : [first]), `r${index}`].join('.');
    const value = make({
      random: this.#random,
      pick: (choices) => this.#random.pick(choices),
      host: () =>
        this.#random.pick([`h${this.#random.below(9)}.${this.#zone}`, 'a.example.net.', `a.b.${this.#zone}`]),
    });
    const isWild = first === undefined && value.type !== 'NS' && this.#random.chance(0.05);
    const name = `${isWild ? '*.' : ''}${owner}.${this.#zone}`;
    this.#line(name, value);
    // A second record of the name that may leave its name out.
    if (this.#maybe('no_owner', 0.2) && value.type !== 'CNAME' && value.type !== 'NS') {
      const text = `"note ${index}"`;
      this.#lines.push(`${this.#random.pick([' ', '\t', '  '])}${this.#front(300)} TXT ${text}`);
    }
  }

  #directives(): void {
    if (this.#maybe('origins', 0.05)) {
      this.#origin = this.#random.pick([this.#zone, `sub.${this.#zone}`, 'example.net.']);
      this.#lines.push(`$ORIGIN ${this.#origin}${this.#comment()}`);
    }
    if (this.#random.chance(0.05)) {
      const [seconds, units] = this.#random.pick(times);
      this.#lines.push(`$TTL ${this.#maybe('units', 0.5) ? units : seconds}${this.#comment()}`);
      this.#hasDirective = true;
    }
    if (this.#random.chance(0.03))
      this.#lines.push(this.#random.pick(['', '  ', '; nothing', '\t; nothing']));
  }

  #line(name: string, { type, parts, wire }: Value): void {
    const isGeneric = this.#maybe('generic', 0.15);
    const numbered = this.#maybe('type_number', 0.1) ? `TYPE${numbersOfTypes[type]}` : type;
    const shownType = this.#random.chance(0.2) ? numbered.toLowerCase() : numbered;
    const words = isGeneric ? this.#generic(wire) : parts.flatMap((part) => this.#part(part, type));
    const owner = this.#name(name);
    const front = `${owner}${this.#gap()}${this.#front(this.#random.pick(times)[0])}`;
    const value =
      this.#maybe('parentheses', 0.3) && words.length > 1
        ? this.#spread(words)
        : this.#joined(words, type === 'TXT' && !isGeneric);
    this.#lines.push(`${front} ${shownType}${this.#gap()}${value}${this.#comment()}`);
  }

  /** TTL and class, in either order, or none of them. */
  #front(seconds: number): string {
    const units = times.find(([amount]) => amount === seconds)?.[1];
    const ttl = this.#maybe('units', 0.3) ? (units ?? String(seconds)) : String(seconds);
    const recordClass = this.#maybe('class_number', 0.1) ? 'CLASS1' : this.#random.pick(['IN', 'in']);
    if (this.#hasDirective && this.#maybe('no_ttl', 0.3)) return this.#random.pick([recordClass, '']);
    if (this.#maybe('class_first', 0.3)) return `${recordClass} ${ttl}`;
    return this.#random.pick([`${ttl} ${recordClass}`, ttl]);
  }

  #part(part: Part, type: string): readonly string[] {
    switch (part.kind) {
      case 'word':
        return [part.text];
      case 'name':
        return [this.#name(part.name)];
      case 'string':
        return [
          this.#string(
            part.octets,
            part.inQuotes === true ? undefined : type === 'TXT' ? 'bare_text' : 'bare_strings',
          ),
        ];
      case 'digits':
        return this.#digits(part.text, part.isHex);
    }
  }

  #name(full: string): string {
    if (full === '.') return full;
    if (full === this.#origin && this.#random.chance(0.7)) return '@';
    const isBelow = full.endsWith(`.${this.#origin}`);
    const text = isBelow && this.#maybe('relative', 0.7) ? full.slice(0, -this.#origin.length - 1) : full;
    return this.#maybe('escaped_names', 0.2) ? this.#escaped(text) : text;
  }

  /** Letters by their numbers, and others by a backslash: digits would begin a number. */
  #escaped(name: string): string {
    return name.replaceAll(/[a-z]/gu, (letter) => {
      if (this.#random.chance(0.8)) return letter;
      return this.#random.chance(0.5) ? `\\${letter}` : `\\${String(letter.charCodeAt(0)).padStart(3, '0')}`;
    });
  }

  #string(octets: Buffer, writing: Writing | undefined): string {
    const isPlain = octets.length > 0 && octets.every((octet) => octet > 0x20 && octet < 0x7f);
    const isBare =
      isPlain && writing !== undefined && this.#maybe(hasEdge(octets) ? 'bare_edges' : writing, 0.3);
    const text = Array.from(octets, (octet) => this.#octet(octet, isBare)).join('');
    return isBare ? text : `"${text}"`;
  }

  #octet(octet: number, isBare: boolean): string {
    const character = String.fromCharCode(octet);
    const isSpecial = character === '"' || character === '\\' || (isBare && '();@$ '.includes(character));
    if (octet < 0x20 || octet > 0x7e) return `\\${String(octet).padStart(3, '0')}`;
    if (!isSpecial) return character;
    return this.#random.chance(0.5) ? `\\${character}` : `\\${String(octet).padStart(3, '0')}`;
  }

  #digits(text: string, isHex: boolean): readonly string[] {
    const cased = isHex && this.#random.chance(0.5) ? text.toUpperCase() : text;
    if (!this.#maybe('cut_digits', 0.5) || cased.length < 8) return [cased];
    const at = 4 * (1 + this.#random.below(Math.floor(cased.length / 4) - 1));
    return [cased.slice(0, at), cased.slice(at)];
  }

  #generic(wire: Buffer): readonly string[] {
    return [
      '\\#',
      String(wire.length),
      ...(wire.length === 0 ? [] : this.#digits(wire.toString('hex'), true)),
    ];
  }

  #joined(words: readonly string[], isText: boolean): string {
    return words.reduce((text, word) => {
      // A string that begins right behind another word is one of its own.
      const isGlued =
        word.startsWith('"') && (isText || text.endsWith('"')) && this.#maybe('glued_quote', 0.6);
      return text === '' ? word : `${text}${isGlued ? '' : this.#gap()}${word}`;
    }, '');
  }

  #spread(words: readonly string[]): string {
    const [first = '', ...rest] = words;
    const inner = rest
      .map((word) => `${this.#random.pick(['\n\t', ' ', '\n  ; inside\n '])}${word}`)
      .join('');
    return `${first} (${inner}${this.#random.pick([' )', '\n)', '\n\t)'])}`;
  }

  #gap(): string {
    return this.#random.pick([' ', ' ', '\t', '   ']);
  }

  #comment(): string {
    return this.#maybe('comments', 0.2) ? this.#random.pick([' ; a comment', '\t;', ' ;; "quoted (']) : '';
  }
}

/** A dot in front, or a backslash at the end, of a string without quotes. */
function hasEdge(octets: Buffer): boolean {
  return octets[0] === 0x2e || octets.at(-1) === 0x5c;
}
