import { defineRead, textDifference } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { remark, revisionId, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';

const input = {
  from: revisionId.describe('The older.'),
  to: revisionId.describe('The newer.'),
  first_line: z.int().min(1).optional().describe('From next_line.'),
};

const output = z.strictObject({
  title: strangers,
  from_user: remark,
  to_user: remark,
  difference: z.array(strangers),
  next_line: z.int().optional(),
  untrusted: untrustedList,
});

export const compareRevisions = defineRead<Services, typeof input, typeof output>({
  name: 'compare_revisions',
  title: 'Compare revisions',
  description: 'The lines in which two revisions differ, as a unified difference.',
  toolset: 'history',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run({ from, to, first_line: first = 1 }, { services }) {
    const { pages, namespaces } = services;
    const [old, fresh] = await Promise.all([pages.atRevision(from), pages.atRevision(to)]);
    await namespaces.require(old.ns);
    await namespaces.require(fresh.ns);
    const lines = textDifference(old.text, fresh.text);
    const end = endOfPage(lines, first - 1);
    return {
      title: fresh.title,
      ...(old.revision.user === undefined ? {} : { from_user: old.revision.user }),
      ...(fresh.revision.user === undefined ? {} : { to_user: fresh.revision.user }),
      difference: lines.slice(first - 1, end),
      ...(end < lines.length ? { next_line: end + 1 } : {}),
    };
  },
  async example(apply) {
    const { revisions } = await apply('list_revisions', { title: 'Compost' });
    const ids = Array.isArray(revisions)
      ? revisions.flatMap((each) =>
          typeof each === 'object' && each !== null && 'revision' in each ? [each['revision'] ?? null] : [],
        )
      : [];
    return { from: ids.at(-1) ?? null, to: ids[0] ?? null };
  },
  hostile: { from: 1, to: 2, url: 'https://elsewhere.example' },
  requests: ['GET /api.php'],
  scopes: 'content',
});

/** UTF-16 units of a page; one line is shown, however long. */
const pageUnits = 60_000;

function endOfPage(lines: readonly string[], start: number): number {
  let units = 0;
  for (let at = start; at < lines.length; at += 1) {
    units += lines[at]?.length ?? 0;
    if (units > pageUnits && at > start) return at;
  }
  return lines.length;
}
