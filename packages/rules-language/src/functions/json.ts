import { Kept } from '../kept.ts';

/** JSON with numbers as they are written: `42` and `42.0` are different to `lookup_json_integer`. */
type Json =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly written: string }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Json> }
  | { readonly kind: 'other' };

/** As deep as Rust's serde_json reads by default. */
const deepest = 128;

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Json {
    const value = this.#value();
    this.#take(/[ \t\r\n]*/y);
    if (this.#at < this.#text.length) throw new SyntaxError('more than one value');
    return value;
  }

  #value(): Json {
    this.#take(/[ \t\r\n]*/y);
    const first = this.#text.charAt(this.#at);
    if (first === '{') return this.#nested(() => this.#object());
    if (first === '[') return this.#nested(() => this.#array());
    if (first === '"') return { kind: 'string', value: this.#string() };
    const number = this.#take(/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y);
    if (number !== '') return { kind: 'number', written: number };
    if (this.#take(/true|false|null/y) === '') throw new SyntaxError('no value');
    return { kind: 'other' };
  }

  #nested(read: () => Json): Json {
    this.#depth += 1;
    if (this.#depth > deepest) throw new SyntaxError('too deep');
    this.#at += 1;
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #object(): Json {
    const members = new Map<string, Json>();
    if (this.#punctuation('}')) return { kind: 'object', members };
    do {
      this.#take(/[ \t\r\n]*/y);
      const name = this.#string();
      this.#expect(':');
      members.set(name, this.#value());
    } while (this.#punctuation(','));
    this.#expect('}');
    return { kind: 'object', members };
  }

  #array(): Json {
    const items: Json[] = [];
    if (this.#punctuation(']')) return { kind: 'array', items };
    do items.push(this.#value());
    while (this.#punctuation(','));
    this.#expect(']');
    return { kind: 'array', items };
  }

  #string(): string {
    const written = this.#take(/"[^"\\\0-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\0-\x1f]*)*"/y);
    if (written === '') throw new SyntaxError('no string');
    const value: unknown = JSON.parse(written);
    return String(value);
  }

  #punctuation(mark: string): boolean {
    this.#take(/[ \t\r\n]*/y);
    const found = this.#text.startsWith(mark, this.#at);
    if (found) this.#at += mark.length;
    return found;
  }

  #expect(mark: string): void {
    if (!this.#punctuation(mark)) throw new SyntaxError(`no ${mark}`);
  }

  #take(what: RegExp): string {
    what.lastIndex = this.#at;
    const [found = ''] = what.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }
}

function parse(text: string): Json | undefined {
  try {
    return new Reader(text).document();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Rules mostly look into the same document, one after the other. */
const kept = new Kept<{ readonly json: Json | undefined }>(64 * 1024);

function parseOnce(document: string): Json | undefined {
  const known = kept.get(document);
  if (known !== undefined) return known.json;
  const json = parse(document);
  kept.put(document, { json });
  return json;
}

/**
 * What stands at a path of member names and positions (from 0) in a JSON document (RFC 8259): a string, or the
 * text of a number as it is written. Undefined when the document is malformed or deeper than 128, or nothing is
 * there. Of members with the same name the last counts.
 */
export function lookUpJson(
  document: string,
  path: readonly (string | bigint)[],
):
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly written: string }
  | undefined {
  let found = parseOnce(document);
  for (const key of path) {
    if (found?.kind === 'object' && typeof key === 'string') found = found.members.get(key);
    else if (found?.kind === 'array' && typeof key === 'bigint' && key >= 0n)
      found = found.items[Number(key)];
    else return undefined;
  }
  return found?.kind === 'string' || found?.kind === 'number' ? found : undefined;
}
