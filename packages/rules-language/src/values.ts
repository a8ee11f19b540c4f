/**
 * A value during evaluation. A string is octets, one per character (U+0000 to U+00FF), because lengths, positions
 * and comparisons of the language count octets; `toOctets` and `fromOctets` convert text.
 */
export type Value =
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ip'; readonly value: string }
  | { readonly kind: 'array'; readonly value: readonly Value[] }
  | { readonly kind: 'map'; readonly value: ReadonlyMap<string, Value> };

/** Something that cannot be known here, and why: fields only Cloudflare computes, lists of the account, time. */
export interface Unknown {
  readonly kind: 'unknown';
  /** What would have to be known: field names, `$list`, function names. Each once. */
  readonly because: readonly string[];
}

/** No such header, key or index. Compares as false, and is not the same as an empty value. */
export interface Missing {
  readonly kind: 'missing';
}

export type Result = Value | Unknown | Missing;
