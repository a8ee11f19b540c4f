import type { Encoding } from './encodings.ts';
import { foldUnit, isBlankEscape } from './fold.ts';

/** An encoding as it looks in folded text. */
export interface Pattern {
  readonly codes: readonly number[];
  /** For each code, the piece of the encoding it belongs to. */
  readonly pieceOf: readonly number[];
  readonly pieceCount: number;
  readonly window: number;
}

export function patternOf({ pieces, window }: Encoding): Pattern {
  const codes: number[] = [];
  const pieceOf: number[] = [];
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index] ?? '';
    for (let unit = isBlankEscape(piece, 0) ? 2 : 0; unit < piece.length; unit += 1) {
      const code = foldUnit(piece.charCodeAt(unit));
      if (code === 0) continue;
      codes.push(code);
      pieceOf.push(index);
    }
  }
  return { codes, pieceOf, pieceCount: pieces.length, window };
}
