import type { PlanName } from '../../contract.ts';

export type SettingValue = string | number | readonly string[] | Readonly<Record<string, unknown>>;

/** Values of settings by their ids. */
export type SeedSettings = Readonly<Record<string, SettingValue>>;

export interface SettingRule {
  readonly initial: SettingValue;
  /** The smallest plan that may edit it; the others see it. `nobody`: it is read-only for every customer. */
  readonly editableFrom: PlanName | 'nobody';
  /** Whether a PATCH may set this value on this plan. */
  accepts(value: unknown, plan: PlanName): value is SettingValue;
}
