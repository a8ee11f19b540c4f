/** Random sequences of edits, against a list that is edited by hand. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ruleset } from './model.ts';
import { blockRule, type Fixture, fixture, type Reply, rulesetOf } from './test/fixture.ts';

const CUSTOM = 'http_request_firewall_custom';

/** A rule of the model. */
interface Entry {
  readonly ref: string;
  readonly mark: number;
  readonly version: number;
}

/** Numbers choose rules modulo how many there are. */
type Place =
  | { readonly kind: 'none' | 'first' | 'last' }
  | { readonly kind: 'before' | 'after' | 'index'; readonly at: number };

type Edit =
  | { readonly kind: 'add'; readonly place: Place; readonly mark: number }
  | { readonly kind: 'change'; readonly at: number; readonly mark: number; readonly place: Place }
  | { readonly kind: 'move'; readonly at: number; readonly place: Place }
  | { readonly kind: 'delete'; readonly at: number }
  | { readonly kind: 'replace'; readonly kept: readonly number[]; readonly mark: number };

const number = fc.nat({ max: 12 });
const mark = fc.nat({ max: 2 });
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ kind: fc.constantFrom('none', 'first', 'last') }),
  fc.record({ kind: fc.constantFrom('before', 'after', 'index'), at: number }),
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add'), place, mark }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('change'), at: number, mark, place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('move'), at: number, place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), at: number }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('replace'), kept: fc.uniqueArray(number), mark }),
  },
);

/** What the place of an item means among the others: how many of them stand before it. */
function offsetIn(others: readonly Entry[], where: Place): number {
  const { length } = others;
  if (where.kind === 'first') return 0;
  if (!('at' in where)) return length;
  if (where.kind === 'index') return where.at % (length + 1);
  const anchor = where.at % length;
  return where.kind === 'before' ? anchor : anchor + 1;
}

/** The same as the API is told it. */
function positionIn(others: readonly Entry[], where: Place, ids: ReadonlyMap<string, string>): unknown {
  if (where.kind === 'none') return undefined;
  if (where.kind === 'first') return { before: '' };
  if (!('at' in where)) return { after: '' };
  if (where.kind === 'index') return { index: (where.at % (others.length + 1)) + 1 };
  return { [where.kind]: ids.get(others[where.at % others.length]?.ref ?? '') };
}

/** Relative to another rule needs another rule. */
function possible(where: Place, others: readonly Entry[]): Place {
  return others.length === 0 && (where.kind === 'before' || where.kind === 'after')
    ? { kind: 'last' }
    : where;
}

class Model {
  entries: readonly Entry[] = [];
  version = 1;
  readonly ids = new Map<string, string>();
  #refs = 0;

  /** Does the edit here, and gives the request that does it there; undefined when there is nothing to edit. */
  apply(one: Edit): readonly [method: string, path: string, body?: unknown] | undefined {
    if (one.kind === 'add') return this.#add(one.place, one.mark);
    if (one.kind === 'replace') return this.#replace(one.kept, one.mark);
    const target = this.entries[one.at % Math.max(this.entries.length, 1)];
    if (target === undefined) return undefined;
    const path = `/rules/${this.ids.get(target.ref)}`;
    const others = this.entries.filter((entry) => entry !== target);
    this.version += 1;
    if (one.kind === 'delete') {
      this.entries = others;
      return ['DELETE', path];
    }
    const where = possible(
      one.place.kind === 'none' && one.kind === 'move' ? { kind: 'first' } : one.place,
      others,
    );
    const position = positionIn(others, where, this.ids);
    const next = one.kind === 'change' ? changed(target, one.mark) : target;
    const offset = where.kind === 'none' ? this.entries.indexOf(target) : offsetIn(others, where);
    this.entries = others.toSpliced(offset, 0, next);
    return ['PATCH', path, one.kind === 'move' ? { position } : { ...sent(next), position }];
  }

