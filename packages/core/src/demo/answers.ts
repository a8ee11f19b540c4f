import * as z from 'zod';
import { expectMention, expectSame, Mismatch } from './expectations.ts';
import type { Tour, TourStep } from './tour.ts';

/** The parts of answers that every server has, as far as a tour looks at them. */

export const writeAnswer = z.looseObject({
  status: z.string(),
  changes: z.array(
    z.looseObject({
      action: z.string(),
      summary: z.string(),
      before: z.json().optional(),
      after: z.json().optional(),
    }),
  ),
  change_id: z.string().optional(),
  confirm: z.string().optional(),
  reasons: z.array(z.string()).optional(),
  irreversible: z.array(z.string()).optional(),
  warnings: z.array(z.string()).optional(),
  error: z
    .looseObject({
      code: z.string(),
      message: z.string(),
      next_step: z.string().optional(),
      details: z.looseObject({}).optional(),
    })
    .optional(),
});

export type WriteAnswer = z.output<typeof writeAnswer>;

export const changeList = z.looseObject({
  changes: z.array(
    z.looseObject({
      change_id: z.string(),
      tool: z.string(),
      summaries: z.array(z.string()),
      undoable: z.boolean(),
      undone_by: z.string().optional(),
    }),
  ),
  total: z.number(),
});

/** @throws {Mismatch} with the server's own words when the status is another one. */
export function expectStatus({ status, error }: WriteAnswer, expected: string): void {
  if (status !== expected) throw new Mismatch(`status ${expected}`, [status, error?.message].join(' '));
}

/** Shows what a tool that changes things answered: what it did or would do, and what a person should know. */
export function sayAnswer(tour: Tour, answer: WriteAnswer): void {
  const { status, changes, error, change_id: id, reasons = [], irreversible = [], confirm } = answer;
  const what = error?.message ?? changes.map(({ summary }) => summary).join('; ');
  tour.say(`${status}${id === undefined ? '' : ` as ${id}`}: ${what}`);
  for (const reason of reasons) tour.say(`a person is asked: ${reason}`);
  for (const reason of irreversible) tour.say(`cannot be undone: ${reason}`);
  if (confirm !== undefined) tour.say(`to apply exactly this plan: confirm=${confirm}`);
}

/** The first step of a tour: what the server is, and what it offers. */
export function seeTools(
  server: string,
  expected: { readonly reading: readonly string[]; readonly writing: readonly string[] },
): TourStep {
  return {
    wish: 'What can an assistant do with this server?',
    async run(tour) {
      const { server: found, tools } = tour.session;
      const reading = tools.filter(({ readOnly }) => readOnly).map(({ name }) => name);
      const writing = tools.filter(({ readOnly }) => !readOnly).map(({ name }) => name);
      tour.sent('tools/list');
      tour.say(`${found.name} ${found.version}, MCP revision ${found.revision}, ${tools.length} tools`);
      tour.say(`to look: ${reading.join(', ')}`);
      tour.say(`to change: ${writing.join(', ')}`);
      expectSame('the server', found.name, server);
      expectMention(reading.join(' '), expected.reading);
      expectMention(writing.join(' '), expected.writing);
    },
  };
}

/** Calls a tool that changes things, and shows what it answered. @throws {Mismatch} when the status is another one. */
export async function written(
  tour: Tour,
  tool: string,
  args: Readonly<Record<string, unknown>>,
  status = 'applied',
): Promise<WriteAnswer> {
  const answer = await tour.call(tool, args, writeAnswer);
  sayAnswer(tour, answer);
  expectStatus(answer, status);
  return answer;
}

/** The last step of a tour that leaves nothing behind. */
export const reviewChanges: TourStep = {
  wish: 'What was done in all?',
  async run(tour) {
    const { changes, total } = await tour.call('list_changes', {}, changeList);
    tour.say(`${total} changes, newest first`);
    tour.tabulate(
      changes.map((each) => [each.change_id, each.tool, each.undone_by === undefined ? '' : 'taken back']),
    );
    const left = changes.filter((each) => each.undone_by === undefined && each.tool !== 'undo_change');
    if (left.length > 0)
      throw new Mismatch('that all is taken back', left.map(({ tool }) => tool).join(', '));
  },
};
