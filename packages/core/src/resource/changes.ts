import * as z from 'zod';
import { once } from '../lazily.ts';
import { shownEntry, shownOf } from '../tool/catalog/list-changes.ts';
import { ours } from '../tool/marks.ts';
import { defineJsonResource, type Resource } from './define.ts';

const mostEntries = 100;

const output = once(() =>
  z.strictObject({
    changes: z.array(shownEntry),
    total: z.int(),
    untrusted: ours(z.array(z.string())).optional(),
  }),
);

/**
 * The changes of this session, newest first, as `list_changes` shows them.
 * @param uri where the server keeps it.
 */
export function changesResource<Services>(uri: string): Resource<Services> {
  return defineJsonResource({
    name: 'changes',
    title: 'Changes of this session',
    description: `Changes applied through this server since it started, newest first, ${mostEntries} at most. undo_change takes them back.`,
    toolset: 'changes',
    effect: 'inspect',
    uri,
    variables: {},
    complete: {},
    // Each write adds one.
    ttlMs: 0,
    output: output(),
    async read(_values, { journal }) {
      const entries = journal.entries();
      return { changes: entries.toReversed().slice(0, mostEntries).map(shownOf), total: entries.length };
    },
  });
}