  #add(where: Place, how: number): readonly [string, string, unknown] {
    const entry = this.#fresh(how);
    const placed = possible(where, this.entries);
    const position = positionIn(this.entries, placed, this.ids);
    this.entries = this.entries.toSpliced(offsetIn(this.entries, placed), 0, entry);
    this.version += 1;
    return ['POST', '/rules', { ...sent(entry), position }];
  }

  /** Keeps some rules in another order, and adds one. */
  #replace(kept: readonly number[], how: number): readonly [string, string, unknown] {
    const rules = kept
      .flatMap((index) => this.entries[index] ?? [])
      .map((entry, index) => (index === 0 ? changed(entry, how) : entry));
    this.entries = [...rules, this.#fresh(how)];
    this.version += 1;
    return ['PUT', '', { rules: this.entries.map(sent) }];
  }

  #fresh(how: number): Entry {
    this.#refs += 1;
    return { ref: `rule-${this.#refs}`, mark: how, version: 1 };
  }
}

function changed(entry: Entry, how: number): Entry {
  return entry.mark === how ? entry : { ...entry, mark: how, version: entry.version + 1 };
}

function sent({ ref, mark: how }: Entry) {
  return blockRule(ref, { description: `mark ${how}` });
}

function check(model: Model, ruleset: Ruleset): void {
  expect(ruleset.version).toBe(String(model.version));
  expect(ruleset.rules.map(({ ref, description, version }) => [ref, description, version])).toEqual(
    model.entries.map(({ ref, mark: how, version }) => [ref, `mark ${how}`, String(version)]),
  );
  for (const { ref, id } of ruleset.rules) {
    // A rule has one id for as long as it lives.
    expect(model.ids.get(ref) ?? id).toBe(id);
    model.ids.set(ref, id);
  }
}

async function tryFirst({ send }: Fixture, method: string, path: string, body: unknown): Promise<Reply> {
  expect((await send(method, `${path}?dry_run=true`, body)).status).toBe(200);
  return send(method, path, body);
}

describe('a sequence of edits', () => {
  it('does to a ruleset what it does to a list, trials change nothing, and every version stays', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 25 }), async (edits) => {
        const base = fixture();
        const { id } = await base.entrypoint(CUSTOM, []);
        const model = new Model();
        const seen: Ruleset[] = [await base.read(id)];
        for (const one of edits) {
          const request = model.apply(one);
          if (request === undefined) continue;
          const [method, path, body] = request;
          const ruleset = rulesetOf(await tryFirst(base, method, `/${id}${path}`, body));
          check(model, ruleset);
          seen.push(ruleset);
        }
        for (const ruleset of seen) {
          expect((await base.send('GET', `/${id}/versions/${ruleset.version}`)).result).toEqual(ruleset);
        }
        expect(await base.read(id)).toEqual(seen.at(-1));
      }),
      { numRuns: 60 },
    );
  });
});

describe('any body', () => {
  it('is answered, and never by a defect', async () => {
    const base = fixture('pro', { rateLimit: { requests: 1_000_000, windowSeconds: 300 } });
    const { id, rules } = await base.entrypoint(CUSTOM, [blockRule('a')]);
    const keys = [
      'action',
      'expression',
      'rules',
      'position',
      'before',
      'index',
      'action_parameters',
      'id',
      'ref',
      'response',
      'uri',
      '__proto__',
      'constructor',
      'kind',
      'phase',
      'name',
    ];
    const values = ['block', 'skip', 'true', 'http.host', CUSTOM, 'zone', 'custom', '', rules[0]?.id ?? ''];
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom<unknown>(...values, null, true, 0, 1, -1, 1.5, 1e308),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('json'), { maxKeys: 4 }),
      ),
    }));
    const targets = [
      ['POST', ''],
      ['PUT', `/${id}`],
      ['PUT', `/phases/${CUSTOM}/entrypoint`],
      ['POST', `/${id}/rules`],
      ['PATCH', `/${id}/rules/${rules[0]?.id}`],
    ] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), json, async ([method, path], body) => {
        const reply = await base.send(method, `${path}?dry_run=true`, body);
        expect([200, 400]).toContain(reply.status);
        if (reply.status === 400) expect(reply.code).toBeGreaterThan(0);
      }),
      { numRuns: 1500 },
    );
  });
});
