import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../run.mjs';

const run = promisify(execFile);

/**
 * By the name of the folder below `/usr/share` that has its files: what they need of other packages, to answer requests.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const packages = {
  wordpress: ['wordpress', 'wordpress-theme-twentytwentythree', 'php-getid3', 'libphp-phpmailer'],
  mediawiki: ['mediawiki', 'mediawiki-classes'],
};

/**
 * Where the files of the WordPress or MediaWiki are that Debian builds its next release from, which is the newest that its archive has.
 * They are fetched once, by apt-get, from where this machine has its packages, into a folder: nothing is installed.
 *
 * @param {'wordpress' | 'mediawiki'} name
 * @returns {Promise<string>}
 */
export async function newestFiles(name) {
  const place = path.join(root, `dist/systems/${name}-newest`);
  const files = path.join(place, 'usr/share', name);
  if (existsSync(files)) return files;
  const work = await besides(place);
  for (const each of ['lists/partial', 'cache/archives/partial', 'files'])
    await mkdir(path.join(work, each), { recursive: true });
  const list = path.join(work, 'sources.list');
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  await writeFile(list, `deb [signed-by=${keys}] ${await archive()} sid main\n`);
  const options = [
    `Dir::Etc::sourcelist=${list}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::lists=${path.join(work, 'lists')}`,
    `Dir::Cache=${path.join(work, 'cache')}`,
    'Acquire::Languages=none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false',
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  await run('apt-get', [...options, '-qq', 'update']);
  const wanted = (packages[name] ?? []).map((each) => `${each}/sid`);
  await run('apt-get', [...options, '-qq', 'download', ...wanted], { cwd: work });
  for (const each of await readdir(work))
    if (each.endsWith('.deb')) await run('dpkg', ['-x', path.join(work, each), path.join(work, 'files')]);
  await takePlace(path.join(work, 'files'), place);
  await rm(work, { recursive: true });
  return files;
}

/** A folder of its own to prepare another one in: several processes may begin at once. @param {string} place */
export async function besides(place) {
  await mkdir(path.dirname(place), { recursive: true });
  return mkdtemp(`${place}.`);
}

/** @param {string} folder which becomes `place`, unless another process was first @param {string} place */
export async function takePlace(folder, place) {
  try {
    await rename(folder, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    await rm(folder, { recursive: true });
  }
}

/**
 * @returns {Promise<string | undefined>} why there can be none here
 */
export async function whyNoNewest() {
  try {
    await archive();
    return undefined;
  } catch {
    return 'apt-get has no packages of Debian here, or apt-get update was not run';
  }
}

/** Where apt-get has the packages of Debian's release from. */
async function archive() {
  const { stdout } = await run('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI) $(COMPONENT) $(CREATED_BY)',
  ]);
  const found = stdout.split('\n').find((line) => line.endsWith('/debian/ main Packages'));
  if (found === undefined) throw new Error('apt-get update has to be run first');
  return found.split(' ')[0] ?? '';
}
