/** The rulesets of one zone or account, with all their versions. */

import type { OwnKind, Rule, Ruleset, RulesetPhase } from './model.ts';

interface History {
  /** By version number; the newest comes last. */
  readonly versions: Map<string, Ruleset>;
  /** The highest number ever given, which a deleted version keeps from being given again. */
  last: number;
}

export class OwnRulesets {
  readonly #histories = new Map<string, History>();

  /** The latest version of each, by ascending id. */
  all(): readonly Ruleset[] {
    return [...this.#histories.values()]
      .flatMap(({ versions }) => [...versions.values()].slice(-1))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  get(id: string): Ruleset | undefined {
    return this.versions(id).at(-1);
  }

  entrypoint(phase: RulesetPhase): Ruleset | undefined {
    return this.all().find((ruleset) => ruleset.phase === phase && ruleset.kind !== 'custom');
  }

  /** Oldest first; none for an unknown id. */
  versions(id: string): readonly Ruleset[] {
    return [...(this.#histories.get(id)?.versions.values() ?? [])];
  }

  version(id: string, version: string): Ruleset | undefined {
    return this.#histories.get(id)?.versions.get(version);
  }

  /** The number that the next version of this ruleset gets. */
  nextVersion(id: string): string {
    return String((this.#histories.get(id)?.last ?? 0) + 1);
  }

  count(phase: RulesetPhase, kind: OwnKind): number {
    return this.all().filter((ruleset) => ruleset.phase === phase && ruleset.kind === kind).length;
  }

  /** The rules of a phase in all rulesets except one. */
  rulesBeside(id: string, phase: RulesetPhase): number {
    return this.all()
      .filter((ruleset) => ruleset.phase === phase && ruleset.id !== id)
      .reduce((sum, { rules }) => sum + rules.length, 0);
  }

  /** Whether a rule of the owner executes this ruleset. */
  isReferenced(id: string): boolean {
    return this.all().some(({ rules }) => rules.some((rule) => executes(rule, id)));
  }

  /** Adds a version, and the ruleset with its first one. */
  commit(ruleset: Ruleset): void {
    const history = this.#histories.get(ruleset.id) ?? { versions: new Map<string, Ruleset>(), last: 0 };
    history.versions.set(ruleset.version, ruleset);
    history.last = Math.max(history.last, Number(ruleset.version));
    this.#histories.set(ruleset.id, history);
  }

  /** Removes a ruleset with all its versions. */
  remove(id: string): void {
    this.#histories.delete(id);
  }

  removeVersion(id: string, version: string): void {
    this.#histories.get(id)?.versions.delete(version);
  }
}

function executes({ action, action_parameters }: Rule, id: string): boolean {
  return action === 'execute' && action_parameters?.['id'] === id;
}
