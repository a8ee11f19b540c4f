import {
  type Change,
  type Executor,
  type Guard,
  type GuardJudge,
  InputError,
  type JsonObject,
  type JsonValue,
  MalformedResponseError,
  type Outcome,
  oneByOne,
  type Reconciliation,
  type Subject,
} from '@crunchtools/mcp-core';
import { reconcileStates } from '../../executor.ts';
import { Issue } from '../../problem.ts';
import type { CloudflareApi } from '../../services.ts';
import { type ZoneRef, zonePlanOf } from '../../zone.ts';
import { settingGuards, settingReasons } from './guard.ts';
import {
  isSettingId,
  readValue,
  type SettingId,
  type SettingValue,
  valueForApi,
  valueFromApi,
  warningsFor,
} from './settings.ts';

/** A setting as it was read. */
interface Read {
  readonly id: string;
  readonly value: JsonValue | undefined;
  readonly editable: boolean;
}

/** The state of a setting as plans have it, `{ssl: 'full'}`. @throws {MalformedResponseError} for an undocumented value. */
export function settingState(
  id: SettingId,
  { value }: Pick<Read, 'value'>,
): Readonly<Record<string, SettingValue>> {
  const known = valueFromApi(id, value);
  if (known !== undefined) return { [id]: known };
  throw new MalformedResponseError(`Cloudflare's answer has no usable value of ${id}.`, {
    nextStep: 'Try again; if it stays so, Cloudflare has changed its API and this server needs an update.',
  });
}

/** The wished value in its one form. @throws {InputError} that says what the setting takes. */
export function desiredSetting(zone: ZoneRef, id: SettingId, given: string | number): SettingValue {
  const value = readValue(id, given, zonePlanOf(zone));
  if (!(value instanceof Issue)) return value;
  throw new InputError(`value: ${id} ${value.reason}.`, {
    nextStep: 'Correct the value and call again. Nothing was sent.',
  });
}

/**
 * The change that gives a setting its wished value, or none when it has it, and what to know before approving. The id
 * of the object is that of the setting.
 * @throws {InputError} when the plan of the zone does not let it be changed.
 */
export function updateSetting(
  zone: ZoneRef,
  id: SettingId,
  read: Read,
  value: SettingValue,
): { readonly changes: readonly Change[]; readonly warnings: readonly string[] } {
  const before = settingState(id, read);
  if (before[id] === value) return { changes: [], warnings: [`${id} is ${value} already.`] };
  if (!read.editable) {
    throw new InputError(`${id} cannot be changed on the plan of ${zone.name} (${zone.plan ?? 'unknown'}).`, {
      nextStep: 'get_zone_settings shows which settings can be changed. A larger plan may allow it.',
    });
  }
  const after = { [id]: value };
  const summary = describeSetting(before, after);
  const change: Change = {
    action: 'update',
    resource: 'zone_setting',
    scope: zone,
    id,
    summary,
    before,
    after,
  };
  return { changes: [change], warnings: warningsFor(id, value) };
}

/** One line for a person. */
function describeSetting(before: JsonObject | undefined, after: JsonObject | undefined): string {
  const id = Object.keys(after ?? {}).find(isSettingId);
  if (id === undefined) return 'zone setting';
  const from = valueIn(id, before);
  return `${id}: ${from === undefined ? '' : `${from} → `}${valueIn(id, after) ?? 'unknown'}`;
}

/** The value that a change holds as plain data. */
function valueIn(id: SettingId, state: JsonObject | undefined): SettingValue | undefined {
  const value = state?.[id];
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** The setting that a change is about. @throws {Error} for any other id: a defect of the server. */
function settingOf({ id }: Pick<Change, 'id'>): SettingId {
  if (id !== undefined && isSettingId(id)) return id;
  throw new Error('a change of a zone setting names none');
}

/** Reads and updates settings of a zone, which always exist: nothing of them is created or deleted. */
export class ZoneSettingExecutor implements Executor {
  readonly resource = 'zone_setting';
  readonly identity = [];
  readonly guards: readonly Guard[] = settingGuards;
  readonly #api: CloudflareApi['settings'];

  constructor(api: CloudflareApi['settings']) {
    this.#api = api;
  }

  async read(subject: Pick<Subject, 'scope' | 'id'>): Promise<JsonObject> {
    const id = settingOf(subject);
    return { ...settingState(id, await this.#api.get(subject.scope.id, id)) };
  }

  async batchLimit(): Promise<number> {
    return 1;
  }

  async apply(changes: readonly Change[]): Promise<readonly Outcome[]> {
    return oneByOne(changes, (change) => this.#applyOne(change));
  }

  /** A setting is what it is, whoever set it: one that is as wished counts as applied. */
  async reconcile(changes: readonly Change[]): Promise<Reconciliation> {
    return reconcileStates(changes, async (change) => {
      const observed = await this.read(change);
      return { id: settingOf(change), observed };
    });
  }

  judge(): GuardJudge {
    return (change) => {
      const id = settingOf(change);
      return settingReasons(id, valueIn(id, change.before), valueIn(id, change.after));
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
    return { id, observed: { ...settingState(id, stored) } };
  }
}
