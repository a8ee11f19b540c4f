import { domainToASCII, domainToUnicode } from 'node:url';
import { neutralise } from '../untrusted/neutralise.ts';

/** As much of an unchanged stretch as is shown beside what changes in a long text, in UTF-16 units. */
const surroundings = 60;

/** Both texts are at least so long, in UTF-16 units, where only their difference is shown. */
const longText = 200;

/**
 * A text between quotes that occur in no text: the two of its own are escaped as hidden characters are. No two texts
 * look the same, and none can end its quotes or begin a line.
 */
export function quoted(text: string): string {
  const shown = neutralise(text, { maxLength: Number.POSITIVE_INFINITY });
  return `“${shown.replaceAll('“', '\\u{201c}').replaceAll('”', '\\u{201d}')}”`;
}

/** Long texts by what differs and a little around it; short ones whole. */
export function textChange(from: string, to: string): string {
  const { head, tail } = common(from, to);
  if (Math.min(from.length, to.length) < longText || head + tail < 2 * surroundings) {
    return `${quoted(from)}${nameNote(from)} → ${quoted(to)}${nameNote(to)}`;
  }
  const before = from.slice(0, head).slice(-surroundings);
  const after = from.slice(from.length - tail).slice(0, surroundings);
  const old = from.slice(head, from.length - tail);
  const fresh = to.slice(head, to.length - tail);
  return [
    'in a longer text',
    head === 0 ? ', at its beginning' : `, behind …${quoted(whole(before))}`,
    tail === 0 ? ', up to its end' : `${head === 0 ? ',' : ' and'} in front of ${quoted(whole(after))}…`,
    `: ${old === '' ? 'nothing' : quoted(old)} → ${fresh === '' ? 'removed' : quoted(fresh)}`,
    nameNote(to),
  ].join('');
}

/** How many units two texts begin and end with alike, at the borders of characters. */
export function common(one: string, other: string): { readonly head: number; readonly tail: number } {
  // Outside of a text there is NaN, which equals nothing, and is no half of a pair.
  let head = 0;
  while (one.charCodeAt(head) === other.charCodeAt(head)) head += 1;
  if (isFirstOfPair(one.charCodeAt(head - 1))) head -= 1;
  const shorter = Math.min(one.length, other.length);
  let tail = 0;
  while (
    tail < shorter - head &&
    one.charCodeAt(one.length - 1 - tail) === other.charCodeAt(other.length - 1 - tail)
  ) {
    tail += 1;
  }
  if (isSecondOfPair(one.charCodeAt(one.length - tail))) tail -= 1;
  return { head, tail };
}

function isFirstOfPair(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isSecondOfPair(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** A stretch that was cut out of a text, without the half of a pair at either end. */
export function whole(stretch: string): string {
  const first = isSecondOfPair(stretch.charCodeAt(0)) ? 1 : 0;
  const last = isFirstOfPair(stretch.charCodeAt(stretch.length - 1)) ? stretch.length - 1 : stretch.length;
  return stretch.slice(first, last);
}

/**
 * Labels, and names of several. Single ones match as well, because what had to end in a dot would be looked for from
 * each of its letters: a text of one long word would take hours. Symbols beyond ASCII count as letters: in a name, U+2044
 * looks like a slash and U+2010 like a hyphen, and IDNA takes both (UTS #46, status NV8).
 */
const labels =
  /(?:[\p{L}\p{M}\p{N}_-]|(?![\p{ASCII}\u2026\u3002\uFF0E\uFF61“”])[\p{S}\p{P}])+(?:[.\u3002\uFF0E\uFF61](?:[\p{L}\p{M}\p{N}_-]|(?![\p{ASCII}\u2026\u3002\uFF0E\uFF61“”])[\p{S}\p{P}])+)*/gu;

/** The dots that IDNA knows (UTS #46 section 4.5). */
const dot = /[.\u3002\uFF0E\uFF61]/u;

/**
 * The domain names in a text that have another form on the wire than on the screen: letters of many scripts look alike,
 * and A-labels tell them apart.
 */
export function nameNote(text: string): string {
  if (!mayHoldNames(text)) return '';
  const notes = new Set<string>();
  for (const [name] of text.matchAll(labels)) {
    const note = dot.test(name) ? otherForm(name) : mixedScripts(name);
    if (note !== undefined) notes.add(note);
  }
  return notes.size === 0 ? '' : ` (${[...notes].join(', ')})`;
}

/** Letters that look like Latin ones in other scripts. */
const lookAlikes = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu;

/** A word of Latin letters and others that look like them: no language writes so. */
function mixedScripts(label: string): string | undefined {
  const others = /\p{Script=Latin}/u.test(label) ? [...label.matchAll(lookAlikes)] : [];
  return others.length === 0
    ? undefined
    : `${quoted(label)} has ${codePoints(others.map(([letter]) => letter))}`;
}

function codePoints(characters: Iterable<string>): string {
  const all = [...new Set(characters)].map((character) => (character.codePointAt(0) ?? 0).toString(16));
  return all.map((digits) => `U+${digits.toUpperCase().padStart(4, '0')}`).join(' ');
}

/** Texts that look alike because they are composed in other ways (Unicode Standard Annex 15). */
export function formNote(from: string, to: string): string {
  if (from.normalize('NFC') !== to.normalize('NFC')) return '';
  return ` (the same characters, composed otherwise: ${beyondAscii(from)} → ${beyondAscii(to)})`;
}

function beyondAscii(text: string): string {
  return codePoints(text.match(/[^\p{ASCII}]/gu) ?? []);
}

function mayHoldNames(text: string): boolean {
  return /[^\p{ASCII}]|xn--/iu.test(text);
}

function otherForm(name: string): string | undefined {
  const ascii = domainToASCII(name);
  if (/[^\p{ASCII}]/u.test(name)) {
    return `${quoted(name)} is ${ascii === '' ? 'no valid domain name' : ascii}`;
  }
  // Without an A-label there is no other form, and Node would take a version number for an IPv4 address.
  const unicode = /(?:^|\.)xn--/iu.test(name) ? domainToUnicode(name) : '';
  return unicode === '' ? undefined : `${name.toLowerCase()} reads ${quoted(unicode)}`;
}
