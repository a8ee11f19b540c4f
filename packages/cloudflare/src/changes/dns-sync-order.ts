import type { Change, ChangeList } from '@crunchtools/mcp-core';

type Kind = 'creations' | 'updates' | 'replacements' | 'deletions';

/**
 * The changes of a sync, gathered name by name and put in an order in which no name is without an answer: new records,
 * changed ones, names where one record takes the place of another, records that go.
 */
export class SyncOrder {
  readonly #lists: Readonly<Record<Kind, ChangeList>>;
  #length = 0;
  #growth = 0;
  #created = 0;

  constructor(makeList: () => ChangeList) {
    this.#lists = {
      creations: makeList(),
      updates: makeList(),
      replacements: makeList(),
      deletions: makeList(),
    };
  }

  get length(): number {
    return this.#length;
  }

  /** How many records are created, whatever else goes. */
  get created(): number {
    return this.#created;
  }

  /** How many more records there will be. */
  get growth(): number {
    return this.#growth;
  }

  /** Takes the changes of one name. One that loses a record and gets another must not be seen in between. */
  *add(name: string, changes: readonly Change[]): Generator<void, void, void> {
    const replaces =
      changes.some(({ action }) => action === 'delete') && changes.some(({ action }) => action !== 'delete');
    for (const change of changes) {
      this.#count(change);
      if (replaces) this.#lists.replacements.add({ ...change, group: name });
      else this.#lists[kindOf(change)].add(change);
      yield;
    }
  }

  /** @param deletionsFirst so that there is room for new records; where one takes another's place, nothing changes. */
  inOrder(deletionsFirst = false): ChangeList {
    const { creations, updates, replacements, deletions } = this.#lists;
    return deletionsFirst
      ? deletions.followedBy(creations, updates, replacements)
      : creations.followedBy(updates, replacements, deletions);
  }

  #count({ action }: Change): void {
    this.#length += 1;
    if (action === 'create') this.#created += 1;
    if (action === 'create') this.#growth += 1;
    if (action === 'delete') this.#growth -= 1;
  }
}

function kindOf({ action }: Change): Kind {
  if (action === 'create') return 'creations';
  return action === 'delete' ? 'deletions' : 'updates';
}
