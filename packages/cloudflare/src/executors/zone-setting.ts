import {
  type Change,
  type Executor,
  type Guard,
  type GuardJudge,
  type JsonObject,
  type Outcome,
  type Reconciliation,
  type Subject,
  sameJson,
} from '@crunchtools/mcp-core';
import type { CloudflareApi } from '../api/index.ts';
import { describeSetting, settingOf, stateOf, valueIn } from '../changes/zone-setting.ts';
import { guardReasons, guards, valueForApi } from '../domain/settings/index.ts';
import { unlike } from './unlike.ts';

/** Reads and updates settings of a zone, which always exist: nothing of them is created or deleted. */
export class ZoneSettingExecutor implements Executor {
  readonly resource = 'zone_setting';
  readonly identity = [];
  readonly guards: readonly Guard[] = guards;
  readonly #api: CloudflareApi['settings'];

  constructor(api: CloudflareApi['settings']) {
    this.#api = api;
  }

  async read(subject: Pick<Subject, 'scope' | 'id'>): Promise<JsonObject | undefined> {
    const id = settingOf(subject);
    return { ...stateOf(id, await this.#api.get(subject.scope.id, id)) };
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const change of changes) outcomes.push(await this.#applyOne(change));
    return outcomes;
  }

  /** A setting is what it is, whoever set it: one that is as wished counts as applied. */
  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    const outcomes: Outcome[] = [];
    for (const change of changes) {
      const id = settingOf(change);
      const observed = { ...stateOf(id, await this.#api.get(change.scope.id, id)) };
      if (!sameJson(observed, change.after)) return unlike(observed, change);
      outcomes.push({ id, observed });
    }
    return { verdict: 'applied', outcomes };
  }

  judge(): GuardJudge {
    return (change) => {
      const id = settingOf(change);
      return guardReasons(id, valueIn(id, change.before), valueIn(id, change.after));
    };
  }

  irreversibleReason(): undefined {
    return undefined;
  }

  summarise(
    _action: Change['action'],
    before: JsonObject | undefined,
    after: JsonObject | undefined,
  ): string {
    return describeSetting(before, after);
  }

  async #applyOne({ action, scope, ...change }: Change): Promise<Outcome> {
    const id = settingOf(change);
    const value = valueIn(id, change.after);
    if (action !== 'update' || value === undefined) {
      throw new Error(`a zone setting cannot be changed by ${action}`);
    }
    const stored = await this.#api.edit(scope.id, id, valueForApi(id, value));
    return { id, observed: { ...stateOf(id, stored) } };
  }
}
