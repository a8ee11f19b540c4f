import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PolicyError } from '../errors/errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { MemoryExecutor } from '../testing/memory-executor.ts';
import { HIDDEN_CODE_POINTS } from '../untrusted/neutralise.ts';
import type { Change } from './change.ts';
import { leafChanges } from './difference.ts';
import { ExecutorSet } from './executor.ts';
import { makePlan, type Plan, planFingerprint } from './plan.ts';
import { questionBudget, questionInSteps, questionText } from './question.ts';

const scope = { id: 's1', name: 'example.com' };
const executors = new ExecutorSet([new MemoryExecutor(), new MemoryExecutor({ resource: 'other_thing' })]);

function change(also: Partial<Change> = {}): Change {
  return { action: 'update', resource: 'thing', scope, id: 'i1', summary: 'never shown', ...also };
}

function updateOf(before: JsonObject, after: JsonObject, id = 'i1'): Change {
  return change({ id, before, after });
}

function created(name: string, value: JsonValue = 1, resource = 'thing'): Change {
  return { action: 'create', resource, scope, summary: 'never shown', after: { name, value } };
}

function planOf(changes: readonly Change[], also: Partial<Plan> = {}): Plan {
  return { tool: 't', args: {}, changes, guards: [], guarded: [], irreversible: [], ...also };
}

function guardedAt(...indexes: readonly number[]): Plan['guarded'] {
  return indexes.map((index) => ({ index, reasons: [`Danger ${index}.`] }));
}

function ask(plan: Plan, reasons: readonly string[] = ['R.']): string {
  return questionText({ title: 'Cloudflare', plan, reasons, executors });
}

/** Without the line that names the plan. */
function body(plan: Plan): string {
  return ask(plan).split('\n').slice(2).join('\n');
}

