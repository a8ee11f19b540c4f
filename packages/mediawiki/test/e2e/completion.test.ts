import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller, type RunningWiki, wikis } from '../support/wikis.ts';

async function offered(
  caller: Caller,
  [name, argument]: readonly [string, string],
  value: string,
): Promise<readonly string[]> {
  const { completion } = await caller.client.complete({
    ref: name.includes(':') ? { type: 'ref/resource', uri: name } : { type: 'ref/prompt', name },
    argument: { name: argument, value },
  });
  return completion.values;
}

describe.each(wikis)('what is offered while somebody types, on $name', (tested) => {
  describe.skipIf(tested.problem !== undefined)(tested.problem ?? tested.name, () => {
    let running: RunningWiki;
    let wiki: Caller;
    beforeAll(async () => {
      running = await tested.start();
      wiki = new Caller(await running.connect());
      const pages = {
        'Pruning apples': '[[Category:Pruning]] [[Category:Pruned twice]]',
        'Pruning pears': '[[Category:Pruning]]',
        'Talk:Pruning apples': 'When?',
      };
      for (const [title, text] of Object.entries(pages)) await wiki.call('create_page', { title, text });
    });
    afterAll(async () => {
      await wiki.client.close();
      await running.stop();
    });

    const title = ['write_page', 'title'] as const;
    const resource = ['mediawiki://pages/{title}', 'title'] as const;
    const category = ['clean_up_category', 'category'] as const;

    it.each([
      [title, 'Prun', ['Pruning apples', 'Pruning pears']],
      [title, 'pruning p', ['Pruning pears']],
      [title, 'Talk:Prun', ['Talk:Pruning apples']],
      [title, 'No page begins so', []],
      [title, 'Prun|[', []],
      [title, 'x'.repeat(300), []],
      [resource, 'Pruning a', ['Pruning apples']],
      [category, 'prun', ['Pruned twice', 'Pruning']],
      [category, 'Pruning', ['Pruning']],
    ])('for %j, %s', async (what, typed, values) => {
      expect(await offered(wiki, what, typed)).toEqual(values);
    });

    it('is nothing of a namespace that does not exist for the server', async () => {
      const limited = new Caller(await running.connect(['--namespaces', 'talk']));
      // The sandbox of a process is its own.
      await limited.call('create_page', { title: 'Talk:Pruning plums', text: '[[Category:Pruning]]' });
      expect(await offered(limited, title, 'Prun')).toEqual([]);
      expect(await offered(limited, title, 'Talk:Pruning pl')).toEqual(['Talk:Pruning plums']);
      expect(await offered(limited, category, 'Prun')).toEqual([]);
      expect(await offered(limited, title, '')).toEqual([]);
      await limited.client.close();
    });
  });
});
