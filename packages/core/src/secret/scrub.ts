import { encodingsOf } from './encodings.ts';
import { createLiteralMatcher } from './literal-matcher.ts';
import { createMatcher, type Matcher, type Span } from './matcher.ts';
import { patternOf } from './pattern.ts';
import { mayHold } from './prefilter.ts';
import { isJson, redact } from './redact.ts';
import { REDACTED, type Secret } from './secret.ts';
import { SEED_LENGTH, seedsOf } from './seeds.ts';
import { decodeView, viewOf } from './view.ts';

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
