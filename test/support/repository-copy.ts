import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../scripts/run.mjs';

const GENERATED = /(^|\/)(\.git|node_modules|dist|coverage|reports)$/;

/**
 * A second repository with the same sources at another place. The packages of others stay where they are, and are
 * linked; ours are the copies.
 * @param left out, relative to the repository, with slashes.
 */
export async function copyRepository(folder: string, left = GENERATED): Promise<void> {
  await cp(root, folder, {
    recursive: true,
    filter: (source) => source === root || !left.test(path.relative(root, source).split(path.sep).join('/')),
  });
  await linkModules(folder);
}

/** Links installed packages into a copy of the repository: ours from the copy, all others from here. */
export async function linkModules(folder: string): Promise<void> {
  const ours = new Map<string, string>();
  for (const entry of await readdir(path.join(folder, 'packages'))) {
    const manifest = await readFile(path.join(folder, 'packages', entry, 'package.json'), 'utf8');
    ours.set(JSON.parse(manifest).name, path.join(folder, 'packages', entry));
  }
  const modules = path.join(folder, 'node_modules');
  await mkdir(path.join(modules, '@crunchtools'), { recursive: true });
  for (const [name, target] of ours) await symlink(target, path.join(modules, name), 'junction');
  for (const entry of await readdir(path.join(root, 'node_modules'))) {
    if (entry.startsWith('.') || entry === '@crunchtools' || ours.has(entry)) continue;
    await symlink(path.join(root, 'node_modules', entry), path.join(modules, entry), 'junction');
  }
}
