import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * @typedef {object} OutputFile
 * @property {string} name
 * @property {string | Buffer} content
 * @property {boolean} [executable]
 */

/**
 * Makes a folder hold exactly these files. Each appears complete or not at all, because a test may be starting
 * the previous one at this moment.
 *
 * @param {string} folder
 * @param {readonly OutputFile[]} files
 * @param {string} nearby An existing folder on the same file system, for files that are not complete yet.
 */
export async function replaceFolder(folder, files, nearby) {
  await mkdir(folder, { recursive: true });
  const staging = await mkdtemp(path.join(nearby, '.staging-'));
  try {
    for (const { name, content, executable } of files) {
      const staged = path.join(staging, name);
      await writeFile(staged, content);
      await chmod(staged, executable ? 0o755 : 0o644);
      await rename(staged, path.join(folder, name));
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  const names = new Set(files.map(({ name }) => name));
  for (const entry of await readdir(folder)) {
    if (!names.has(entry)) await rm(path.join(folder, entry), { recursive: true, force: true });
  }
}
