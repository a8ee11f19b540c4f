import { InputError } from '@crunchtools/mcp-core';
import { Issue } from '../../problem.ts';
import type { ZoneRef } from '../../zone.ts';
import type { AnalyticsApi } from './api.ts';
import {
  type AnalyticsReport,
  type AskedPeriod,
  type DatasetLimits,
  planQuery,
  type QueryPlan,
  readPeriod,
} from './query.ts';
import { type Summary, summarise } from './summary.ts';

/** What a caller may say about a report. */
export interface AskedReport extends AskedPeriod {
  readonly report: AnalyticsReport;
  /** Groups to show. */
  readonly limit: number;
  readonly host?: string | undefined;
}

const lifetimeMs = 5 * 60_000;
const mostZones = 1_000;

/** Limits of zones as this process was told, for five minutes each. */
export class AnalyticsMemory {
  readonly #limits = new Map<string, { readonly limits: DatasetLimits; readonly until: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#now();
  }

  get(zoneId: string): DatasetLimits | undefined {
    const entry = this.#limits.get(zoneId);
    return entry !== undefined && entry.until > this.#now() ? entry.limits : undefined;
  }

  put(zoneId: string, limits: DatasetLimits): void {
    if (this.#limits.size >= mostZones) this.#limits.clear();
    this.#limits.set(zoneId, { limits, until: this.#now() + lifetimeMs });
  }
}

/** Reports about what happened in a zone. */
export class Analytics {
  readonly #api: AnalyticsApi;
  readonly #memory: AnalyticsMemory;

  constructor(api: AnalyticsApi, memory: AnalyticsMemory) {
    this.#api = api;
    this.#memory = memory;
  }

  /**
   * @param told hears how many parts of a long period are there.
   * @throws {InputError} for a period that cannot be, or that the plan of the zone does not allow: it says which is.
   */
  async report(
    zone: ZoneRef,
    asked: AskedReport,
    told: (done: number, total: number) => Promise<void>,
  ): Promise<{ readonly plan: QueryPlan; readonly summary: Summary }> {
    const now = this.#memory.now();
    const period = readPeriod(asked, now);
    if (period instanceof Issue) throw refused(period);
    const plan = planQuery(asked.report, period, await this.#limits(zone), now);
    if (plan instanceof Issue) throw refused(plan);
    const { question, windows, pageSize: limit } = plan;
    const answers = await this.#api.ask(zone.id, question, windows, { limit, host: asked.host }, (done) =>
      windows.length > 1 ? told(done, windows.length) : Promise.resolve(),
    );
    return { plan, summary: summarise(plan, answers, asked.limit) };
  }

  async #limits({ id }: ZoneRef): Promise<DatasetLimits> {
    const limits = this.#memory.get(id) ?? (await this.#api.limits(id));
    this.#memory.put(id, limits);
    return limits;
  }
}

function refused({ reason }: Issue): InputError {
  return new InputError(`The period cannot be reported: ${reason}.`, {
    nextStep: 'Ask for another period, or another report.',
  });
}
