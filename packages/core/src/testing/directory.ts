import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { listChanges } from '../tool/catalog/list-changes.ts';
import { undoChange } from '../tool/catalog/undo-change.ts';
import { readVerbs, writeVerbs } from './tool-rules.ts';

/** Tools that core brings along; they have no file in a server's directory. */
export const coreTools: readonly string[] = [listChanges.name, undoChange.name];

const verbs = new Set([...readVerbs, ...writeVerbs]);

/**
 * The names of the tools that have a file `<toolset>/<kebab-case-name>.ts` under a directory. A file whose name does
 * not begin with a verb is a piece that tools share.
 */
export async function toolsInDirectory(directory: URL): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /^[a-z0-9-]+\.ts$/u.test(entry.name))
    .map((entry) => basename(entry.name, '.ts').replaceAll('-', '_'))
    .filter((name) => verbs.has(name.split('_')[0] ?? '') && name.includes('_'));
}
