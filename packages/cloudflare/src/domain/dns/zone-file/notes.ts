import type { Word } from './lexer.ts';

/** What reads otherwise than its writer may have meant. */
export type NoteKind = 'cut' | 'joined' | 'escape' | 'octets' | 'single' | 'no_ttl' | 'empty' | 'repeated';

/** Lines of a file by what is to be said of them; of each kind the first few lines are kept. */
export class Notes {
  readonly #lines = new Map<NoteKind, { count: number; readonly first: number[] }>();

  add(kind: NoteKind, line: number): void {
    const found = this.#lines.get(kind) ?? { count: 0, first: [] };
    this.#lines.set(kind, found);
    found.count += 1;
    if (found.first.length < mostLines && found.first.at(-1) !== line) found.first.push(line);
  }

  /** The lines as `line 3` or `lines 3, 7 …`; `undefined` where there are none. */
  of(kind: NoteKind): string | undefined {
    const found = this.#lines.get(kind);
    if (found === undefined) return undefined;
    const more = found.count > found.first.length ? ' …' : '';
    return `line${found.count > 1 ? 's' : ''} ${found.first.join(', ')}${more}`;
  }
}

const mostLines = 5;

/**
 * Escapes of letters and digits: no program needs to write them, and some write escapes in octal (`\052` is "*" there,
 * and "4" by RFC 1035 section 5.1).
 */
export function hasStrangeEscape(word: string): boolean {
  return escapedOctets(word).some((octet) => /[a-z0-9]/i.test(String.fromCharCode(octet)));
}

/** Escapes beyond ASCII: RFC 1035 has no letters there. */
export function hasOctets(word: string): boolean {
  return escapedOctets(word).some((octet) => octet > 127);
}

function escapedOctets(word: string): readonly number[] {
  if (!word.includes('\\')) return [];
  return Array.from(word.matchAll(/\\(?:(\d{3})|[\s\S])/g)).flatMap(([, digits]) =>
    digits === undefined ? [] : [Number(digits)],
  );
}

/** Notes on the strings of a text. `v=DKIM1; k=rsa` without quotes ends at its semicolon. */
export function noteText(words: readonly Word[], comment: Word | undefined, notes: Notes): void {
  const [first] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return;
  const isBare = words.some(({ text }) => !text.startsWith('"'));
  const touches = comment?.line === last.line && comment.column === last.column + last.text.length;
  const goesOn = /^"?v=/i.test(first.text) && /=/.test(comment?.text ?? '');
  if (!last.text.startsWith('"') && comment !== undefined && (touches || goesOn))
    notes.add('cut', first.line);
  if (isBare && words.length > 1) notes.add('joined', first.line);
  if (words.every(({ text }) => /^"*$/.test(text))) notes.add('empty', first.line);
  if (words.some(({ text }) => hasStrangeEscape(text))) notes.add('escape', first.line);
}
