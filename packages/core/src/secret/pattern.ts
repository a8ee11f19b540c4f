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
  const units = typeof pieces === 'string' ? pieces.split('') : pieces;
  for (const [index, piece] of units.entries()) {
    const written = isBlankEscape(piece, 0) ? piece.slice(2) : piece;
    for (const character of written) {
      const code = foldUnit(character.charCodeAt(0));
      if (code === 0) continue;
      codes.push(code);
      pieceOf.push(index);
    }
  }
  return { codes, pieceOf, pieceCount: units.length, window };
}
