import { element, foreign, show } from '../shared/dom.ts';
import { title } from '../shared/format.ts';
import { type Members, members, text, texts } from '../shared/json.ts';
import type { Field, ShownChange, ShownPlan } from './diff.ts';

/** What each status means to the person. Display only: who approves does it in the client, never here. */
const statuses: Readonly<Record<string, readonly [badge: string, sentence: string]>> = {
  planned: ['Planned', 'Nothing was changed: this is only the plan.'],
  needs_confirmation: ['Needs approval', 'Nothing was changed yet. Approve or decline in the conversation.'],
  applied: ['Applied', 'These changes were made.'],
  refused: ['Refused', 'Nothing was changed.'],
  failed: ['Failed', 'Not everything was done; each change below says what became of it.'],
};

const done: Readonly<Record<string, string>> = {
  applied: 'applied',
  not_applied: 'not applied',
  unknown: 'outcome unknown',
};

/** More than this many changes start folded. */
const unfolded = 4;

/** Shows the answer of a write tool: why it is guarded, and every change with its state before and after. */
export function showPlan(plan: ShownPlan, answer: Members): void {
  show(
    headOf(plan, text(answer['fingerprint'])),
    listOf('Why it needs approval', texts(answer['reasons']), 'guarded'),
    listOf('Cannot be undone', texts(answer['irreversible']), 'guarded'),
    listOf('Warnings', texts(answer['warnings']), 'warned'),
    errorOf(members(answer['error'])),
    plan.changes.length > 1 ? folding() : undefined,
    ...plan.counts.map(([action, count]) => groupOf(plan, action, count)),
    undoOf(text(answer['change_id'])),
  );
}

function headOf({ status, counts, total, changes }: ShownPlan, fingerprint: string | undefined): HTMLElement {
  const [badge, sentence] = statuses[status] ?? [title(status), ''];
  const zones = [...new Set(changes.map(({ scope }) => scope))].filter((scope) => scope !== '');
  const parts = counts.map(([action, count]) => `${count} ${action}`).join(', ');
  const size = total === 0 ? 'No changes' : `${total} ${total === 1 ? 'change' : 'changes'} (${parts})`;
  return element(
    'header',
    {},
    element('h1', {}, size, ...zones.flatMap((zone, index) => [index === 0 ? ' in ' : ', ', foreign(zone)])),
    element('p', {}, element('strong', { class: `badge ${status}` }, badge), ` ${sentence}`),
    fingerprint === undefined ? undefined : element('p', { class: 'quiet' }, `Plan ${fingerprint}`),
  );
}

function listOf(name: string, sentences: readonly string[], kind: string): HTMLElement | undefined {
  if (sentences.length === 0) return undefined;
  return element(
    'section',
    { class: `box ${kind}`, 'aria-label': name },
    element('h2', {}, name),
    element('ul', {}, ...sentences.map((sentence) => element('li', {}, foreign(sentence)))),
  );
}

function errorOf(error: Members): HTMLElement | undefined {
  const message = text(error['message']);
  if (message === undefined) return undefined;
  const next = text(error['next_step']);
  return element(
    'section',
    { class: 'box guarded', 'aria-label': 'Error' },
    element('h2', {}, 'Error'),
    element('p', {}, foreign(message)),
    next === undefined ? undefined : element('p', { class: 'quiet' }, foreign(next)),
  );
}

function folding(): HTMLElement {
  const button = element('button', { type: 'button' }, 'Unfold or fold all');
  button.addEventListener('click', () => {
    const all = [...document.querySelectorAll('details')];
    const open = all.some((one) => !one.open);
    for (const one of all) one.open = open;
  });
  return button;
}

function groupOf({ changes, total }: ShownPlan, action: string, count: number): HTMLElement {
  const shown = changes.filter((change) => change.action === action);
  const rest = count - shown.length;
  return element(
    'section',
    { class: action, 'aria-label': `${title(action)}: ${count}` },
    element('h2', {}, `${title(action)} (${count})`),
    // The reasons of a plan of one change are those of the change: they stand above it.
    ...shown.map((change) => changeOf(change, total > 1 ? change.reasons : [], changes.length <= unfolded)),
    rest > 0
      ? element('p', { class: 'quiet' }, `… and ${rest} more, which this answer does not show.`)
      : undefined,
  );
}

function changeOf(
  { summary, outcome, fields, place, difference }: ShownChange,
  reasons: readonly string[],
  open: boolean,
): HTMLElement {
  const badge =
    outcome === undefined
      ? undefined
      : element('strong', { class: `badge ${outcome}` }, done[outcome] ?? outcome);
  const details = element(
    'details',
    {},
    element('summary', {}, foreign(summary), badge === undefined ? undefined : ' ', badge),
    ...reasons.map((reason) => element('p', {}, element('strong', {}, foreign(reason)))),
    place === undefined ? undefined : element('p', { class: 'quiet' }, place),
    difference.length === 0 || !fields.some(isLong)
      ? undefined
      : element('ul', { class: 'difference' }, ...difference.map((line) => element('li', {}, foreign(line)))),
    fields.length === 0 ? undefined : fieldsTable(fields),
  );
  details.open = open;
  return details;
}

/**
 * A text that is shown in part, or that nobody compares by eye: of several lines, or long. Beside the table stands what changes of it,
 * line by line. Line ends are visible, as all hidden characters in answers are.
 */
function isLong({ before = '', after = '', state }: Field): boolean {
  return (
    state !== 'same' &&
    [before, after].some((value) => value.length > 200 || /…\[\+\d+ characters\]$|\\u\{a\}|\n/u.test(value))
  );
}

function fieldsTable(fields: readonly Field[]): HTMLTableElement {
  const head = ['Field', 'Before', 'After'].map((name) => element('th', { scope: 'col' }, name));
  const rows = fields.map(({ name, before, after, state }) =>
    element(
      'tr',
      { class: state },
      element(
        'th',
        { scope: 'row' },
        foreign(name),
        state === 'same' ? undefined : element('span', { class: 'unseen' }, ` (${state})`),
      ),
      cellOf(before, 'del', state),
      cellOf(after, 'ins', state),
    ),
  );
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...rows),
  );
}

function cellOf(value: string | undefined, mark: 'del' | 'ins', state: Field['state']): HTMLElement {
  if (value === undefined) return element('td', { class: 'quiet' }, '–');
  const shown = element('pre', {}, foreign(value));
  return element('td', {}, state === 'same' ? shown : element(mark, {}, shown));
}

function undoOf(changeId: string | undefined): HTMLElement | undefined {
  if (changeId === undefined) return undefined;
  return element(
    'p',
    { class: 'quiet' },
    'To take it back, ask for undo_change of ',
    element('code', {}, changeId),
    '.',
  );
}