describe('the question', () => {
  it('says what happens where, why it is asked, and what cannot be undone', () => {
    const purge: Change = {
      action: 'purge',
      resource: 'other_thing',
      scope,
      summary: 'no',
      after: { all: true },
    };
    const plan = planOf(
      [updateOf({ name: 'www', to: 'a', ttl: 1 }, { name: 'www', to: 'b', ttl: 1 }), purge],
      {
        irreversible: ['copies are gone at once'],
        warnings: ['the zone is paused'],
      },
    );
    expect(ask(plan, ['It moves.', 'It purges.'])).toBe(
      `Cloudflare is about to make these 2 changes in example.com (plan ${planFingerprint(plan).slice(0, 16)}):
You are asked because: It moves. It purges.
It cannot be undone: copies are gone at once.
Note: the zone is paused
1. update thing www (i1)
   to: “a” → “b”
2. purge other thing
   all: true`,
    );
  });

  it('shows all of what is made or goes, and the object only once', () => {
    expect(body(planOf([created('www', { deep: ['x', null] })]))).toBe(
      '1. create thing www\n   value.deep[0]: “x”\n   value.deep[1]: null',
    );
    expect(body(planOf([change({ action: 'delete', before: { name: 'www', value: 2 } })]))).toBe(
      '1. delete thing www (i1)\n   value: 2',
    );
  });

  it('names every scope once, and each with its change where there are several', () => {
    const there = { id: 's2', name: 'example.org' };
    const text = ask(planOf([created('a'), { ...created('b'), scope: there }, created('c')]));
    expect(text).toContain('in example.com, example.org (plan');
    expect(text).toContain('2. create thing b in example.org');
  });

  it('shows a rename under the name that is known, with both', () => {
    expect(body(planOf([updateOf({ name: 'old' }, { name: 'new' })]))).toBe(
      '1. update thing old (i1)\n   name: “old” → “new”',
    );
  });

  it('says how an object moves, by its neighbours too', () => {
    const place = {
      before: { index: 4, after: 'c', before: null },
      after: { index: 1, after: null, before: 'a' },
    };
    const moved = {
      ...updateOf({ name: 'x', on: true }, { name: 'x', on: true }),
      action: 'reorder',
      place,
    } as const;
    expect(body(planOf([moved]))).toContain(
      'position: 4 (behind c, the last) → 1 (the first, in front of a)',
    );
  });

  it('shows guarded changes first, each with its reasons, wherever they stand in the plan', () => {
    const changes = Array.from({ length: 25 }, (_, index) => created(`n${index}`));
    const lines = body(planOf(changes, { guarded: guardedAt(23, 24) })).split('\n');
    expect(lines.slice(0, 6)).toEqual([
      '1. create thing n23',
      '   ! Danger 23.',
      '   value: 1',
      '2. create thing n24',
      '   ! Danger 24.',
      '   value: 1',
    ]);
    expect(lines).toContain('25. create thing n22');
  });

  it('groups many creations and deletions by kind, and updates by what they set', () => {
    const changes = [
      ...Array.from({ length: 40 }, (_, index) => created('www', index)),
      ...Array.from({ length: 30 }, (_, index) =>
        updateOf({ name: `u${index}`, ttl: 300 }, { name: `u${index}`, ttl: 60 }),
      ),
      updateOf({ name: 'odd', ttl: 300 }, { name: 'odd', ttl: 61 }),
    ];
    const lines = body(planOf(changes, { guarded: guardedAt(3) })).split('\n');
    expect(lines.slice(0, 3)).toEqual(['1. create thing www', '   ! Danger 3.', '   value: 3']);
    expect(lines[3]).toMatch(/^- 39 × create thing in example\.com: www, www, .* and 19 more$/u);
    expect(lines[4]).toMatch(/^- 30 × update thing in example\.com: u0, u1, .* and 10 more$/u);
    expect(lines[5]).toBe('   ttl: 300 → 60');
    expect(lines[6]).toBe('- 1 × update thing in example.com: odd');
    expect(lines[7]).toBe('   ttl: 300 → 61');
    expect(lines.at(-1)).toMatch(/dry_run and page, or list_changes with this plan/u);
  });

  it('never groups a guarded change', () => {
    const changes = Array.from({ length: 200 }, (_, index) => created(`n${index}`, `v${index}`));
    const text = ask(planOf(changes, { guarded: guardedAt(0, 99, 199) }));
    for (const index of [0, 99, 199]) expect(text).toContain(`value: “v${index}”`);
    expect(text).not.toContain('“v1”');
  });

  it('shows of long texts what differs, and what stands around it', () => {
    const long = `v=spf1 ${'ip4:192.0.2.1 '.repeat(30)}`;
    const text = body(planOf([updateOf({ name: 'x', t: `${long}-all` }, { name: 'x', t: `${long}+all` })]));
    expect(text).toMatch(
      / {3}t: in a longer text, behind …“.*ip4:192\.0\.2\.1 ” and in front of “all”…: “-” → “\+”$/u,
    );
  });

  it('shows names as they are on the wire where they look otherwise', () => {
    // The first letter is U+0430, CYRILLIC SMALL LETTER A.
    const text = body(
      planOf([updateOf({ name: 'x', to: 'https://a.example/' }, { name: 'x', to: 'https://а.example/' })]),
    );
    expect(text).toContain('→ “https://а.example/” (“а.example” is xn--80a.example)');
    expect(body(planOf([created('xn--80a.example')]))).toContain(
      'create thing xn--80a.example (xn--80a.example reads “а.example”)',
    );
  });
});

function sized(length: number): Plan {
  return planOf([created('x', 'y'.repeat(length))], { guarded: guardedAt(0) });
}

