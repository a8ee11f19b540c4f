// What need not be done again: it went well with the same files before, on this machine. The memory of it lies with the
// installed packages, so that `npm ci` forgets it: a fresh clone and a build server do everything.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Tests that build, pack or write a server: they take long, and say nothing new before a file changes that is no test. */
export const lasting = ['test/build.test.ts', 'test/new-server.test.ts', 'test/pack.test.ts'];

/** Nothing that those look at, beside their own files. */
const otherTests = /^(?:findings|packages\/[^/]+\/test)\/|\.test\.ts$/u;

/** What npm installed. */
const installed = 'node_modules/.package-lock.json';

const memory = 'node_modules/.cache/mcp-crunchtools/unchanged.json';

/** @typedef {{ readonly inputs: string, readonly tests: number }} Entry What went well, with which files. */

/** @param {string} folder Of a repository. */
export function unchanged(folder) {
  const inFolder = (/** @type {string} */ file) => path.join(folder, file);

  /**
   * Other bytes in a file, another Node, or more that is asked of a lasting test, give another text.
   *
   * @param {readonly string[]} files
   */
  async function fingerprint(files) {
    const asked = process.env['NEW_SERVER'] ?? '';
    const hash = createHash('sha256').update(
      `${process.version} ${process.platform} ${process.arch} ${asked}\0`,
    );
    for (const file of files.toSorted()) {
      const content = await readFile(inFolder(file)).catch(() => undefined);
      hash.update(`${file}\0${content?.length ?? 'gone'}\0`).update(content ?? '');
    }
    return hash.digest('hex');
  }

  /** @returns {Promise<string | undefined>} Nothing where git does not know the files: then nothing is as before. */
  async function inputs() {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
    const listed = await promisify(execFile)('git', args, options).catch(() => undefined);
    if (listed === undefined) return undefined;
    const files = listed.stdout.split('\0').filter((file) => file !== '' && !otherTests.test(file));
    return fingerprint([...files, installed]);
  }

  /** @returns {Promise<ReadonlyMap<string, string>>} What the outcome of each lasting test depends on. */
  async function inputsOfLasting() {
    const common = await inputs();
    if (common === undefined) return new Map();
    const all = lasting.map(
      async (file) => /** @type {const} */ ([file, `${common} ${await fingerprint([file])}`]),
    );
    return new Map(await Promise.all(all));
  }

  /** @returns {Promise<readonly string[]>} The files of all bundles. */
  async function bundles() {
    const lists = (await readdir(inFolder('packages'))).map(async (name) => {
      const dist = `packages/${name}/dist`;
      const files = await readdir(inFolder(dist)).catch(() => []);
      return files.map((file) => `${dist}/${file}`);
    });
    return (await Promise.all(lists)).flat();
  }

  /** What the bundles were built from, and their own bytes. */
  async function built() {
    const from = await inputs();
    return from === undefined ? undefined : `${from} ${await fingerprint(await bundles())}`;
  }

  /** @returns {Promise<Record<string, Entry>>} */
  async function remembered() {
    try {
      return JSON.parse(await readFile(inFolder(memory), 'utf8'));
    } catch {
      return {};
    }
  }

  /** @param {string} name @param {Entry} entry */
  async function remember(name, entry) {
    const all = { ...(await remembered()), [name]: entry };
    await mkdir(path.dirname(inFolder(memory)), { recursive: true });
    await writeFile(inFolder(memory), JSON.stringify(all));
  }

  return {
    /** @returns {Promise<ReadonlyMap<string, number>>} The lasting tests that passed, and how many tests each has. */
    async passedBefore() {
      const entries = await remembered();
      const now = await inputsOfLasting();
      const same = lasting.flatMap((file) => {
        const entry = entries[file];
        return entry !== undefined && entry.inputs === now.get(file)
          ? [/** @type {const} */ ([file, entry.tests])]
          : [];
      });
      return new Map(same);
    },

    /**
     * Runs tests, and remembers the lasting ones that passed. What was edited meanwhile may not be what was tested.
     *
     * @template {{ readonly files: ReadonlyMap<string, number> }} T How many tests passed in each file in which all did.
     * @param {() => Promise<T>} run
     * @returns {Promise<T>}
     */
    async rememberingPassed(run) {
      const before = await inputsOfLasting();
      const outcome = await run();
      const after = await inputsOfLasting();
      for (const [file, same] of before) {
        const tests = outcome.files.get(file);
        if (tests !== undefined && same === after.get(file)) await remember(file, { inputs: same, tests });
      }
      return outcome;
    },

    /** Whether the bundles are, byte for byte, what a build from these sources wrote. */
    async builtBefore() {
      const entry = (await remembered())['build'];
      return entry !== undefined && entry.inputs === (await built());
    },

    /**
     * @template {{ readonly failed: number }} T
     * @param {() => Promise<T>} build
     * @returns {Promise<T>}
     */
    async rememberingBuilt(build) {
      const before = await inputs();
      const outcome = await build();
      const after = outcome.failed === 0 && before !== undefined ? await built() : undefined;
      if (after?.startsWith(`${before} `) === true) await remember('build', { inputs: after, tests: 1 });
      return outcome;
    },
  };
}
