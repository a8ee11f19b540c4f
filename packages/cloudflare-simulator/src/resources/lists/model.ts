/** Lists of an account and what is in them (API reference, Rules > Lists; waf/tools/lists/lists-api/json-object). */

export const listKinds = ['ip', 'redirect', 'hostname', 'asn'] as const;
export type ListKind = (typeof listKinds)[number];

export interface Redirect {
  readonly source_url: string;
  readonly target_url: string;
  readonly status_code: number;
  readonly include_subdomains: boolean;
  readonly subpath_matching: boolean;
  readonly preserve_query_string: boolean;
  readonly preserve_path_suffix: boolean;
}

/** What a client decides about an item, after validation, and by what items of one list are told apart. */
export interface ItemContent {
  readonly key: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly comment?: string;
}

export interface Item extends ItemContent {
  readonly id: string;
  readonly created_on: string;
  readonly modified_on: string;
}

export interface List {
  readonly id: string;
  readonly name: string;
  readonly kind: ListKind;
  readonly description: string;
  readonly created_on: string;
  readonly modified_on: string;
  /** By their keys. */
  readonly items: ReadonlyMap<string, Item>;
}

/** An item to start with: the body of a POST. */
export interface SeedList {
  readonly name: string;
  readonly kind: ListKind;
  readonly description?: string;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}
