import { encodingsOf, patternOf } from './encodings.ts';
import { decodeView, viewOf } from './escape.ts';
import { createLiteralMatcher, createMatcher, type Matcher, type Span } from './matcher.ts';
import { mayHold } from './prefilter.ts';
import { REDACTED, type Secret } from './secret.ts';
import { SEED_LENGTH, seedsOf } from './seeds.ts';

/** How many characters of a secret in a row already give it away. */
const WINDOW = 12;

/** How many layers of different escapes are looked through, such as JSON in a URL in HTML. */
const MAX_LAYERS = 4;

/** How often a redacted text is looked at again before all of it is given up. */
const MAX_ROUNDS = 4;

/**
 * Makes the last filter before anything is written to stdout or stderr: in what it returns, no secret can be found, nor
 * any 12 characters of one in a row. They are found as they are and in other case, backwards, in ROT13, with anything
 * but letters and digits between them, in full-width and other NFKC forms, with any of their characters escaped as in
 * JSON, URLs, HTML, MIME or source code, several layers deep, as lists of character codes (decimal, octal,
 * hexadecimal), and in hexadecimal, base64 and base64url at any alignment, of UTF-8 or UTF-16.
 *
 * Text without a secret is returned as it is, after one fast pass; ASCII too short for any of the above, without one. JSON stays JSON. Scrubbing a second time changes
 * nothing. Time is linear in the length of the text. Give it whole lines: a secret that the caller cut in two is not
 * found.
 *
 * Not covered: letters or digits put between the characters, such as HTML tags; one of the encodings on top of another,
 * such as base64 twice; compression, encryption and other alphabets; letters that only look alike; and of a stretch of
 * just 12 characters that is escaped in part, the first ones, if half an escape stands right before them.
 */
export function createScrubber(secrets: readonly Secret[]): (text: string) => string {
  const values = secrets.map((secret) => secret.expose()).filter((value) => value !== '');
  const harmless = Math.min(SEED_LENGTH, ...values.map(({ length }) => length));
  let scrub: ((text: string) => string) | undefined;
  return (text) => {
    // To make the tables takes milliseconds, which whoever waits for the first list need not wait for.
    if (text.length < harmless && /^[ -~]*$/u.test(text)) return text;
    scrub ??= scrubberOf(values);
    return scrub(text);
  };
}

function scrubberOf(values: readonly string[]): (text: string) => string {
  const patterns = values
    .flatMap((value) => encodingsOf(value, Math.min(WINDOW, value.length)))
    .map(patternOf);
  const seeds = seedsOf(patterns);
  const literals = createLiteralMatcher(values, WINDOW);
  const matchers = literals === undefined ? [createMatcher(seeds)] : [createMatcher(seeds), literals];

  return (text) => {
    let scrubbed = text;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const spans = literals !== undefined || mayHold(scrubbed, seeds) ? find(scrubbed, matchers) : [];
      if (spans.length === 0) return scrubbed;
      scrubbed = redact(scrubbed, spans);
    }
    return isJson(scrubbed) ? JSON.stringify(REDACTED) : REDACTED;
  };
}

function find(text: string, matchers: readonly Matcher[]): Span[] {
  const spans: Span[] = [];
  let view = viewOf(text);
  for (let layer = 0; layer <= MAX_LAYERS; layer += 1) {
    for (const { start, end } of matchers.flatMap((match) => match(view.text))) {
      spans.push({ start: view.startOf(start), end: view.endOf(end - 1) });
    }
    const decoded = decodeView(view);
    if (decoded.text === view.text) break;
    view = decoded;
  }
  return spans;
}

/**
 * The text with `[redacted]` in place of the spans. A text that is JSON stays JSON with the same structure: in
 * it, only the parts of strings and the whole numbers that a span touches are replaced, because a token may be
 * spread over many values. So it is with JSON inside a string of JSON, which is what answers of tools are.
 */
