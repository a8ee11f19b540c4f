import { isSpf } from '../dns/guard/record.ts';
import { type Answer, type Asking, look } from './question.ts';
import { parseSpf, SpfSyntaxError, type SpfTerm } from './spf.ts';
import type { RecordIndex } from './zone-facts.ts';

/** RFC 7208 section 4.6.4. */
export const mostLookups = 10;
export const mostVoids = 2;
const mostMailHosts = 10;
/** More are not followed: what is above the limit is an error whatever the rest says. */
const mostFollowed = 25;

/** What a whole SPF record comes to, with everything that it includes. */
export interface SpfEvaluation {
  readonly lookups: number;
  /** Names for which a lookup found nothing. */
  readonly voids: readonly string[];
  /** Domains that it includes and that have no usable SPF record, and why. */
  readonly broken: readonly string[];
  /** Included records, or the record itself, that let everybody pass. */
  readonly open: readonly string[];
  /** Names that could not be asked for. */
  readonly silent: readonly string[];
  /** A name whose MX records are more than may be looked up. */
  readonly tooManyHosts: readonly string[];
}

interface State {
  lookups: number;
  readonly voids: Set<string>;
  readonly broken: Set<string>;
  readonly open: Set<string>;
  readonly silent: Set<string>;
  readonly tooManyHosts: Set<string>;
}

/**
 * Follows an SPF record as its readers do, and counts. All terms are followed, as for a sender that none before them
 * matches. Not covered: macros, which depend on the mail; they count as a lookup.
 */
export function* evaluateSpf(records: RecordIndex, domain: string, text: string): Asking<SpfEvaluation> {
  const state: State = {
    lookups: 0,
    voids: new Set(),
    broken: new Set(),
    open: new Set(),
    silent: new Set(),
    tooManyHosts: new Set(),
  };
  yield* follow(records, domain, text, state);
  return {
    lookups: state.lookups,
    voids: [...state.voids],
    broken: [...state.broken],
    open: [...state.open],
    silent: [...state.silent],
    tooManyHosts: [...state.tooManyHosts],
  };
}

function* follow(records: RecordIndex, domain: string, text: string, state: State): Asking<void> {
  const { terms, all, redirect } = parseSpf(text);
  if (all?.sign === '+' || terms.some(isEverything)) state.open.add(domain);
  for (const term of terms) {
    if (!lookingUp.has(term.name)) continue;
    state.lookups += 1;
    if (state.lookups > mostFollowed) return;
    yield* lookUp(records, term, domain, state);
  }
  if (redirect === undefined) return;
  state.lookups += 1;
  if (state.lookups <= mostFollowed) yield* include(records, redirect, state);
}

const lookingUp: ReadonlySet<string> = new Set(['include', 'a', 'mx', 'ptr', 'exists']);

function isEverything({ sign, range }: SpfTerm): boolean {
  return sign === '+' && range?.endsWith('/0') === true;
}

function* lookUp(records: RecordIndex, term: SpfTerm, domain: string, state: State): Asking<void> {
  const name = term.domain ?? domain;
  if (name.includes('%')) return;
  switch (term.name) {
    case 'include':
      return yield* include(records, name, state);
    case 'a':
      return note(state, name, yield* addressesOf(records, name));
    case 'exists':
      return note(state, name, yield* look(records, { name, type: 'A' }));
    case 'mx': {
      const answer = yield* look(records, { name, type: 'MX' });
      if (answer.values.length > mostMailHosts) state.tooManyHosts.add(name);
      return note(state, name, answer);
    }
  }
}

/** Of either family: which one is asked for depends on the sender. */
export function* addressesOf(records: RecordIndex, name: string): Asking<Answer> {
  const four = yield* look(records, { name, type: 'A' });
  return four.status === 'empty' ? yield* look(records, { name, type: 'AAAA' }) : four;
}

function note(state: State, name: string, { status }: Answer): void {
  if (status === 'empty' || status === 'missing') state.voids.add(name);
  if (status === 'silent' || status === 'failed') state.silent.add(name);
}

function* include(records: RecordIndex, name: string, state: State): Asking<void> {
  if (name.includes('%')) return;
  const { status, values } = yield* look(records, { name, type: 'TXT' });
  if (status === 'silent' || status === 'failed') {
    state.silent.add(name);
    return;
  }
  const [text, ...others] = values.filter(isSpf);
  if (text === undefined) {
    state.broken.add(status === 'missing' ? `${name}: no such name` : `${name}: no SPF record`);
    return;
  }
  if (others.length > 0) {
    state.broken.add(`${name}: several SPF records`);
    return;
  }
  try {
    yield* follow(records, name, text, state);
  } catch (error) {
    if (!(error instanceof SpfSyntaxError)) throw error;
    state.broken.add(`${name}: ${error.message}`);
  }
}
