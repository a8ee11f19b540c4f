import type { Span } from '../syntax-tree.ts';

/**
 * `word`: a name or an operator. `number`: integers, addresses, ranges and blocks, told apart by the parser.
 * `string`: its octets. `list`: the name behind `$`. `unknown`: characters that begin nothing.
 */
export interface Token extends Span {
  readonly kind: 'word' | 'number' | 'string' | 'list' | 'symbol' | 'unknown' | 'end';
  /** The source, or the octets of a string. */
  readonly text: string;
  readonly raw?: true;
}
