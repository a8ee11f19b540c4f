import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { catalogue, chapters } from '../../src/features/audit/catalogue.ts';
import { auditDocument } from '../support/audit-document.ts';

const document = new URL('../../../../docs/audit.md', import.meta.url);

describe('docs/audit.md', () => {
  it('is what the checks say (npm run docs rewrites it)', async () => {
    const current = auditDocument();
    if (process.env['UPDATE_SNAPSHOTS'] === '1') await writeFile(document, current);
    expect((await readFile(document, 'utf8')).replaceAll('\r\n', '\n')).toBe(current);
  });

  it('has every finding in one chapter', () => {
    const ids = chapters.flatMap(([, kinds]) => Object.keys(kinds));
    expect(ids.toSorted()).toEqual(Object.keys(catalogue).toSorted());
  });

  it.each(Object.entries(catalogue))(
    'says of %s what it is, where that is written, and what to do',
    (id, kind) => {
      expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u);
      expect(kind.says).toMatch(/^[A-Z].*\.$/u);
      expect(kind.source.length).toBeGreaterThan(6);
      expect(kind.repair.length).toBeGreaterThan(5);
    },
  );
});
