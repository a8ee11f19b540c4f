import { Buffer } from 'node:buffer';
import { type documentPage, textOfPages } from '@crunchtools/mcp-core/document/page';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller, type RunningWiki, wikis } from '../support/wikis.ts';

/** A text as `get_page` gives it, in as many calls as it takes. */
async function read(
  wiki: Caller,
  title: string,
): Promise<{ readonly text: string; readonly revision: unknown; readonly calls: number }> {
  const pages: ReturnType<typeof documentPage>[] = [];
  let revision: unknown;
  for (let first: unknown = 1; first !== undefined; ) {
    const answer = await wiki.call('get_page', { title, first_line: first });
    if (!Array.isArray(answer['lines'])) throw new Error(`no page: ${JSON.stringify(answer)}`);
    revision = answer['revision'];
    pages.push({
      // Hidden characters are shown as escapes.
      lines: answer['lines'].map((line) =>
        String(line).replaceAll(/\\u\{([0-9a-f]+)\}/gu, (_, digits: string) =>
          String.fromCodePoint(Number.parseInt(digits, 16)),
        ),
      ),
      first_line: Number(answer['first_line']),
      total_lines: Number(answer['total_lines']),
      ...(Array.isArray(answer['continued']) ? { continued: answer['continued'].map(Number) } : {}),
    });
    first = answer['next_line'];
  }
  return { text: textOfPages(pages), revision, calls: pages.length };
}

/** What MediaWiki allows ($wgMaxArticleSize: 2048 KiB). */
const mostBytes = 2_048 * 1_024;

/** Lines with Persian, zero-width characters, emoji of several code points, tabs, blanks at the end, and empty lines. */
function longText(): string {
  const kinds = [
    'سلام دنیا، نیم‌فاصله و ي\u0654 و «گیومه» e\u0301',
    '👩‍👩‍👧‍👦\t🏳️‍🌈\t🇮🇷\t1️⃣',
    '\tترکیب\u0301 با\tTab  ',
    '',
    '| خانه || <nowiki>متن</nowiki> \\ \\u{200c} &nbsp;',
  ];
  const lines: string[] = [];
  for (let bytes = 0, number = 0; ; number += 1) {
    const line = `${kinds[number % kinds.length] ?? ''}${number % 5 === 3 ? '' : ` ${number} ${'متن '.repeat(40)}`}`;
    bytes += Buffer.byteLength(line.replaceAll('  ', ' ')) + 4;
    if (bytes > mostBytes - 400) return [...lines, 'یکتا\tپایان 🙂'].join('\r\n');
    lines.push(line);
  }
}

/** What is left of a text, by the words of the wiki: LF line ends and NFC (run on 1.39.17). Nothing else may be lost. */
function kept(text: string): string {
  return text.replaceAll('\r\n', '\n').normalize('NFC');
}

function same(one: string, other: string): boolean {
  return Buffer.from(one).equals(Buffer.from(other));
}

describe.each(wikis)('a page of 2 MB on $name', (tested) => {
  const { name, problem } = tested;
  describe.skipIf(problem !== undefined)(problem ?? name, () => {
    let running: RunningWiki;
    let wiki: Caller;
    beforeAll(async () => {
      running = await tested.start();
      wiki = new Caller(await running.connect());
    });
    afterAll(async () => {
      await wiki.client.close();
      await running.stop();
    });

    it('survives reading, editing and undo byte for byte, and what is stored otherwise is told', async () => {
      const title = `Long page of ${process.pid}`;
      const sent = longText();
      const stored = kept(sent);
      expect(Buffer.byteLength(stored)).toBeGreaterThan(2_000_000);
      expect(stored).not.toBe(sent);
      // Answers show hidden characters as escapes, and take them so: who means an escape itself writes its backslash as one.
      const given = sent.replaceAll('\\u{', '\\u{5c}u{');
      const made = await wiki.call('create_page', { title, text: given });
      expect(made).toMatchObject({ status: 'applied' });
      const told = JSON.stringify(made['warnings']);
      expect(told).toContain('LF for each CR LF');
      expect(told).toContain('NFC');
      expect(told).not.toContain('at the end');
      const first = await read(wiki, title);
      expect(first.calls).toBeGreaterThan(10);
      expect(same(first.text, stored)).toBe(true);

      const edits = [
        { find: 'یکتا\tپایان 🙂', replace: 'یگانه\t\u200cپایان 👩‍👩‍👧‍👦\r\nو باز' },
        { find: stored.split('\n')[1] ?? '', replace: '🇮🇷\tدیگر' },
      ];
      const edited = await wiki.approved('edit_page', { title, revision: first.revision, edits });
      expect(edited).toMatchObject({ status: 'applied' });
      const wanted = edits.reduce(
        (text, { find, replace }) => text.replace(find, () => kept(replace)),
        stored,
      );
      expect(same((await read(wiki, title)).text, wanted)).toBe(true);

      const undone = await wiki.approved('undo_change', { change_ids: [edited['change_id']] });
      expect(undone).toMatchObject({ status: 'applied' });
      expect(same((await read(wiki, title)).text, stored)).toBe(true);
    });
  });
});
