import {
  MalformedResponseError,
  PermissionError,
  type Reading,
  RecentReads,
  RejectedError,
} from '@crunchtools/mcp-core';
import type { PageRule } from '../page-rules/api.ts';
import type { ListedEntrypoint } from './api.ts';
import { phaseFacts, type RulePhase, rulePhases } from './phases.ts';
import { type PhaseRules, readPhase } from './rulesets.ts';

/** The part of the API that is read here. */
interface Api {
  readonly rulesets: Parameters<typeof readPhase>[0] & {
    entrypoints(zoneId: string): Promise<readonly ListedEntrypoint[]>;
  };
  readonly pageRules: { list(zoneId: string): Promise<readonly PageRule[]> };
}

/** What was read of each phase: its rules, or that the token may not read them. */
type ByPhase = ReadonlyMap<RulePhase, PhaseRules | PermissionError>;

interface Found {
  readonly byPhase: ByPhase;
  /** When the refusals were got, in milliseconds since the epoch. */
  readonly refusedAt: number;
}

type FoundPageRules = readonly PageRule[] | PermissionError;

/** How old something is that was not looked at again, in whole seconds, never told too young. 0 when it was read now. */
interface Aged {
  readonly secondsOld: number;
}

/** The rules of a zone as they are now, in the order of the phases. Only the refusals may be older. */
export interface PhasesNow extends Aged {
  readonly phases: ReadonlyMap<RulePhase, PhaseRules>;
  readonly refused: ReadonlyMap<RulePhase, PermissionError>;
}

export interface RecentPageRules extends Aged {
  /** `undefined` when they may not be read. */
  readonly rules: readonly PageRule[] | undefined;
}

/** How long what nothing tells the age of is used: Page Rules and refusals. */
const untoldMs = 60_000;
/** How long rules are used that are found to be current each time: what such a check may miss, it does not miss for long. */
const checkedMs = 300_000;
/** As JSON. A zone with more is read as a whole each time. */
const mostBytes = 16 * 1024 * 1024;

/** What all calls of a process share. */
export class ZoneRulesMemory {
  readonly phases: RecentReads<Found>;
  readonly pageRules: RecentReads<FoundPageRules>;
  readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.phases = new RecentReads({ lifetimeMs: checkedMs, mostBytes }, now);
    this.pageRules = new RecentReads({ lifetimeMs: untoldMs, mostBytes }, now);
    this.now = now;
  }

  /** @param asked when it was wanted: what was read since then is not old. */
  secondsOld(readAt: number, asked: number): number {
    return readAt >= asked ? 0 : Math.ceil((this.now() - readAt) / 1_000);
  }
}

/** What `ZoneRules` is made of. */
export interface ZoneRulesParts {
  /** The API for requests that all calls share, which end with this signal. */
  readonly api: (signal: AbortSignal) => Api;
  readonly memory: ZoneRulesMemory;
  /** Stays the same while this process changes nothing in the zone; `undefined` while it may. */
  readonly stamp: (zoneId: string) => number | undefined;
  readonly signal: AbortSignal;
}

/**
 * The rules and Page Rules of zones for those who only look, with few requests.
 *
 * Rules that were read before are held against the list of the rulesets of the zone, one request, and only what has another
 * version is read again: the version is "incremented by 1 each time the ruleset is modified"
 * (developers.cloudflare.com/ruleset-engine/rulesets-api/json-object). No such thing is known of Page Rules and of
 * permissions: those are remembered for a minute, and who shows them has to say so.
 *
 * Not for plans: those are made from what is there now (`Rulesets`).
 */
export class ZoneRules {
  readonly #parts: ZoneRulesParts;

  constructor(parts: ZoneRulesParts) {
    this.#parts = parts;
  }

