import type { Random } from '@crunchtools/mcp-core/testing';
import { at, listAt, type Person } from './person.ts';
import { freshText } from './wiki-operations.ts';

/** What the second editor did, in the wiki's own count: revisions with a number above `above` are later. */
export interface RivalAct {
  readonly kind: 'edit' | 'create' | 'move' | 'delete' | 'restore';
  readonly title: string;
  /** A text that only this edit holds. */
  readonly marker: string;
}

/** Somebody else who works on the same pages, with another account. */
export class Rival {
  readonly #person: Person;
  #count = 0;

  constructor(person: Person) {
    this.#person = person;
  }

  /** @returns nothing where the wiki refused, as it may. */
  async act(title: string, titles: readonly string[], random: Random): Promise<RivalAct | undefined> {
    this.#count += 1;
    const marker = `rival ${this.#count}.`;
    const text = await this.#textOf(title);
    const roll = random.next();
    if (text === undefined) {
      const restores = roll < 0.3;
      const done = restores
        ? await this.#person.write({ action: 'undelete', title, reason: marker })
        : await this.#person.write({
            action: 'edit',
            title,
            text: `${freshText(0, 'spade')}\n${marker}`,
            createonly: 1,
          });
      return done ? { kind: restores ? 'restore' : 'create', title, marker } : undefined;
    }
    if (roll < 0.08) {
      const done = await this.#person.write({ action: 'delete', title, reason: marker });
      return done ? { kind: 'delete', title, marker } : undefined;
    }
    if (roll < 0.16) {
      const to = random.pick(titles);
      const done = await this.#person.write({ action: 'move', from: title, to, reason: marker });
      return done ? { kind: 'move', title, marker } : undefined;
    }
    const lines = text.split('\n');
    const place = random.chance(0.5) ? lines.length : random.below(lines.length);
    const edited = [...lines.slice(0, place), marker, ...lines.slice(place)].join('\n');
    const done = await this.#person.write({
      action: 'edit',
      title,
      text: edited,
      nocreate: 1,
      summary: marker,
    });
    return done ? { kind: 'edit', title, marker } : undefined;
  }

  async #textOf(title: string): Promise<string | undefined> {
    const answer = await this.#person.read({
      action: 'query',
      titles: title,
      prop: 'revisions',
      rvprop: 'content',
      rvslots: 'main',
    });
    const [revision] = listAt(listAt(answer, 'query', 'pages')[0], 'revisions');
    return revision === undefined ? undefined : String(at(revision, 'slots', 'main', 'content'));
  }
}
