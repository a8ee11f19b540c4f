import type { Change, ChangeSequence } from './change.ts';

/** One kind of change that a person is asked about: a row of docs/approval.md. */
export interface Guard {
  /** Lower case, the kind of object before the dot: `dns.mail`. No two of a server are the same. */
  readonly id: string;
  /** What is asked about, for a reader who decides whether to use this server. */
  readonly asked: string;
  /** Who would be hurt, and how. */
  readonly why: string;
  /** A call or a value that it asks about. */
  readonly example: string;
}

/** Why one change waits for a person. */
export interface GuardReason {
  /** The `id` of a guard that its executor lists. */
  readonly guard: string;
  /** One sentence for the person, of this server's own words and of validated values. */
  readonly text: string;
  /**
   * `value`: what the change sets or ends is the danger, so it is always shown whole. `bulk`: the danger is that it
   * happens at all, so its like can be shown together.
   */
  readonly kind: 'value' | 'bulk';
}

/** A guard with what says when it asks. @typeParam Looked what its rule looks at. */
export interface GuardRule<Looked extends readonly unknown[] = readonly [Change]> extends Guard {
  /** The sentence for the person. */
  readonly text: string;
  readonly applies: (...looked: Looked) => boolean;
}

/** The guards of rules, as documents list them. */
export function guardsOf(rules: readonly Guard[]): readonly Guard[] {
  return rules.map(({ id, asked, why, example }) => ({ id, asked, why, example }));
}

/** What rules have against a change: each is about a value. */
export function reasonsOf<Looked extends readonly unknown[]>(
  rules: readonly GuardRule<Looked>[],
  ...looked: Looked
): readonly GuardReason[] {
  return rules
    .filter(({ applies }) => applies(...looked))
    .map(({ id, text }) => ({ guard: id, text, kind: 'value' }));
}

/** Work that yields between its steps, each of some milliseconds at most, so that pings are answered meanwhile. */
export type GuardSteps = Iterator<unknown, readonly GuardReason[], void>;

/** Gives the reasons for one change of the plan that it was made for, at once or in steps; none for an ordinary change. */
export type GuardJudge = (change: Change) => readonly GuardReason[] | GuardSteps;

/** What guards the changes of one kind of object. */
export interface GuardedKind {
  /** The guards that `judge` gives reasons of. */
  readonly guards: readonly Guard[];
  /** What a change of position changes, as a sentence for a person; absent where objects have no order, or nothing to say of it. */
  readonly orderText?: string;
  /**
   * Called once for a plan, with all its changes, of other kinds too. May read what it needs to know of the scope, from
   * what the call has read already where it can. State before **and** after count, and so does the position.
   */
  judge(changes: ChangeSequence): GuardJudge | Promise<GuardJudge>;
}

/** What core asks about, whatever the kind of object. */
export const coreGuards = {
  deletion: {
    id: 'core.deletion',
    asked: 'Every deletion.',
    why: 'Whoever uses the object loses it at once.',
    example: 'delete_record',
  },
  position: {
    id: 'core.position',
    asked: 'A change of position in an order that has a meaning, also inside another change.',
    why: 'What stands first often decides; what moves behind an exception may no longer count.',
    example: 'update_rule with another position',
  },
  many: {
    id: 'core.many',
    asked: 'More than 5 objects in one call.',
    why: 'A mistake is repeated as often.',
    example: 'sync_records with 6 differences',
  },
  share: {
    id: 'core.share',
    asked: 'Updates and deletions of more than 30 % of the objects of a kind, where there are at least 10.',
    why: 'It replaces what is there rather than editing it.',
    example: 'sync_records that changes 4 of 10',
  },
  manyUnasked: {
    id: 'core.many_unasked',
    asked: 'More than 50 objects in ten minutes that nobody was asked about, over all calls.',
    why: 'An assistant in a loop makes many small changes, each of which would be nothing to ask about.',
    example: 'the 51st create_record in ten minutes; the question says what was done so far',
  },
  shareUnasked: {
    id: 'core.share_unasked',
    asked:
      'Updates and deletions of more than 30 % of the objects of a kind in one place, over all calls since the last approval.',
    why: 'What is rewritten piece by piece is rewritten all the same.',
    example: 'the 12th update_record of 37',
  },
} satisfies Record<string, Guard>;

/** Of a server that can reach people. Not among the others: those are documented by every server. */
export const sendGuard: Guard = {
  id: 'core.send',
  asked: 'Everything that is sent to people, such as a reply that goes out by mail.',
  why: 'They have it at once, and keep it.',
  example: 'reply_to_ticket',
};

/** What core itself has against one change. @param orderText what its kind of object says of an order. */
export function coreReasons(
  { action, place }: Change,
  orderText = 'It changes the order of the objects.',
): readonly GuardReason[] {
  const reasons: GuardReason[] = [];
  const moved = place?.before !== undefined && place.after !== undefined;
  if (action === 'reorder' || moved) {
    reasons.push({ guard: coreGuards.position.id, text: orderText, kind: 'value' });
  }
  if (action === 'send') reasons.push({ guard: sendGuard.id, text: 'It is sent to people.', kind: 'value' });
  if (action === 'delete') reasons.push({ guard: coreGuards.deletion.id, text: 'It deletes.', kind: 'bulk' });
  return reasons;
}
