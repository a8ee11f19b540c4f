import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { withCheapInterop } from '../scripts/build/interop.mjs';

const folder = await mkdtemp(path.join(tmpdir(), 'interop-'));

async function bundled(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: folder },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

afterAll(() => rm(folder, { recursive: true }));

describe('imports of modules that are none of ECMAScript', () => {
  it('give what they gave as copies', async () => {
    await writeFile(
      path.join(folder, 'marked.cjs'),
      "module.exports = { a: 1, default: 'own' }; Object.defineProperty(module.exports, '__esModule', { value: true });",
    );
    await writeFile(
      path.join(folder, 'plain.cjs'),
      'module.exports = { get b() { return 2; }, default: 3 };',
    );
    const source = `
      import Emitter, { once, EventEmitter } from 'node:events';
      import * as paths from 'node:path';
      import process from 'node:process';
      import own, { a } from './marked.cjs';
      import whole, { b } from './plain.cjs';
      import * as all from './plain.cjs';
      export const found = [new Emitter() instanceof EventEmitter, typeof once, paths.join('a', 'b'), paths.default.sep,
        typeof process.pid, own, a, Object.keys(whole), b, all.b, all.default.default];`;
    const [before, after] = [await bundled(source), withCheapInterop(await bundled(source))];
    expect(after).not.toBe(before);
    expect(after).toHaveLength(before.length);
    const require = createRequire(path.join(folder, 'x.cjs'));
    const results = [];
    for (const [name, text] of Object.entries({ before, after })) {
      await writeFile(path.join(folder, `${name}.cjs`), text);
      results.push(require(`./${name}.cjs`).found);
    }
    expect(results[1]).toStrictEqual(results[0]);
  });

  it('are handed to require as what inherits their members, live ones included', async () => {
    await writeFile(
      path.join(folder, 'own.mjs'),
      'export let a = 1; export const set = (to) => { a = to; };',
    );
    const source = `
      const [one, other] = [require('./own.mjs'), require('./own.mjs')];
      one.set(2);
      module.exports = [one.a, other.a, one.__esModule, 'a' in one, one.b];`;
    const [before, after] = [await bundled(source), withCheapInterop(await bundled(source))];
    expect(after).not.toBe(before);
    expect(after).toHaveLength(before.length);
    const require = createRequire(path.join(folder, 'x.cjs'));
    const results = [];
    for (const [name, text] of Object.entries({ copied: before, inherited: after })) {
      await writeFile(path.join(folder, `${name}.cjs`), text);
      results.push(require(`./${name}.cjs`));
    }
    expect(results[1]).toStrictEqual(results[0]);
    expect(results[0]).toStrictEqual([2, 2, true, true, undefined]);
  });

  it('are not left as they are without a word when esbuild writes them otherwise', () => {
    expect(() => withCheapInterop('a=(b,c,d)=>d.__esModule?e(f,"default",g):h')).toThrow('in another way');
    expect(withCheapInterop('no imports here')).toBe('no imports here');
  });
});
