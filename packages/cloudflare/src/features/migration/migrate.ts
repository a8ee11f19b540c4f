import { cut, Issue } from '../../problem.ts';
import { coversPattern, evaluationOrder } from '../page-rules/pattern.ts';
import {
  canMeet,
  canOverlap,
  type ExistingRule,
  isAsPlanned,
  type PlannedRule,
  plannedRules,
  type Rival,
  roomLeft,
} from './rivals.ts';
import { type MigratedZone, translate } from './translate.ts';
import {
  type Difference,
  difference,
  type Missing,
  migrationPhases,
  type SourceRule,
  type Translation,
} from './types.ts';

export interface MigrationInput {
  /** All Page Rules of the zone. */
  readonly rules: readonly SourceRule[];
  /** Those to be migrated, by id; others stay. Disabled ones are never migrated: they do nothing. */
  readonly selected: ReadonlySet<string>;
  readonly zone: MigratedZone;
  /** Whether a Page Rule may be migrated as far as it goes, and stay with the actions that have no equivalent. */
  readonly partial: boolean;
  /** Whether the modern rules are to be on. */
  readonly enabled: boolean;
  /** The modern rules of the phases of a migration. */
  readonly existing: readonly ExistingRule[];
}

/** What becomes of one Page Rule. */
export interface MigrationVerdict {
  readonly rule: SourceRule;
  /** `partly`: it keeps the actions in `missing`. `kept`: nothing is done about it. */
  readonly outcome: 'migrated' | 'partly' | 'kept';
  /** In the order of their phases. None where it is kept, or where it never took effect. */
  readonly rules: readonly PlannedRule[];
  readonly differences: readonly Difference[];
  readonly missing: readonly Missing[];
  /** Why it is kept, or why nothing stands in for it. */
  readonly reason?: string;
}

interface Candidate {
  readonly rule: SourceRule;
  readonly translation: Translation | Issue;
  /** An earlier Page Rule that takes all its requests. */
  readonly shadow: SourceRule | undefined;
}

/**
 * Decides for each selected active Page Rule what becomes of it, in the order in which they are tried. A Page Rule is
 * migrated as a whole or kept; with `partial` it may be divided, and then stays on with the rest of its actions.
 *
 * Kept is what would end otherwise than it claims: what has no equivalent, whose rules are more than the plan has or
 * longer than they may be, and what a later Page Rule that stays would take over once it is off.
 *
 * One Page Rule a step, because each is compared with all others.
 */
export function* migrateInSteps(input: MigrationInput): Generator<void, readonly MigrationVerdict[], void> {
  const active = evaluationOrder(input.rules).filter(({ status }) => status === 'active');
  const candidates: Candidate[] = [];
  for (const [index, rule] of active.entries()) {
    const shadow = active.slice(0, index).find(({ url }) => coversPattern(url, rule.url));
    candidates.push({ rule, translation: translate(rule, input.zone), shadow });
    yield;
  }
  const kept = new Map(candidates.flatMap((candidate) => reasonToKeep(candidate, input)));
  for (;;) {
    const planned = yield* planAll(candidates, kept, input);
    const fresh = firstOf(
      () => refusals(planned),
      () => holdBack(candidates, kept, planned, input),
      // Last: before the others are settled, rules are planned that nobody would have made.
      () => edited(planned, input.existing),
    );
    if (fresh === undefined) return yield* verdicts(candidates, kept, planned, input);
    yield;
    for (const [id, reason] of fresh) kept.set(id, reason);
  }
}

/** The first result that holds something. */
function firstOf(...finds: readonly (() => Kept)[]): Kept | undefined {
  for (const find of finds) {
    const found = find();
    if (found.size > 0) return found;
  }
  return undefined;
}

type Kept = ReadonlyMap<string, string>;

function reasonToKeep(
  { rule, translation, shadow }: Candidate,
  { selected, partial }: MigrationInput,
): readonly (readonly [string, string])[] {
  if (!selected.has(rule.id)) return [[rule.id, 'it is not among those to migrate']];
  if (shadow !== undefined) return [];
  if (translation instanceof Issue) return [[rule.id, translation.reason]];
  const lost = lostActions(translation);
  if (lost.length === 0) return [];
  const named = lost.map(({ action }) => action).join(', ');
  if (lost.length === Object.keys(rule.actions).length) return [[rule.id, `nothing stands in for ${named}`]];
  return partial ? [] : [[rule.id, `nothing stands in for ${named}; partial: true migrates the rest`]];
}

function lostActions({ missing }: Translation): readonly Missing[] {
  return missing.filter(({ isRetired }) => !isRetired);
}

/** Whether a Page Rule will still be on. */
function stays({ rule, translation, shadow }: Candidate, kept: Kept): boolean {
  if (kept.has(rule.id)) return true;
  return shadow === undefined && !(translation instanceof Issue) && lostActions(translation).length > 0;
}

type Plans = ReadonlyMap<string, readonly PlannedRule[] | Issue>;

function* planAll(
  candidates: readonly Candidate[],
  kept: Kept,
  input: MigrationInput,
): Generator<void, Plans, void> {
  const planned = new Map<string, readonly PlannedRule[] | Issue>();
  for (const [index, { rule, translation, shadow }] of candidates.entries()) {
    if (kept.has(rule.id) || shadow !== undefined || translation instanceof Issue) continue;
    const before = candidates
      .slice(0, index)
      .filter((candidate) => candidate.shadow === undefined)
      .map((candidate) => rivalOf(candidate, kept));
    planned.set(rule.id, plannedRules(translation, before, input.zone, input.enabled));
    yield;
  }
  return planned;
}

