import type { Determinism, PlanName } from '../../contract.ts';
import { MOST_OF_ONE_PLACE, mostItems } from './limits.ts';
import type { Item, ItemContent, List } from './model.ts';

export interface Operation {
  readonly id: string;
  readonly status: 'pending' | 'running' | 'completed' | 'failed';
  readonly completed?: string;
  readonly error?: string;
}

interface Task {
  readonly id: string;
  readonly begun: number;
  readonly due: number;
  /** @returns why it failed. */
  readonly act: () => string | undefined;
}

/** The lists of one account, and what is under way in them: one bulk operation at a time. */
export class AccountLists {
  readonly lists = new Map<string, List>();
  readonly #operations = new Map<string, Operation>();
  readonly #determinism: Determinism;
  readonly #milliseconds: number;
  #task: Task | undefined;

  constructor(determinism: Determinism, milliseconds: number) {
    this.#determinism = determinism;
    this.#milliseconds = milliseconds;
  }

  /** Lets happen what is due. To be called before anything of the account is looked at. */
  settle(): void {
    const task = this.#task;
    if (task === undefined || (this.#milliseconds > 0 && this.#determinism.now() < task.due)) return;
    this.#task = undefined;
    this.#finish(task);
  }

  get isBusy(): boolean {
    return this.#task !== undefined;
  }

  begin(act: Task['act']): string {
    const begun = this.#determinism.now();
    const task = { id: this.#determinism.id(), begun, due: begun + this.#milliseconds, act };
    // Also where it takes no time: the next request finds it ended. To read thousands of items is enough for one.
    this.#task = task;
    return task.id;
  }

  operation(id: string): Operation | undefined {
    const task = this.#task;
    if (task?.id !== id) return this.#operations.get(id);
    const isRunning = this.#determinism.now() > (task.begun + task.due) / 2;
    return { id, status: isRunning ? 'running' : 'pending' };
  }

  #finish({ id, act }: Task): void {
    const error = act();
    const completed = seconds(this.#determinism.now());
    this.#operations.set(
      id,
      error === undefined
        ? { id, status: 'completed', completed }
        : { id, status: 'failed', completed, error },
    );
  }
}

/** Times of lists end with their seconds, as in recorded answers. */
export function seconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

export interface ItemMaker {
  readonly id: () => string;
  readonly time: string;
}

/** "Replaces entries that already exist in the list": an item keeps its id and when it was made. */
export function withItems(list: List, contents: readonly ItemContent[], { id, time }: ItemMaker): List {
  const items = new Map(list.items);
  for (const content of contents) {
    const known = items.get(content.key);
    items.set(content.key, {
      ...content,
      id: known?.id ?? id(),
      created_on: known?.created_on ?? time,
      modified_on: time,
    });
  }
  return { ...list, items, modified_on: time };
}

/** Why an account could not hold these lists; an operation that ends so has changed nothing. */
export function overLimit(lists: Iterable<List>, kind: List['kind'], plan: PlanName): string | undefined {
  const alike = [...lists].filter((list) => (list.kind === 'redirect') === (kind === 'redirect'));
  const total = alike.reduce((sum, { items }) => sum + items.size, 0);
  if (total > mostItems(kind, plan)) return 'the account has reached the limit of list items';
  if (kind !== 'redirect') return undefined;
  const places = new Map<string, number>();
  for (const { items } of alike) {
    for (const key of items.keys()) {
      const place = key.replace(/^https?:\/\//, '');
      places.set(place, (places.get(place) ?? 0) + 1);
    }
  }
  // The words of rules/url-forwarding/bulk-redirects/faq.
  return [...places.values()].some((count) => count > MOST_OF_ONE_PLACE)
    ? 'This account has reached the limit on the number of URL matching items on the same hostname/path'
    : undefined;
}

/** In ascending order: addresses by their number, then by the mask (waf/tools/lists/lists-api/endpoints). */
export function sorted(list: List): readonly Item[] {
  const known = inOrder.get(list) ?? sort(list);
  inOrder.set(list, known);
  return known;
}

/** A list is asked for page by page, and none is ever changed in its place. */
const inOrder = new WeakMap<List, readonly Item[]>();

function sort({ kind, items }: List): readonly Item[] {
  const all = [...items.values()];
  const keyed = all.map((item) => ({ item, key: kind === 'ip' ? ipOrder(item.key) : item.key }));
  return keyed.sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ item }) => item);
}

function ipOrder(key: string): string {
  const [address = '', prefix = '32'] = key.split('/');
  const mask = prefix.padStart(3, '0');
  if (!address.includes(':')) {
    return `4${address
      .split('.')
      .map((octet) => octet.padStart(3, '0'))
      .join('')}${mask}`;
  }
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return `6${[...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join('')}${mask}`;
}
