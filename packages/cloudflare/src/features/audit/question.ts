import type { RecordType } from '../dns/types.ts';
import type { Outcome } from './finding.ts';
import type { RecordIndex, ZoneFacts } from './zone-facts.ts';

/** What is asked of the public resolver. */
export interface Question {
  /** In A-labels and lower case, without the final dot. */
  readonly name: string;
  readonly type: RecordType;
}

/** What the world says, or the zone itself for names that it holds. */
export interface Answer {
  /**
   * `found`; `empty`: the name has nothing of this type; `missing`: there is no such name (RFC 8020); `failed`: its name
   * servers do not answer; `silent`: it could not be asked.
   */
  readonly status: 'found' | 'empty' | 'missing' | 'failed' | 'silent';
  /** Of the type that was asked for; the strings of a text joined. */
  readonly values: readonly string[];
  /** The aliases that were followed. */
  readonly chain: readonly string[];
  /** Why it is silent. */
  readonly because?: string | undefined;
}

/**
 * Work that asks questions on its way, and knows nothing of how they are asked. `undefined` is no question: it lets others
 * have their turn in long work, and its answer means nothing.
 */
export type Asking<Result> = Generator<Question | undefined, Result, Answer>;

/** Ends with what it found. */
export type Work = Asking<readonly Outcome[]>;

/** A check: pure over what was read and what its questions are answered. What can be said at once needs no work. */
export type Check = (facts: ZoneFacts) => readonly (Outcome | Work)[];

export const nothing = (status: Answer['status'], because?: string): Answer => ({
  status,
  values: [],
  chain: [],
  because,
});

export function keyOf({ name, type }: Question): string {
  return `${type} ${name}`;
}

/** A name that a resolver can be asked for. */
const askable = /^(?=.{1,253}$)[a-z0-9_*-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/u;

const longestChain = 8;

/**
 * What is answered for a name. The zone itself answers for what it holds, also before the registrar names its name servers;
 * the resolver is asked for everything else.
 */
export function* look(records: RecordIndex, question: Question, depth = 0): Asking<Answer> {
  const { name, type } = question;
  if (!records.holds(name)) {
    return askable.test(name) ? yield question : nothing('silent', 'this is no name that can be asked for');
  }
  const own = records.at(name).filter((record) => record.type === type);
  const cut = records.cutAbove(name);
  // Below a cut only the addresses of name servers are the zone's to say (RFC 1034 section 4.2.1).
  if (cut !== undefined && own.length === 0) return yield question;
  const there = cut === undefined ? records.answering(name) : own;
  const values = there.filter((record) => record.type === type).map(({ content }) => content);
  if (values.length > 0) return { status: 'found', values, chain: [] };
  const alias = there.find((record) => record.type === 'CNAME');
  if (alias === undefined) return nothing(records.exists(name) ? 'empty' : 'missing');
  if (alias.proxied && (type === 'A' || type === 'AAAA')) return { status: 'found', values: [], chain: [] };
  if (depth >= longestChain) return nothing('failed');
  const end = yield* look(records, { name: alias.content, type }, depth + 1);
  return { ...end, chain: [alias.content, ...end.chain] };
}