export function redact(text: string, spans: readonly Span[]): string {
  const merged = merge(spans.map((span) => withWholeEscapes(text, span)));
  return isJson(text) ? redactValues(text, merged) : redactSpans(text, merged);
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A cut escape would break a JSON string, or stand for another character. */
function withWholeEscapes(text: string, { start, end }: Span): Span {
  const lead = /(?:%|&#[xX]?|\\x)$/.exec(text.slice(Math.max(0, start - 3), start))?.[0].length ?? 0;
  return {
    start: escapeAcross(text, start - lead)?.start ?? start - lead,
    end: Math.min(escapeAcross(text, end)?.end ?? end, text.length),
  };
}

/** The JSON escape (RFC 8259 section 7) that begins before `index` and ends after it. */
function escapeAcross(text: string, index: number): Span | undefined {
  const from = Math.max(0, index - 5);
  const offset = text.slice(from, index).lastIndexOf('\\');
  const start = from + offset;
  if (offset === -1 || isEscaped(text, start)) return undefined;
  const end = start + (text.charAt(start + 1) === 'u' ? 6 : 2);
  return end > index ? { start, end } : undefined;
}

/** Whether an odd number of backslashes stands before `index`. */
function isEscaped(text: string, index: number): boolean {
  let odd = false;
  for (let at = index - 1; text.charAt(at) === '\\'; at -= 1) odd = !odd;
  return odd;
}

function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const before = merged.at(-1);
    if (before === undefined || span.start > before.end) merged.push(span);
    else merged[merged.length - 1] = { start: before.start, end: Math.max(before.end, span.end) };
  }
  return merged;
}

function redactSpans(text: string, spans: readonly Span[]): string {
  let redacted = '';
  let read = 0;
  for (const { start, end } of spans) {
    redacted += text.slice(read, start) + REDACTED;
    read = end;
  }
  return redacted + text.slice(read);
}

function redactValues(json: string, spans: readonly Span[]): string {
  let redacted = '';
  let read = 0;
  let next = 0;
  for (const value of valuesOf(json)) {
    while (endsBefore(spans[next], value)) next += 1;
    const touching = spansFrom(spans, next, value);
    if (touching.length === 0) continue;
    const inside = json.slice(value.start, value.end);
    redacted += json.slice(read, value.start);
    redacted += value.isString ? redactString(inside, touching) : JSON.stringify(REDACTED);
    read = value.end;
  }
  return redacted + json.slice(read);
}

/** @param inside what stands between the quotes of a string. */
function redactString(inside: string, spans: readonly Span[]): string {
  if (!/^(?:\\[nrt]| )*[[{]/u.test(inside)) return redactSpans(inside, spans);
  const text: unknown = JSON.parse(`"${inside}"`);
  if (typeof text !== 'string' || !isJson(text)) return redactSpans(inside, spans);
  return JSON.stringify(redact(text, decodedSpans(inside, spans))).slice(1, -1);
}

/** The same spans, in their order, in what the inside of a string stands for. They cut no escape in two. */
function decodedSpans(inside: string, spans: readonly Span[]): Span[] {
  const escapes = inside.matchAll(/\\(?:u[0-9A-Fa-f]{4}|[^u])/gu);
  let next = escapes.next();
  let lost = 0;
  const decoded = (at: number): number => {
    for (; next.done !== true && next.value.index < at; next = escapes.next())
      lost += next.value[0].length - 1;
    return at - lost;
  };
  return spans.map(({ start, end }) => ({ start: decoded(start), end: decoded(end) }));
}

function endsBefore(span: Span | undefined, value: Span): boolean {
  return span !== undefined && span.end <= value.start;
}

/** The spans that touch the value, cut to it and counted from its start. */
function spansFrom(spans: readonly Span[], first: number, value: Span): Span[] {
  const touching: Span[] = [];
  for (let index = first; index < spans.length; index += 1) {
    const { start, end } = spans[index] ?? value;
    if (start >= value.end) break;
    touching.push({
      start: Math.max(start, value.start) - value.start,
      end: Math.min(end, value.end) - value.start,
    });
  }
  return touching;
}

interface Value extends Span {
  readonly isString: boolean;
}

/** The insides of the strings, and the numbers and literals, of a text that is JSON. Empty strings are left out. */
function* valuesOf(json: string): Generator<Value> {
  const bareWord = /[-+.0-9A-Za-z]+/y;
  for (let index = 0; index < json.length; index += 1) {
    const start = index;
    if (json.charAt(start) === '"') {
      index = endOfString(json, start + 1);
      if (index > start + 1) yield { start: start + 1, end: index, isString: true };
      continue;
    }
    bareWord.lastIndex = start;
    if (!bareWord.test(json)) continue;
    yield { start, end: bareWord.lastIndex, isString: false };
    index = bareWord.lastIndex - 1;
  }
}

function endOfString(json: string, start: number): number {
  let quote = json.indexOf('"', start);
  while (isEscaped(json, quote)) quote = json.indexOf('"', quote + 1);
  return quote;
}