describe('texts that look alike', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['/admin', '/\u0430dmin', '“\u0430dmin” has U+0430'],
    ['caf\u00e9', 'cafe\u0301', 'composed otherwise: U+00E9 → U+0301'],
    ['\u00e9 \u00fc', 'e\u0301 u\u0308', 'composed otherwise: U+00E9 U+00FC → U+0301 U+0308'],
    ['300 K', '300 \u212a', 'composed otherwise:  → U+212A'],
    ['paypal', 'p\u0430yp\u0430l', 'has U+0430'],
  ];
  it.each(table)('%s and %s are told apart by their code points', (from, to, note) => {
    expect(body(planOf([updateOf({ name: 'x', v: from }, { name: 'x', v: to })]))).toContain(note);
  });

  it('words of one script are left alone', () => {
    const text = body(planOf([updateOf({ name: 'x', v: 'a' }, { name: 'x', v: 'привет naïve Ελλάδα' })]));
    expect(text).not.toContain('U+');
  });
});

describe('what cannot be shown', () => {
  const texts: readonly (readonly [string, Plan, RegExp, RegExp])[] = [
    [
      'one long text',
      planOf([created('x', 'y'.repeat(questionBudget))], { guarded: guardedAt(0) }),
      /^This change is too long/u,
      /shorter/u,
    ],
    [
      'too many guarded changes',
      planOf(
        Array.from({ length: 1_000 }, (_, index) => created(`n${index}`, 'y'.repeat(50))),
        {
          guarded: guardedAt(...Array.from({ length: 1_000 }, (_, index) => index)),
        },
      ),
      /^These 1000 changes, of which 1000 have to be shown one by one/u,
      /fewer objects at a time/u,
    ],
    [
      'too many different updates',
      planOf(
        Array.from({ length: 1_000 }, (_, index) =>
          updateOf({ name: 'n', v: 0 }, { name: 'n', v: index + 1 }, `i${index}`),
        ),
      ),
      /too many to be shown/u,
      /fewer objects at a time/u,
    ],
  ];
  it.each(texts)('is refused and never cut: %s', (_, plan, message, nextStep) => {
    const error = thrownBy(() => ask(plan));
    expect(error).toBeInstanceOf(PolicyError);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      nextStep: expect.stringMatching(nextStep),
    });
    expect(error).toMatchObject({ message: expect.stringMatching(/Nothing was changed\.$/u) });
  });

  it('is what takes more than the budget, to the character', () => {
    const room = questionBudget - ask(sized(0)).length;
    expect(ask(sized(room - 1)).length).toBe(questionBudget - 1);
    expect(() => ask(sized(room + 1))).toThrow(PolicyError);
  });
});

/** Two changes, of which the first holds a text of some length. */
function filled(length: number, ...guarded: readonly number[]): Plan {
  return planOf([created('a', 'y'.repeat(length)), created('b')], { guarded: guardedAt(...guarded) });
}

/** Of many kinds, as records are: by a type, and then by a name. */
class Typed extends MemoryExecutor {
  override readonly identity: string[] = ['type', 'name'];
}

class Nameless extends MemoryExecutor {
  override readonly identity: string[] = [];
}

function record(index: number, also: Partial<Change>): Change {
  return change({ resource: 'dns_record', id: `i${index}`, ...also });
}

