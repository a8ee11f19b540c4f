import type { Change } from '../change/change.ts';
import type { ChangeSequence } from '../change/change-list.ts';
import type { Plan } from '../change/plan.ts';
import { countsOf } from '../tool/shown.ts';
import { neutralise } from '../untrusted/neutralise.ts';

/** A question for the person behind the client. */
export interface Question {
  /** Lines of plain text; what strangers wrote is neutralised and cut. */
  readonly message: string;
  /** Comes back with the answer. */
  readonly ticket: string;
}

const mostChanges = 20;
const longestLine = 240;

/** Says what a plan does, to what, and why a person has to look at it. */
export function questionText(title: string, plan: Plan, reasons: readonly string[]): string {
  const { changes, irreversible, warnings = [] } = plan;
  const places = placesOf(changes).map((name) => line(name));
  const shown = changes.slice(0, mostChanges);
  const left = changes.length - shown.length;
  return [
    `${title} is about to make ${count(changes.length)} in ${places.join(', ')}:`,
    ...shown.map((change) => `- ${described(change)}`),
    ...(left > 0 ? [`- and ${left} more; in all ${kinds(changes)}`] : []),
    `You are asked because: ${reasons.map((reason) => line(reason)).join(' ')}`,
    ...irreversible.map((reason) => `It cannot be undone: ${line(reason)}.`),
    ...warnings.slice(0, mostChanges).map((warning) => `Note: ${line(warning)}`),
  ].join('\n');
}

function placesOf(changes: ChangeSequence): readonly string[] {
  const names = new Set<string>();
  for (const { scope } of changes) names.add(scope.name);
  return [...names];
}

function described({ summary, place }: Change): string {
  const from = place?.before?.index;
  const to = place?.after?.index;
  const move = to === undefined || from === undefined || from === to ? '' : ` (place ${from} → ${to})`;
  return `${line(summary)}${move}`;
}

function kinds(changes: ChangeSequence): string {
  const counts = Object.entries(countsOf(changes));
  return counts.map(([kind, number]) => `${number} × ${kind}`).join(', ');
}

function count(changes: number): string {
  return changes === 1 ? 'this change' : `these ${changes} changes`;
}

/** One line, however the text goes: a stranger must not be able to write a line of the question. */
function line(text: string): string {
  return neutralise(text, { maxLength: longestLine });
}
