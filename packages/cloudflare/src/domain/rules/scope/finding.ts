import type { RequestFacts } from '@crunchtools/rules-language';

/** Truth of an expression for one request; `undefined` when it cannot be known. */
export type Truth = boolean | undefined;

/** A request that was found, none certainly, or none that could be found although there may be one. */
export type Finding =
  | { readonly kind: 'none' | 'unclear' }
  | { readonly kind: 'some'; readonly url: string; readonly facts: RequestFacts };
