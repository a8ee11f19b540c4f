import { coversPattern } from '../page-rules/index.ts';
import { Refusal } from '../problem.ts';
import { canMeet } from './overlap.ts';
import type { Draft, Translation } from './types.ts';

/** A Page Rule that is tried before another one, and what becomes of it. */
export interface Rival {
  readonly url: string;
  /** What it means, or why its pattern has no equivalent. */
  readonly translation: Translation | Refusal;
  /** Absent where it stays as it is, or as far as it stays. */
  readonly migrated: Translation | undefined;
}

/**
 * The Page Rules whose requests a rule has to leave alone, of those that are tried first. Of Page Rules only the first
 * that matches applies, of modern rules all that match: what an earlier Page Rule matches is excluded, unless no
 * request can match both, or the order of the modern rules comes to the same:
 *
 * - the first redirect that matches answers, and nothing else happens to the request then;
 * - of two rules that set the same, the last one wins.
 */
export function rivalsOf(
  { phase, condition, parameters }: Draft,
  url: string,
  before: readonly Rival[],
  siblings: number,
): readonly Rival[] {
  const set = condition === undefined && siblings === 1 ? (parameters[phase] ?? {}) : undefined;
  const rivals = before.filter(
    ({ url: other, migrated }) =>
      canMeet(url, other) &&
      migrated?.redirectsAll !== true &&
      !(migrated !== undefined && set !== undefined && overwrites(migrated, phase, set)),
  );
  // What a wider pattern excludes is excluded.
  return rivals.filter(
    (rival, index) =>
      !rivals.some(
        (wider, other) => wider !== rival && covers(wider, rival) && (other < index || !covers(rival, wider)),
      ),
  );
}

/** Whether the condition of one pattern holds wherever that of another does. */
function covers(wide: Rival, narrow: Rival): boolean {
  const reaches = wide.translation instanceof Refusal || wide.translation.crossesSlash;
  return !reaches && coversPattern(wide.url, narrow.url);
}

/**
 * Whether the one rule that a Page Rule has in a phase sets all of these, for every request it matches. Settings with
 * parts of their own are left out: Cloudflare does not say whether those are merged.
 */
function overwrites({ drafts }: Translation, phase: Draft['phase'], wanted: object): boolean {
  const [only, ...others] = drafts.filter((draft) => draft.phase === phase);
  if (only === undefined || others.length > 0 || only.condition !== undefined || phase === 'redirect')
    return false;
  const set = only.parameters[phase] ?? {};
  return Object.entries(wanted).every(
    ([name, value]) => typeof value !== 'object' && Object.hasOwn(set, name),
  );
}
