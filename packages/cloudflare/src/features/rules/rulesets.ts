import type { ZoneRef } from '../../zone.ts';
import type {
  ListedManaged,
  ManagedRuleset,
  Rule,
  Ruleset,
  RulesetsApi,
  RuleTrial,
  RuleWrite,
} from './api.ts';
import { phaseFacts, type RulePhase } from './phases.ts';

/** The rules of one phase of a zone, as they were read. */
export interface PhaseRules {
  readonly phase: RulePhase;
  /** Absent when no rule was ever made in this phase. */
  readonly rulesetId: string | undefined;
  /** 0 when there is no ruleset. */
  readonly version: number;
  readonly rules: readonly Rule[];
}

const mostRemembered = 1_000;

/**
 * What this process knows about its own writes, for all its calls: one after another goes to a ruleset, and a
 * version that one of them made is no sign of somebody else.
 */
export class RulesetWrites {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #versions = new Set<string>();

  /** Runs when every earlier one of the same ruleset has ended, however it ended. */
  async inTurn<Result>(zoneId: string, phase: RulePhase, work: () => Promise<Result>): Promise<Result> {
    const key = `${zoneId}/${phase}`;
    const before = this.#last.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    }
  }

  /** Notes that one of our writes, and nothing else, made this version. */
  noteOwn(rulesetId: string, version: number): void {
    this.#versions.add(`${rulesetId}/${version}`);
    for (const oldest of this.#versions) {
      if (this.#versions.size <= mostRemembered) return;
      this.#versions.delete(oldest);
    }
  }

  /** Whether all versions after `from` up to `to` were made by this process. */
  areOwn(rulesetId: string, from: number, to: number): boolean {
    for (let version = from + 1; version <= to; version += 1) {
      if (!this.#versions.has(`${rulesetId}/${version}`)) return false;
    }
    return from <= to;
  }
}

/**
 * The rulesets of one call. What the plan was made from is kept, so that whoever writes can tell whether it still
 * holds.
 */
export class Rulesets {
  readonly #api: RulesetsApi;
  readonly #writes: RulesetWrites;
  readonly #planned = new Map<string, PhaseRules>();
  readonly #managed = new Map<string, Promise<ManagedRuleset | undefined>>();
  /** Ids of rules that this call brought back, by the id they had before. */
  readonly #successors = new Map<string, string>();

  constructor(api: RulesetsApi, writes: RulesetWrites) {
    this.#api = api;
    this.#writes = writes;
  }

  /** As first read in this call, or as the last write of this call left them. */
  async planned(zoneId: string, phase: RulePhase): Promise<PhaseRules> {
    const known = this.#planned.get(`${zoneId}/${phase}`);
    return known ?? this.keep(zoneId, await this.now(zoneId, phase));
  }

  /** As they are at this moment. Forgets nothing. */
  async now(zoneId: string, phase: RulePhase): Promise<PhaseRules> {
    return readPhase(this.#api, zoneId, phase);
  }

  keep(zoneId: string, rules: PhaseRules): PhaseRules {
    this.#planned.set(`${zoneId}/${rules.phase}`, rules);
    return rules;
  }

  /** The managed rulesets that a zone may run. */
  managedRulesets({ id }: Pick<ZoneRef, 'id'>): Promise<readonly ListedManaged[]> {
    return this.#api.managedRulesets(id);
  }

  /** A managed ruleset with its rules, as first read in this call; `undefined` where the zone has none of this id. */
  managed(
    { id, account }: Pick<ZoneRef, 'id' | 'account'>,
    ruleset: string,
  ): Promise<ManagedRuleset | undefined> {
    const key = `${id}/${ruleset}`;
    const known = this.#managed.get(key) ?? this.#api.managedRuleset(id, account.id, ruleset);
    this.#managed.set(key, known);
    return known;
  }

  /** Lets Cloudflare check a write without doing it. */
  async check(zoneId: string, phase: RulePhase, trial: RuleTrial): Promise<void> {
    await this.#api.check(addressOf(zoneId, phase), trial);
  }

  async write(zoneId: string, phase: RulePhase, write: RuleWrite): Promise<PhaseRules> {
    return phaseRules(phase, await this.#api.write(addressOf(zoneId, phase), write));
  }

  inTurn<Result>(zoneId: string, phase: RulePhase, work: () => Promise<Result>): Promise<Result> {
    return this.#writes.inTurn(zoneId, phase, work);
  }

  /** Whether nobody but this process wrote between the two. */
  onlyOwnWrites(from: PhaseRules, to: PhaseRules): boolean {
    if (from.rulesetId === undefined && to.rulesetId === undefined) return true;
    if (to.rulesetId === undefined) return false;
    if (from.rulesetId !== undefined && from.rulesetId !== to.rulesetId) return false;
    return this.#writes.areOwn(to.rulesetId, from.version, to.version);
  }

  noteOwnWrite({ rulesetId, version }: PhaseRules): void {
    if (rulesetId !== undefined) this.#writes.noteOwn(rulesetId, version);
  }

  noteSuccessor(oldId: string, newId: string): void {
    this.#successors.set(oldId, newId);
  }

  successorOf(id: string): string | undefined {
    return this.#successors.get(id);
  }
}

/** The rules of a phase as they are at this moment. */
export async function readPhase(
  api: Pick<RulesetsApi, 'entrypoint'>,
  zoneId: string,
  phase: RulePhase,
): Promise<PhaseRules> {
  return phaseRules(phase, await api.entrypoint(addressOf(zoneId, phase)));
}

function addressOf(zoneId: string, phase: RulePhase): { zoneId: string; phase: string; permission: string } {
  const { cloudflare, permission } = phaseFacts(phase);
  return { zoneId, phase: cloudflare, permission };
}

function phaseRules(phase: RulePhase, ruleset: Ruleset | undefined): PhaseRules {
  return { phase, rulesetId: ruleset?.id, version: ruleset?.version ?? 0, rules: ruleset?.rules ?? [] };
}
