import process from 'node:process';
import {
  type Change,
  ConflictError,
  changedMembers,
  type JsonObject,
  NotFoundError,
  ObjectExecutor,
  OutcomeUnknownError,
} from '@crunchtools/mcp-core';
import { Random } from '@crunchtools/mcp-core/testing';
import { describe, expect, it } from 'vitest';
import type { Services } from '../../src/services.ts';
import { type Deed, type LibraryKind, libraryKinds } from '../support/library-kinds.ts';
import { World } from '../support/world.ts';

/** Of each kind. */
const operations = Number(process.env['LIBRARY_OPERATIONS'] ?? 500);
const seed = Number(process.env['OPERATIONS_SEED'] ?? 20_261_130);

type Verdict = 'applied' | 'not_applied' | 'unknown' | 'refused';
type Moment = 'planned' | 'meanwhile' | 'later';

interface Done {
  readonly verdict: Verdict;
  readonly id: string | undefined;
  readonly observed: JsonObject | undefined;
}

const failures = [
  null,
  { status: 502, body: '<h1>Bad gateway</h1>' },
  {
    status: 500,
    body: '{"code":"internal_server_error","message":"There has been a critical error.","data":{"status":500}}',
  },
] as const;

/** A site on which this server and somebody else write objects of one kind, and answers get lost. */
class Run {
  readonly world = new World();
  readonly random: Random;
  readonly counts: Record<string, number> = {};
  readonly #kind: LibraryKind;
  #number = 0;
  /** What somebody else did during this operation. */
  #deeds: { readonly moment: Moment; readonly deed: Deed }[] = [];

  constructor(kind: LibraryKind, start: number) {
    this.#kind = kind;
    this.random = new Random(start);
  }

  readonly text = (): string => {
    this.#number += 1;
    return `Text number ${this.#number}.`;
  };

  async operation(): Promise<void> {
    const { world, random } = this;
    const services = world.services();
    const change = await this.#kind.plan(this, services);
    const id = change.id ?? change.replaces;
    this.#deeds = [];
    if (id === undefined) {
      if (random.chance(0.1)) this.#alike(change);
      if (random.chance(0.1)) world.meanwhile = () => this.#alike(change);
    } else {
      if (random.chance(0.1)) this.#rival('planned', id);
      if (random.chance(0.1)) world.meanwhile = () => this.#rival('meanwhile', id);
    }
    if (random.chance(0.3)) {
      world.lose = random.pick(['before', 'after']);
      world.instead = random.pick(failures) ?? undefined;
    }
    world.carriedOut = 0;
    const done = await this.#carryOut(services, change);
    world.lose = undefined;
    world.instead = undefined;
    world.meanwhile = undefined;
    const what = `${change.action} ${done.verdict}`;
    this.counts[what] = (this.counts[what] ?? 0) + 1;
    await this.#judge(change, done);
  }

