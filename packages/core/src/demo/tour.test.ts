import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Mismatch } from './expectations.ts';
import { Screen } from './screen.ts';
import type { Session } from './session.ts';
import { type TourStep, takeTour } from './tour.ts';

function session(answers: Readonly<Record<string, unknown>>): Session {
  return {
    server: { name: 'server', version: '1', revision: '2026-07-28' },
    tools: [],
    person: 'declines',
    takeQuestions: () => [],
    async call(tool) {
      if (tool in answers) return answers[tool];
      throw new Error('Connection closed');
    },
    async close() {},
  };
}

async function take(steps: readonly TourStep[], answers: Readonly<Record<string, unknown>> = {}) {
  let written = '';
  const screen = new Screen((text) => {
    written += text;
  }, false);
  const passed = await takeTour(session(answers), steps, screen);
  return { passed, written };
}

const good: TourStep = { wish: 'Good.', run: async (tour) => tour.say('fine') };
const bad: TourStep = {
  wish: 'Bad.',
  async run(tour) {
    tour.say('shown before it failed');
    throw new Mismatch('status applied', 'refused');
  },
};

describe('a tour', () => {
  it('counts the steps that passed and goes on after one that failed', async () => {
    const { passed, written } = await take([good, bad, good]);
    expect(passed).toBe(2);
    expect(written.match(/✓/gu)).toHaveLength(2);
    expect(written).toContain(
      '✗   2  Bad.\n       ← shown before it failed\n       ! FAILED: expected status applied\n       ! found refused\n',
    );
    expect(written).toContain('✓   3  Good.');
  });

  it('fails a step whose call gets no answer', async () => {
    const step: TourStep = {
      wish: 'Ask.',
      async run(tour) {
        await tour.call('list_zones', { zone: 'example.com' }, z.unknown());
      },
    };
    const { passed, written } = await take([step]);
    expect(passed).toBe(0);
    expect(written).toContain('→ list_zones zone=example.com');
    expect(written).toContain('! FAILED: Connection closed');
  });

  it('fails a step whose answer has another shape, and shows the answer', async () => {
    const step: TourStep = {
      wish: 'Ask.',
      async run(tour) {
        await tour.call('list_zones', {}, z.looseObject({ total: z.number() }));
      },
    };
    const { passed, written } = await take([step], { list_zones: { total: 'three' } });
    expect(passed).toBe(0);
    expect(written).toContain('found {"total":"three"}');
    expect((await take([step], { list_zones: { total: 3 } })).passed).toBe(1);
  });

  it('shows arguments so that their ends can be seen', async () => {
    const step: TourStep = {
      wish: 'Ask.',
      async run(tour) {
        const args = { bare: '@', text: 'two words', empty: '', quote: 'a"b', flag: true, list: ['x'] };
        await tour.call('tool', args, z.unknown());
      },
    };
    const { written } = await take([step], { tool: {} });
    expect(written).toContain(
      String.raw`→ tool bare=@ text="two words" empty="" quote="a\"b" flag=true list=["x"]`,
    );
  });

  it('hands notes on, and fails what needs one that is missing', async () => {
    const writes: TourStep = { wish: 'Write.', run: async (tour) => tour.note('purge', 'chg_1') };
    const reads: TourStep = { wish: 'Read.', run: async (tour) => tour.say(tour.recall('purge')) };
    expect(await take([writes, reads])).toMatchObject({
      passed: 2,
      written: expect.stringContaining('← chg_1'),
    });
    expect(await take([reads])).toMatchObject({ passed: 0, written: expect.stringContaining('the purge') });
  });
});