  /** @throws {SafeError} for everything but a missing permission. */
  async phases(zoneId: string): Promise<PhasesNow> {
    const { memory } = this.#parts;
    const asked = memory.now();
    const { byPhase, refusedAt } = (await memory.phases.get(this.#phasesOf(zoneId))).value;
    const phases = new Map<RulePhase, PhaseRules>();
    const refused = new Map<RulePhase, PermissionError>();
    for (const [phase, found] of byPhase) {
      if (found instanceof PermissionError) refused.set(phase, found);
      else phases.set(phase, found);
    }
    return { phases, refused, secondsOld: refused.size === 0 ? 0 : memory.secondsOld(refusedAt, asked) };
  }

  /** @throws {SafeError} for everything but a missing permission. */
  async pageRules(zoneId: string): Promise<RecentPageRules> {
    const { memory } = this.#parts;
    const asked = memory.now();
    const { value, readAt } = await memory.pageRules.get(this.#pageRulesOf(zoneId));
    const rules = value instanceof PermissionError ? undefined : value;
    return { rules, secondsOld: memory.secondsOld(readAt, asked) };
  }

  /** Page Rules as they are now. @throws {SafeError} */
  async pageRulesNow(zoneId: string): Promise<readonly PageRule[]> {
    const found = await this.#parts.memory.pageRules.now(this.#pageRulesOf(zoneId));
    if (found instanceof PermissionError) throw found;
    return found;
  }

  /** That a phase could be read: a refusal that is remembered of it is over. */
  noteReadable(zoneId: string, phase: RulePhase): void {
    const stamp = this.#parts.stamp(zoneId);
    const { phases } = this.#parts.memory;
    if (stamp !== undefined && phases.peek(zoneId, stamp)?.byPhase.get(phase) instanceof PermissionError)
      phases.forget(zoneId);
  }

  #phasesOf(zoneId: string): Reading<Found> {
    const { api, signal, memory } = this.#parts;
    const read = async (shared: AbortSignal): Promise<Found> => {
      const refusedAt = memory.now();
      return { byPhase: await readPhases(api(shared), zoneId, rulePhases), refusedAt };
    };
    return {
      key: zoneId,
      stamp: () => this.#parts.stamp(zoneId),
      signal,
      read,
      refresh: async (known, shared) => {
        const versions = await listedVersions(api(shared), zoneId, known.byPhase);
        if (versions === undefined) return read(shared);
        const asked = memory.now();
        const tryAgain = asked - known.refusedAt >= untoldMs;
        const old = [...known.byPhase].filter(([phase, found]) =>
          found instanceof PermissionError
            ? tryAgain
            : versions.get(phaseFacts(phase).cloudflare) !== versionOf(found),
        );
        if (old.length === 0) return known;
        const fresh = await readPhases(
          api(shared),
          zoneId,
          old.map(([phase]) => phase),
        );
        return {
          byPhase: new Map([...known.byPhase, ...fresh]),
          refusedAt: tryAgain ? asked : known.refusedAt,
        };
      },
      bytesOf: ({ byPhase }) => JSON.stringify([...byPhase.values()]).length,
    };
  }

  #pageRulesOf(zoneId: string): Reading<FoundPageRules> {
    const { api, signal } = this.#parts;
    return {
      key: zoneId,
      stamp: () => this.#parts.stamp(zoneId),
      signal,
      read: (shared) => unlessRefused(api(shared).pageRules.list(zoneId)),
      bytesOf: (found) => (found instanceof PermissionError ? 1 : JSON.stringify(found).length),
    };
  }
}

/** @throws {SafeError} for everything but a missing permission. */
async function readPhases(api: Api, zoneId: string, wanted: readonly RulePhase[]): Promise<ByPhase> {
  const found = await Promise.all(
    wanted.map((phase) => unlessRefused(readPhase(api.rulesets, zoneId, phase))),
  );
  return new Map(wanted.flatMap((phase, index) => entryOf(phase, found[index])));
}

function entryOf<Value>(phase: RulePhase, value: Value | undefined): [RulePhase, Value][] {
  return value === undefined ? [] : [[phase, value]];
}

/**
 * The versions there are now, by phase. `undefined` when Cloudflare does not let the token list them, or not in a form that
 * is known here.
 */
async function listedVersions(
  api: Api,
  zoneId: string,
  known: ByPhase,
): Promise<ReadonlyMap<string, string> | undefined> {
  // Of phases that the token may not read no version matters.
  if ([...known.values()].every((found) => found instanceof PermissionError)) return new Map();
  try {
    const listed = await api.rulesets.entrypoints(zoneId);
    return new Map(listed.map(({ id, phase, version }) => [phase, `${id}/${version}`]));
  } catch (error) {
    const cannot = [PermissionError, RejectedError, MalformedResponseError];
    if (cannot.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}

/** As the list has it: nothing where no rule was ever made. */
function versionOf({ rulesetId, version }: PhaseRules): string | undefined {
  return rulesetId === undefined ? undefined : `${rulesetId}/${version}`;
}

async function unlessRefused<Result>(reading: Promise<Result>): Promise<Result | PermissionError> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof PermissionError) return error;
    throw error;
  }
}
