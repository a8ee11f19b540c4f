/** Whether a character (or octet, without flag u) belongs to a class. */
export type Test = (point: number) => boolean;

/** An assertion about a position; it takes no octets. */
export type Look =
  | {
      readonly kind:
        | 'text start'
        | 'text end'
        | 'line start'
        | 'line end'
        | 'any line start'
        | 'any line end';
    }
  | {
      readonly kind: 'word';
      /** Whether words are made of letters of any script, or of ASCII only. */
      readonly unicode: boolean;
      readonly holds: (before: boolean, after: boolean) => boolean;
      /**
       * On which sides there has to be a whole character or nothing, for words of letters of any script: else the
       * position, which lies inside a character or beside octets that are none, fits never.
       */
      readonly whole: readonly ('before' | 'after')[];
    };

/** A pattern, understood; flags are already worked in. */
export type Node =
  /** Exactly these octets. */
  | { readonly kind: 'octets'; readonly octets: string }
  /** One octet of a class. */
  | { readonly kind: 'octet'; readonly test: Test }
  /** One well-formed character of a class. */
  | {
      readonly kind: 'character';
      readonly test: Test;
      /** The same test stands for the class in all patterns, so that what is learned of it can be kept. */
      readonly shared: boolean;
    }
  | { readonly kind: 'look'; readonly look: Look }
  | { readonly kind: 'group'; readonly node: Node; readonly index: number }
  | { readonly kind: 'sequence' | 'choice'; readonly nodes: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly node: Node;
      readonly from: number;
      /** Absent: without end. */
      readonly to?: number;
      readonly greedy: boolean;
    };
