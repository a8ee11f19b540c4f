import type { Span } from './syntax-tree.ts';

/** What is wrong with an expression, and where. */
export interface Problem {
  readonly code:
    | 'syntax'
    | 'too_long'
    | 'too_deep'
    | 'unknown_field'
    | 'unknown_function'
    | 'unknown_operator'
    | 'wrong_type'
    | 'wrong_arguments'
    | 'not_allowed_here'
    | 'plan_too_low'
    | 'bad_regex'
    | 'bad_wildcard'
    | 'out_of_range';
  /** One sentence; quotes the source at most in part, and never control characters. */
  readonly message: string;
  /** From 1; counts code points of its line, as editors do. */
  readonly line: number;
  readonly column: number;
  readonly span: Span;
  /** What could have stood there. */
  readonly expected?: readonly string[];
  /** The nearest name or operator that exists: `http.request.uri.path`. */
  readonly suggestion?: string;
}