function rivalOf(candidate: Candidate, kept: Kept): Rival {
  const { rule, translation } = candidate;
  const isGone = !(translation instanceof Issue) && !stays(candidate, kept);
  return { url: rule.url, translation, migrated: isGone ? translation : undefined };
}

function refusals(planned: Plans): Kept {
  return new Map(
    [...planned].flatMap(([id, plan]) => (plan instanceof Issue ? [[id, plan.reason] as const] : [])),
  );
}

/** A rule that an earlier migration has made and somebody has edited since is neither overwritten nor relied on. */
function edited(planned: Plans, existing: readonly ExistingRule[]): Kept {
  const found = [...planned].flatMap(([id, plan]) => {
    const rule = rulesOf(plan).find((wished) => {
      const present = existing.find(({ phase, ref }) => phase === wished.phase && ref === wished.ref);
      return present !== undefined && !isAsPlanned(present, wished.definition);
    });
    return rule === undefined
      ? []
      : [[id, `the ${rule.phase} rule ${rule.ref} is not as it would be made now`] as const];
  });
  return new Map(found);
}

/**
 * Goes from the Page Rule that is tried last to the first, and keeps what does not fit: a later one that stays would
 * take over from one that is off, while an earlier one that stays takes nothing away.
 */
function holdBack(
  candidates: readonly Candidate[],
  kept: Kept,
  planned: Plans,
  { zone, existing }: MigrationInput,
): Kept {
  const room = new Map(migrationPhases.map((phase) => [phase, roomLeft(phase, zone.plan, existing)]));
  const held = new Map<string, string>();
  const staying: SourceRule[] = [];
  for (const candidate of candidates.toReversed()) {
    const { rule } = candidate;
    const reason = stays(candidate, kept) ? undefined : reasonOfHeir(candidate, staying);
    const rules = rulesOf(planned.get(rule.id));
    const lack = reason === undefined ? take(rules, room, existing) : undefined;
    const because = reason ?? (lack === undefined ? undefined : `the plan has ${lack}`);
    if (because !== undefined && !kept.has(rule.id)) held.set(rule.id, because);
    if (because !== undefined || stays(candidate, kept)) staying.unshift(rule);
  }
  return held;
}

/** Why a Page Rule must stay on: a later one would apply where it has applied. */
function reasonOfHeir(
  { rule, translation, shadow }: Candidate,
  staying: readonly SourceRule[],
): string | undefined {
  const isEnd = shadow !== undefined || (!(translation instanceof Issue) && translation.redirectsAll);
  const heir = isEnd ? undefined : staying.find(({ url }) => canMeet(rule.url, url));
  return heir === undefined
    ? undefined
    : `the Page Rule ${cut(heir.url)} stays, and would take over its requests`;
}

function rulesOf(plan: readonly PlannedRule[] | Issue | undefined): readonly PlannedRule[] {
  return plan === undefined || plan instanceof Issue ? [] : plan;
}

/** Takes the room that new rules need, or says what is missing and takes none. */
function take(
  rules: readonly PlannedRule[],
  room: Map<PlannedRule['phase'], number>,
  existing: readonly ExistingRule[],
): string | undefined {
  const fresh = rules.filter(({ phase, ref }) =>
    existing.every((rule) => rule.phase !== phase || rule.ref !== ref),
  );
  for (const phase of migrationPhases) {
    const needed = fresh.filter((rule) => rule.phase === phase).length;
    const left = room.get(phase) ?? 0;
    if (needed > left) return `room for ${Math.max(left, 0)} more ${phase} rules, and it needs ${needed}`;
  }
  for (const { phase } of fresh) room.set(phase, (room.get(phase) ?? 0) - 1);
  return undefined;
}

function* verdicts(
  candidates: readonly Candidate[],
  kept: Kept,
  planned: Plans,
  { selected }: MigrationInput,
): Generator<void, readonly MigrationVerdict[], void> {
  const found: MigrationVerdict[] = [];
  for (const [index, candidate] of candidates.entries()) {
    if (!selected.has(candidate.rule.id)) continue;
    const rules = rulesOf(planned.get(candidate.rule.id));
    const others = candidates.filter(
      (other, place) => place < index || (place > index && stays(other, kept)),
    );
    found.push(verdict(candidate, kept, rules, others));
    yield;
  }
  return found;
}

/** @param others Page Rules that are tried before, and those behind it that stay. */
function verdict(
  candidate: Candidate,
  kept: Kept,
  rules: readonly PlannedRule[],
  others: readonly Candidate[],
): MigrationVerdict {
  const { rule, translation, shadow } = candidate;
  const reason = kept.get(rule.id);
  const { missing, differences } = translation instanceof Issue ? nothing : translation;
  if (reason !== undefined) return { rule, outcome: 'kept', rules: [], differences: [], missing, reason };
  if (shadow !== undefined) {
    const because = `it never took effect: the Page Rule ${cut(shadow.url)} comes first and matches all that it matches`;
    return { rule, outcome: 'migrated', rules: [], differences: [], missing: [], reason: because };
  }
  const reaches =
    crosses(candidate) || others.some((other) => crosses(other) && canOverlap(other.rule.url, rule.url));
  return {
    rule,
    outcome: stays(candidate, kept) ? 'partly' : 'migrated',
    rules,
    differences: [...differences, ...(reaches ? [difference('wildcard_over_slash')] : [])],
    missing,
  };
}

const nothing = { missing: [], differences: [] };

/** Whether a pattern matches URLs that conditions do not: those in whose paths a host is repeated. */
function crosses({ translation }: Candidate): boolean {
  return translation instanceof Issue || translation.crossesSlash;
}
