import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { problemIds } from '../../src/features/site/problems.ts';
import { siteDocument } from '../support/site-document.ts';

const document = new URL('../../../../docs/check-site.md', import.meta.url);

describe('docs/check-site.md', () => {
  it('is what the table of problems says (npm run docs rewrites it)', async () => {
    const current = siteDocument();
    if (process.env['UPDATE_SNAPSHOTS'] === '1') await writeFile(document, current);
    expect((await readFile(document, 'utf8')).replaceAll('\r\n', '\n')).toBe(current);
  });

  it.each(problemIds)('has a row for %s', (id) => {
    expect(siteDocument().split(`\n| \`${id}\` |`)).toHaveLength(2);
  });
});