function many(make: (index: number) => Change, count = 31): readonly Change[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

describe('changes that are told together', () => {
  const kinds = new ExecutorSet([
    new Typed({ resource: 'dns_record' }),
    new Nameless({ resource: 'odd_thing' }),
  ]);
  function groupsOf(changes: readonly Change[]): readonly string[] {
    const asking = { title: 'Cloudflare', plan: planOf(changes), reasons: [], executors: kinds };
    return questionText(asking).split('\n').slice(2, -1);
  }
  const more = /, [^,]* and 11 more$/u;

  it('are creations and deletions by their type, whatever they hold', () => {
    const lines = groupsOf([
      ...many((index) => record(index, { action: 'create', after: { type: 'A', name: 'a', ttl: index } })),
      ...many((index) => record(index, { action: 'delete', before: { type: 'A', name: 'b c', ttl: index } })),
      ...many((index) => record(index, { action: 'create', after: { type: 'x y', name: 'c' } }), 2),
      record(1, { action: 'create', after: { name: 'd' } }),
    ]);
    expect(lines).toEqual([
      expect.stringMatching(/^- 31 × create dns record A in example\.com: a, a, .* and 11 more$/u),
      expect.stringMatching(/^- 31 × delete dns record A in example\.com: “b c”, “b c”, .* and 11 more$/u),
      '- 2 × create dns record “x y” in example.com: c, c',
      '- 1 × create dns record in example.com: d',
    ]);
    expect(lines[0]).toMatch(more);
  });

  it('are updates of a type by what they set', () => {
    const lines = groupsOf([
      ...many((index) =>
        record(index, {
          before: { type: 'A', name: `n${index}`, t: 1 },
          after: { type: 'A', name: `n${index}`, t: 2 },
        }),
      ),
      record(0, { before: { type: 'TXT', name: 'x', t: 1 }, after: { type: 'TXT', name: 'x', t: 2 } }),
    ]);
    expect(lines).toEqual([
      expect.stringMatching(/^- 31 × update dns record A in example\.com: n0, n1, .* and 11 more$/u),
      '   t: 1 → 2',
      '- 1 × update dns record TXT in example.com: x',
      '   t: 1 → 2',
    ]);
  });

  it('have their ids where they have no names', () => {
    const lines = groupsOf([
      ...many((index) =>
        change({ resource: 'odd_thing', id: `i${index}`, before: { a: 1 }, after: { a: 2 } }),
      ),
      { action: 'purge', resource: 'odd_thing', scope, summary: 'no' },
      { action: 'purge', resource: 'dns_record', scope, summary: 'no' },
    ]);
    expect(lines).toEqual([
      expect.stringMatching(/^- 31 × update odd thing in example\.com: i0, i1, .*, i19 and 11 more$/u),
      '   a: 1 → 2',
      '- 1 × purge odd thing in example.com: “”',
      '- 1 × purge dns record in example.com: “”',
    ]);
  });

  it('are as many as there are', () => {
    const lines = groupsOf(
      many((index) => record(index, { action: 'delete', before: { type: 'A' } }), 3_000),
    );
    expect(lines[0]).toMatch(/^- 3000 × delete dns record A in example\.com: i0, i1, .* and 2980 more$/u);
  });

  it.each<readonly [number, number, boolean]>([
    [30, 0, true],
    [31, 0, false],
    [30, 5, true],
    [31, 5, false],
  ])('are more than 30: of %i beside %i guarded ones each is shown: %s', (count, guarded, isSingle) => {
    const changes = Array.from({ length: count + guarded }, (_, index) => created(`n${index}`));
    const text = body(planOf(changes, { guarded: guardedAt(...Array.from({ length: guarded }).keys()) }));
    expect(text.includes(`${count + guarded}. create thing`)).toBe(isSingle);
    expect(text.includes('× create thing')).toBe(!isSingle);
  });

  it('are those that do not fit one by one, to the character', () => {
    const room = questionBudget - 1 - ask(filled(0)).length;
    expect(ask(filled(room))).toContain('\n2. create thing b\n');
    expect(ask(filled(room)).length).toBe(questionBudget - 1);
    expect(ask(filled(room + 1))).toContain('- 2 × create thing in example.com: a, b\n');
  });
});

describe('the head of a question', () => {
  it('says that it is one change', () => {
    expect(ask(planOf([created('a')]))).toMatch(
      /^Cloudflare is about to make this change in example\.com \(plan/u,
    );
  });

  it.each<readonly [number, string | undefined]>([
    [20, undefined],
    [21, 'Note: and 1 more; dry_run has them'],
    [45, 'Note: and 25 more; dry_run has them'],
  ])('has 20 warnings of %i', (count, left) => {
    const warnings = Array.from({ length: count }, (_, index) => `w${index}`);
    const notes = ask(planOf([created('a')], { warnings }))
      .split('\n')
      .filter((text) => text.startsWith('Note: '));
    expect(notes).toEqual([
      ...warnings.slice(0, 20).map((text) => `Note: ${text}`),
      ...(left === undefined ? [] : [left]),
    ]);
  });

  it('cuts a warning that is too long, and only that', () => {
    const warnings = ['w'.repeat(240), 'x'.repeat(241)];
    const text = ask(planOf([created('a')], { warnings }));
    expect(text).toContain(`Note: ${'w'.repeat(240)}\nNote: ${'x'.repeat(240)}…[+1 characters]\n`);
  });
});

/** Of so many changes each nth is guarded. */
function longPlan(
  length: number,
  nth: number,
): Pick<Plan, 'guarded'> & { readonly changes: readonly Change[] } {
  return {
    changes: Array.from({ length }, (_, index) => created(`n${index}`, `v${index}`)),
    guarded: guardedAt(...Array.from({ length: Math.ceil(length / nth) }, (_, index) => index * nth)),
  };
}

function lengthTold(plan: Plan): number {
  const error = thrownBy(() => ask(plan));
  return Number(/at least (\d+) characters/u.exec(error instanceof PolicyError ? error.message : '')?.[1]);
}

describe('a plan that is too long', () => {
  it('is not gone through once that is known', () => {
    const changes = Array.from({ length: 2_000 }, (_, index) =>
      updateOf({ name: 'n', v: 0 }, { name: 'n', v: index + 1 }, `i${index}`),
    );
    const guarded = lengthTold(planOf(changes, { guarded: guardedAt(...changes.keys()) }));
    expect(guarded).toBeGreaterThan(questionBudget);
    expect(guarded).toBeLessThan(questionBudget + 100);
    const grouped = lengthTold(planOf(changes));
    expect(grouped).toBeGreaterThan(questionBudget);
    expect(grouped).toBeLessThan(2 * questionBudget);
  });

  it('is so by the one guarded change behind those that fill it', () => {
    const room = questionBudget - 1 - ask(filled(0, 0, 1)).indexOf('\n2. create');
    expect(() => ask(filled(room, 0, 1))).toThrow(PolicyError);
  });
});

describe('a plan of any length', () => {
  const count = fc.integer({ min: 1, max: 1_500 });
  const every = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 400 }));

  /** What is not one of the guarded changes: the head, a group and where to read the rest. */
  const besides = 1_000;

  it('shows all of its guarded changes, one by one in front of the others, or is refused', () => {
    fc.assert(
      fc.property(count, every, (length, nth) => {
        const { changes, guarded } = longPlan(length, nth);
        const blocks = guarded.map(
          ({ index, reasons }, place) =>
            `${place + 1}. create thing n${index}\n${length === 1 ? '' : `   ! ${reasons.join('')}\n`}   value: “v${index}”\n`,
        );
        const expected = blocks.join('');
        const attempt = (): string => ask(planOf(changes, { guarded }));
        if (expected.length > questionBudget) expect(attempt).toThrow(PolicyError);
        else if (expected.length < questionBudget - besides)
          expect(`${attempt()}\n`.split('\n').slice(2).join('\n').startsWith(expected)).toBe(true);
      }),
    );
  });

  it('is refused when more are guarded than a plan keeps count of', async () => {
    const wary = new ExecutorSet([new MemoryExecutor({ guardReason: () => 'It is one.' })]);
    const changes = Array.from({ length: 5_001 }, () => created('', null));
    const plan = await makePlan('t', {}, { changes }, wary);
    expect(plan.guarded).toHaveLength(5_000);
    expect(() => questionText({ title: 'C', plan, reasons: [], executors: wary })).toThrow(PolicyError);
  });

  it('is asked about in steps, of which none looks at two changes', () => {
    fc.assert(
      fc.property(count, every, (length, nth) => {
        const { changes, guarded } = longPlan(length, nth);
        let seen = 0;
        const counted = {
          length: changes.length,
          slice: (start: number, end?: number) => changes.slice(start, end),
          *[Symbol.iterator]() {
            for (const each of changes) {
              seen += 1;
              yield each;
            }
          },
        };
        const plan = { ...planOf(changes, { guarded }), changes: counted };
        // Its fingerprint is made in steps of its own, before.
        planFingerprint(plan);
        const steps = questionInSteps({ title: 'C', plan, reasons: [], executors });
        let before = seen;
        let most = 0;
        const next = (): boolean => {
          try {
            return steps.next().done === true;
          } catch (error) {
            if (error instanceof PolicyError) return true;
            throw error;
          }
        };
        for (let isDone = false; !isDone; before = seen) {
          isDone = next();
          most = Math.max(most, seen - before);
        }
        expect(most).toBe(1);
      }),
    );
  });
});

