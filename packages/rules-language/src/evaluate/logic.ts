import { booleanValue } from '../functions/results.ts';
import type { Result } from '../values.ts';

/** Kleene's three truth values. A missing value is false, as Cloudflare takes it. */
export type Truth = boolean | { readonly because: readonly string[] };

export function truthOf(result: Result): Truth {
  if (result.kind === 'unknown') return { because: result.because };
  return result.kind === 'boolean' && result.value;
}

export function toResult(truth: Truth): Result {
  return typeof truth === 'boolean' ? booleanValue(truth) : { kind: 'unknown', because: truth.because };
}

export function negate(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

/** True when all are: one false decides, whatever the unknown ones are. */
export function conjunction(truths: readonly Truth[]): Truth {
  return truths.includes(false) ? false : knows(truths);
}

/** True when one is: one true decides, whatever the unknown ones are. */
export function disjunction(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  const known = knows(truths);
  return known === true ? false : known;
}

/** True when an odd number is: nothing decides while one is unknown. */
export function parity(truths: readonly Truth[]): Truth {
  const known = knows(truths);
  return known === true ? truths.filter((truth) => truth === true).length % 2 === 1 : known;
}

/** True, or the reasons of all unknown truths together. */
function knows(truths: readonly Truth[]): true | { readonly because: readonly string[] } {
  const because = new Set<string>();
  for (const truth of truths) {
    if (typeof truth !== 'boolean') for (const reason of truth.because) because.add(reason);
  }
  return because.size === 0 || { because: [...because] };
}
