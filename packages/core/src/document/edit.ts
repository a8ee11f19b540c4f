import { InputError } from '../errors/errors.ts';
import { neutralise } from '../untrusted/neutralise.ts';

/** One place of a text and what is to stand there. */
export interface TextEdit {
  /** What stands there now, to the last character. */
  readonly find: string;
  /** Nothing, to take it away. */
  readonly replace: string;
  /** Every place where it stands. Without it there has to be one. */
  readonly all?: boolean | undefined;
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly replace: string;
  /** Index of the edit. */
  readonly edit: number;
}

/** Places in all: more are a mistake of the caller, or take too long to look at. */
const mostPlaces = 10_000;

/**
 * A text with some of its places changed; everything else stays to the last byte and never passes the caller. All edits
 * speak of the text as it is, not of what an edit before them makes. Where lines of the text end in CR LF, a line end in an edit
 * is one, too.
 *
 * @throws {InputError} for an edit that finds nothing, or several places without `all`, or a place that another one changes;
 * with the index of the edit, and lines where it could be meant.
 */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const places = edits.flatMap((edit, index) => placesOf(text, edit, index));
  if (places.length > mostPlaces)
    throw new InputError(`The edits change ${places.length} places; at most ${mostPlaces} at once.`, {
      nextStep: 'Make fewer edits in one call. Nothing was changed.',
    });
  places.sort((one, other) => one.start - other.start || one.end - other.end);
  let made = '';
  let done = 0;
  let last: Place | undefined;
  for (const place of places) {
    if (place.start < done) throw overlap(text, last ?? place, place);
    made += text.slice(done, place.start) + place.replace;
    done = place.end;
    last = place;
  }
  return made + text.slice(done);
}

function placesOf(text: string, edit: TextEdit, index: number): readonly Place[] {
  const named = `edits.${index}`;
  if (edit.find === '') throw new InputError(`${named}.find is empty: it would stand everywhere.`);
  const forms = text.includes('\r\n') ? [edit, withCrLf(edit)] : [edit];
  for (const { find, replace } of forms) {
    const places: Place[] = [];
    for (let start = text.indexOf(find); start !== -1; start = text.indexOf(find, start + find.length)) {
      places.push({ start, end: start + find.length, replace, edit: index });
      if (places.length > mostPlaces) break;
    }
    // A text may overlap with itself, as "aa" in "aaa": then it is not clear what is meant.
    const isAmbiguous = edit.all !== true && (places.length > 1 || standsAgain(text, find, places[0]));
    if (isAmbiguous) throw ambiguous(text, named, find);
    if (places.length > 0) return places;
  }
  throw missing(text, named, edit.find);
}

function standsAgain(text: string, find: string, place: Place | undefined): boolean {
  return place !== undefined && text.indexOf(find, place.start + 1) !== -1;
}

function withCrLf({ find, replace, all }: TextEdit): TextEdit {
  return { find: crLf(find), replace: crLf(replace), all };
}

function crLf(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n');
}

/** As many lines as a message names. */
const mostNamed = 5;

function ambiguous(text: string, named: string, find: string): InputError {
  const lines: number[] = [];
  for (let at = text.indexOf(find); at !== -1 && lines.length <= mostNamed; at = text.indexOf(find, at + 1))
    lines.push(lineAt(text, at));
  const shown = lines.slice(0, mostNamed).join(', ');
  return new InputError(
    `${named}.find stands in several places: lines ${shown}${lines.length > mostNamed ? ' …' : ''}.`,
    { nextStep: 'Give more of the text around it, or all: true to change every place. Nothing was changed.' },
  );
}

function missing(text: string, named: string, find: string): InputError {
  const near = nearestLine(text, find);
  const hint = near === undefined ? '' : ` The nearest is line ${near.line}: ${JSON.stringify(near.text)}.`;
  return new InputError(`${named}.find does not stand in the text.${hint}`, {
    nextStep: 'Read the text again and copy the place as it is shown. Nothing was changed.',
    quotes: near !== undefined,
  });
}

const longestShown = 200;

/** The line that has the longest line of what is looked for but for blanks and letter case; else nothing. */
function nearestLine(
  text: string,
  find: string,
): { readonly line: number; readonly text: string } | undefined {
  const wanted = find
    .split('\n')
    .map(folded)
    .reduce((longest, line) => (line.length > longest.length ? line : longest), '');
  if (wanted.length < 4) return undefined;
  let line = 0;
  for (const candidate of text.split('\n')) {
    line += 1;
    if (folded(candidate).includes(wanted))
      return { line, text: neutralise(candidate.trim(), { maxLength: longestShown }) };
  }
  return undefined;
}

/** Without what is easily copied wrongly: blanks, letter case, hidden characters, and the forms of quotes and dashes. */
function folded(line: string): string {
  return line
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{C}\p{Z}]+/gu, '')
    .replaceAll(/[‘’‚‛]/gu, "'")
    .replaceAll(/[“”„‟]/gu, '"')
    .replaceAll(/[‐-―−]/gu, '-');
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let end = text.indexOf('\n'); end !== -1 && end < at; end = text.indexOf('\n', end + 1)) line += 1;
  return line;
}

function overlap(text: string, one: Place, other: Place): InputError {
  return new InputError(
    `edits.${one.edit} and edits.${other.edit} change the same place, in line ${lineAt(text, other.start)}.`,
    { nextStep: 'Make one edit of both. Nothing was changed.' },
  );
}