describe('whatever the states hold', () => {
  const hidden = fc.constantFrom(...HIDDEN_CODE_POINTS.map(([first]) => String.fromCodePoint(first)));
  const text = fc
    .array(
      fc.oneof(
        hidden,
        fc.string({ unit: 'grapheme', maxLength: 8 }),
        fc.constantFrom('“', '”', '\\u{', '\n', '   ! ', '“x” → “y”'),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(''));
  const value: fc.Arbitrary<JsonValue> = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(text, { maxLength: 3 }),
  );
  const state: fc.Arbitrary<JsonObject> = fc.dictionary(
    fc.oneof(fc.constantFrom('name', 'a', 'b'), text),
    value,
    { noNullPrototype: true, maxKeys: 4 },
  );
  const edit = fc
    .record({ before: state, after: state, id: text })
    .map(({ before, after, id }) => updateOf(before, after, id));
  const guardedPlan = fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((changes) => planOf(changes, { guarded: guardedAt(...changes.keys()) }));

  it('each leaf that changes is one line, and nothing that strangers wrote is another', () => {
    fc.assert(
      fc.property(guardedPlan, (plan) => {
        const lines = ask(plan).split('\n');
        const single = plan.changes.length === 1;
        const leaves = [...plan.changes].flatMap(({ before, after }) => leafChanges(before, after));
        const expected = 2 + plan.changes.length + (single ? 0 : plan.changes.length) + leaves.length;
        expect(lines).toHaveLength(expected);
        expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });

  it('every new text is in it whole, between quotes that are its own', () => {
    fc.assert(
      fc.property(guardedPlan, (plan) => {
        const question = ask(plan);
        for (const { before, after } of plan.changes) {
          for (const { to } of leafChanges(before, after)) {
            if (typeof to === 'string' && /^[ -~]*$/u.test(to) && !to.includes('\\u{'))
              expect(question).toContain(`“${to}”`);
            if (typeof to === 'number') expect(question).toContain(String(to));
          }
        }
      }),
    );
  });

  it('two plans that differ are never asked about in the same way', () => {
    fc.assert(
      fc.property(guardedPlan, guardedPlan, (one, other) => {
        expect(ask(one) === ask(other)).toBe(planFingerprint(one) === planFingerprint(other));
      }),
    );
  });

  it('not even without the fingerprint, where what they change differs', () => {
    const twin = fc
      .tuple(state, state, state)
      .map(([before, one, other]) => [updateOf(before, one), updateOf(before, other)] as const);
    fc.assert(
      fc.property(twin, ([one, other]) => {
        const [first, second] = [one, other].map((each) => body(planOf([each], { guarded: guardedAt(0) })));
        const same =
          JSON.stringify(leafChanges(one.before, one.after)) ===
          JSON.stringify(leafChanges(other.before, other.after));
        expect(first === second).toBe(same);
      }),
    );
  });
});

function thrownBy(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
