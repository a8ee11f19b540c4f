import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import process from 'node:process';

/** A committed copy of something, one JSON file each; how the file is formatted does not count. */
export class Snapshots {
  readonly #directory: URL;
  /** Set by whoever means the difference, and then reviews it as a change of the file. */
  readonly #rewrite = process.env['UPDATE_SNAPSHOTS'] === '1';

  constructor(directory: URL) {
    this.#directory = new URL(directory.href.endsWith('/') ? directory.href : `${directory.href}/`);
  }

  /**
   * The copy of a value, `undefined` when there is none. Under `UPDATE_SNAPSHOTS=1` the file is written first,
   * unless it holds an equal value.
   */
  async copyOf(name: string, value: unknown): Promise<unknown> {
    const kept = await this.#read(name);
    if (!this.#rewrite || JSON.stringify(kept) === JSON.stringify(value)) return kept;
    await mkdir(this.#directory, { recursive: true });
    await writeFile(this.#file(name), `${JSON.stringify(value, null, 2)}\n`);
    return this.#read(name);
  }

  /** The names of copies of something else. Under `UPDATE_SNAPSHOTS=1` they are removed. */
  async others(wanted: readonly string[]): Promise<readonly string[]> {
    const files = await readdir(this.#directory).catch(() => []);
    const names = files
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length));
    const others = names.filter((name) => !wanted.includes(name));
    if (!this.#rewrite) return others;
    await Promise.all(others.map((name) => rm(this.#file(name))));
    return [];
  }

  async #read(name: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(this.#file(name), 'utf8'));
    } catch {
      return undefined;
    }
  }

  #file(name: string): URL {
    return new URL(`${encodeURIComponent(name)}.json`, this.#directory);
  }
}
