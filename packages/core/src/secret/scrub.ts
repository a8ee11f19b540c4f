import { decode, decodeView, type View, viewOf } from './decode.ts';
import { encodingsOf } from './encodings.ts';
import { createLiteralMatcher } from './literal-matcher.ts';
import { createMatcher, type Matcher, type Span } from './matcher.ts';
import { isJson, redact } from './redact.ts';
import { REDACTED, type Secret } from './secret.ts';

/** How many characters of a secret in a row already give it away. */
const WINDOW = 12;

/** How many layers of different escapes are looked through, such as JSON in a URL in HTML. */
const MAX_LAYERS = 4;

/** How often a redacted text is looked at again before all of it is given up. */
const MAX_ROUNDS = 4;

/**
 * Makes the last filter before anything is written to stdout or stderr: in what it returns, no secret can be
 * found, nor any 12 characters of one in a row. They are found as they are and in other case, backwards, in
 * ROT13, with anything but letters and digits between them, in full-width and other NFKC forms, with any of
 * their characters escaped as in JSON, URLs, HTML, MIME or source code, four layers deep, as lists of character
 * codes (decimal, octal, hexadecimal), and in base64, base64url, base32 and hexadecimal at any alignment.
 *
 * Text without a secret is returned as it is, in one fast pass. JSON stays JSON. Scrubbing a second time changes
 * nothing. Time is linear in the length of the text. Give it whole lines: a secret cut in two by the caller is
 * not found.
 *
 * Not covered: letters or digits put between the characters (HTML tags too), two of the encodings one in the
 * other, such as base64 twice, compression, encryption, other number bases, and stretches under 12 characters.
 */
export function createScrubber(secrets: readonly Secret[]): (text: string) => string {
  const values = secrets.map((secret) => secret.expose()).filter((value) => value !== '');
  if (values.length === 0) return (text) => text;
  const matchers = [
    createMatcher(values.flatMap((value) => encodingsOf(value, Math.min(WINDOW, value.length)))),
    createLiteralMatcher(values, WINDOW),
  ];
  return (text) => scrub(text, matchers);
}

function scrub(text: string, matchers: readonly Matcher[]): string {
  let scrubbed = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const spans = find(scrubbed, matchers);
    if (spans.length === 0) return scrubbed;
    scrubbed = redact(scrubbed, spans);
  }
  return isJson(scrubbed) ? JSON.stringify(REDACTED) : REDACTED;
}

function find(text: string, matchers: readonly Matcher[]): Span[] {
  const spans: Span[] = [];
  let layer = text;
  for (let depth = 0; depth <= MAX_LAYERS; depth += 1) {
    for (const matcher of matchers) {
      if (matcher.mayMatch(layer)) findInLayer(text, depth, matcher, spans);
    }
    const decoded = decode(layer);
    if (decoded === layer) break;
    layer = decoded;
  }
  return spans;
}

function findInLayer(text: string, depth: number, matcher: Matcher, spans: Span[]): void {
  const view = viewAt(text, depth);
  for (const { start, end } of matcher.match(view.text)) {
    spans.push({ start: view.startOf(start), end: view.endOf(end - 1) });
  }
}

// Built again for each finding, because a text with a secret in it is rare and all others should cost nothing.
function viewAt(text: string, depth: number): View {
  return depth === 0 ? viewOf(text) : decodeView(viewAt(text, depth - 1));
}