  /** It may be refused, as there are no two of a name. */
  #alike(change: Change): void {
    try {
      this.#kind.alike(this, change);
    } catch {
      // Refused.
    }
  }

  /** It may be refused, as what is gone cannot be changed. */
  #rival(moment: Moment, id: string): void {
    const deed = this.#kind.deed(this, id);
    try {
      if (deed.sent === null) this.world.other('DELETE', `${deed.route}?force=true`, undefined, deed.as);
      else this.world.other('POST', deed.route, deed.sent, deed.as);
      this.#deeds.push({ moment, deed });
    } catch {
      // Refused.
    }
  }

  #executor(services: Services): ObjectExecutor {
    return new ObjectExecutor(this.#kind.store(services));
  }

  /** As core does it: what got no answer is found out by reading, with somebody else at work. */
  async #carryOut(services: Services, change: Change): Promise<Done> {
    const none = { id: undefined, observed: undefined };
    try {
      const [outcome] = await this.#executor(services).apply([change]);
      return { verdict: 'applied', id: outcome?.id, observed: outcome?.observed };
    } catch (error) {
      if (error instanceof ConflictError || error instanceof NotFoundError)
        return { verdict: 'refused', ...none };
      if (!(error instanceof OutcomeUnknownError)) throw error;
      if (this.random.chance(0.2)) await this.#later(change);
      const found = await this.#executor(this.world.services()).reconcile([change]);
      if (found.verdict !== 'applied') return { verdict: found.verdict, ...none };
      const [outcome] = found.outcomes;
      return { verdict: 'applied', id: outcome?.id, observed: outcome?.observed };
    }
  }

  async #later(change: Change): Promise<void> {
    const id = change.id ?? change.replaces;
    if (id !== undefined) return this.#rival('later', id);
    if (this.#kind.name !== 'comment') return;
    // Somebody else puts aside what was just said.
    for (const made of await this.#kind.copies(change, this.world.services()))
      this.#rival('later', String(made));
  }

  async #judge(change: Change, done: Done): Promise<void> {
    const { verdict } = done;
    const { carriedOut } = this.world;
    const story = JSON.stringify({ change, done, deeds: this.#deeds, carriedOut });
    expect(carriedOut, story).toBeLessThanOrEqual(1);
    if (verdict === 'refused') expect(carriedOut, story).toBe(0);
    const id = change.id ?? change.replaces;
    if (id === undefined) return this.#judgeCreation(change, done, story);
    const moments = this.#deeds.map(({ moment }) => moment);
    const now = await this.#stateOf(change, id);
    if (verdict === 'applied' && carriedOut === 0) {
      // Somebody else did it: what was wanted is there all the same.
      expect(moments.length, story).toBeGreaterThan(0);
      if (change.action === 'delete') expect(now, story).toBeUndefined();
      else expect(now, story).toMatchObject(changedMembers(change.before ?? {}, change.after ?? {}));
    }
    if (verdict === 'not_applied' && carriedOut === 1) {
      // Somebody else took it back: nothing is left of it.
      expect(moments, story).toContain('later');
      expect(now, story).toEqual(change.before);
    }
    if (verdict === 'applied' && done.observed !== undefined) expect(done.observed, story).toEqual(now);
    this.#judgeDeeds(change, now, story);
  }

  async #judgeCreation(change: Change, { verdict, id }: Done, story: string): Promise<void> {
    const copies = await this.#kind.copies(change, this.world.services());
    expect(copies, story).toHaveLength(this.world.carriedOut);
    if (verdict === 'applied') expect(copies.map(String), story).toEqual([id]);
    if (verdict === 'not_applied') expect(copies, story).toEqual([]);
  }

  /** What somebody else set is there, unless this change was to set just that, or to take the object away. */
  #judgeDeeds(change: Change, now: JsonObject | undefined, story: string): void {
    // A template that becomes the theme's again takes with it what others set in that moment.
    const goes = change.action !== 'update' || change.after?.['source'] === 'theme';
    if (goes || this.#deeds.some(({ deed }) => deed.sent === null)) return;
    const own = changedMembers(change.before ?? {}, change.after ?? {});
    const set: Record<string, string> = {};
    for (const { deed } of this.#deeds)
      for (const [name, value] of Object.entries(deed.sent ?? {}))
        set[this.#kind.members?.[name] ?? name] = value;
    for (const [name, value] of Object.entries(set))
      if (own[name] === undefined || this.world.carriedOut === 0) expect(now?.[name], story).toBe(value);
  }

  async #stateOf(change: Change, id: string): Promise<JsonObject | undefined> {
    return this.#executor(this.world.services()).read({ ...change, id });
  }
}

describe.each(libraryKinds)(
  `${operations} random operations of each $name with somebody else at work and answers that get lost`,
  (kind) => {
    it('lose nothing, do nothing twice, and say of each what became of it', async () => {
      const each = 250;
      const totals: Record<string, number> = {};
      for (let start = 0; start < operations; start += each) {
        const run = new Run(kind, seed + start);
        for (let step = 0; step < Math.min(each, operations - start); step += 1) await run.operation();
        for (const [what, count] of Object.entries(run.counts)) totals[what] = (totals[what] ?? 0) + count;
      }
      const of = (verdict: string): number =>
        Object.entries(totals).reduce(
          (sum, [what, count]) => (what.endsWith(verdict) ? sum + count : sum),
          0,
        );
      process.stdout.write(`${kind.name} ${JSON.stringify(totals)}\n`);
      expect(of(' applied')).toBeGreaterThan(0.5 * operations);
      expect(of(' refused')).toBeGreaterThan(0.02 * operations);
      expect(of(' not_applied')).toBeGreaterThan(0.05 * operations);
      expect(of(' unknown')).toBeGreaterThan(0);
      // Somebody else wrote the same object while the answer was lost: nobody can tell then.
      expect(of(' unknown')).toBeLessThan(0.1 * operations);
    });
  },
);
