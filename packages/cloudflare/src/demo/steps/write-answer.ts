import type { WriteAnswer } from '../answers.ts';
import { Mismatch } from '../check.ts';
import type { Tour } from '../tour.ts';

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
