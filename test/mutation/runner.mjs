// A test runner for Stryker that keeps the tests loaded: Vitest starts again for every mutant, which takes seconds where
// the tests that notice it take milliseconds. Vite, the collecting of tests and `expect` are Vitest's own. What Vitest does
// around a test is left out, but for hooks: those of all tests run when they are loaded, and before they are loaded anew.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectTests, getFn, getHooks } from '@vitest/runner';
import { createServer, createServerModuleRunner } from 'vite';
import { testsOf } from './modules.mjs';

/** Where mutated code looks for the mutant that is active, and counts what it reaches. */
const namespace = Reflect.get(globalThis, '__stryker__') ?? {};
Reflect.set(globalThis, '__stryker__', namespace);

/** A thousand mutants would take a day with all of them. */
const fewerCases = {
  find: /^fast-check$/,
  replacement: fileURLToPath(new URL('fewer-cases.mjs', import.meta.url)),
};

const setup = 'test/support/property-seed.ts';
const [succeeded, failed] = [0, 1];

/** Of `@vitest/runner`: what it needs to know to collect tests. */
const collecting = {
  root: process.cwd(),
  name: '',
  setupFiles: [],
  sequence: { shuffle: false, hooks: 'stack', setupFiles: 'list', concurrent: false, seed: 0 },
  testTimeout: 0,
  hookTimeout: 0,
  retry: 0,
  maxConcurrency: 1,
  passWithNoTests: false,
  tags: [],
  strictTags: false,
};

class OneProcessRunner {
  /** The tests by their ids, quickest first once they have run. */
  #tests = new Map();
  /** Ids of tests that noticed a mutant, the last one first: they may well notice the next. */
  #recent = [];
  /** Of what is loaded, the files whose hooks have run. */
  #loaded = [];
  #isSpoilt = false;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const name = process.env['MUTATION_MODULE'] ?? '';
    this.server = await createServer({
      configFile: false,
      root: process.cwd(),
      logLevel: 'error',
      appType: 'custom',
      define: { __VERSION__: '"0.0.0"' },
      resolve: { alias: [fewerCases] },
      optimizeDeps: { noDiscovery: true },
      server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    });
    this.modules = createServerModuleRunner(this.server.environments.ssr, { hmr: false });
    const file = process.env['MUTATION_FILE'] ?? '';
    this.mutated = file.slice(0, -'.ts'.length);
    this.files = testsOf(name, file);
    await this.#load();
  }

  async dispose() {
    await this.#unload();
    await this.modules?.close();
    await this.server?.close();
  }

  /** Every test once, without a mutant: which mutants it reaches, and how long it takes. */
  async dryRun() {
    const tests = [];
    for (const [id, test] of this.#tests) {
      namespace.currentTestId = id;
      const from = performance.now();
      const failureMessage = await failureOf(test);
      test.took = performance.now() - from;
      const known = { id, name: id, timeSpentMs: test.took };
      tests.push(
        failureMessage === undefined
          ? { ...known, status: succeeded }
          : { ...known, status: failed, failureMessage },
      );
    }
    namespace.currentTestId = undefined;
    return { status: 'complete', tests, mutantCoverage: namespace.mutantCoverage };
  }

  async mutantRun({ activeMutant: { id }, mutantActivation, reloadEnvironment, testFilter, hitLimit }) {
    const isStatic = mutantActivation === 'static';
    namespace.hitLimit = hitLimit;
    let isFresh = isStatic || reloadEnvironment || this.#isSpoilt;
    for (;;) {
      namespace.hitCount = 0;
      try {
        if (isFresh) await this.#load(isStatic ? id : undefined);
      } catch (error) {
        return { status: 'error', errorMessage: String(error) };
      }
      namespace.hitCount = 0;
      const { result, by } = await this.#noticedBy(id, testFilter);
      const isNoticed = by !== undefined && (isStatic || (await failureOf(by)) === undefined);
      // What code keeps for itself of one mutant may be taken for another.
      this.#isSpoilt = isStatic || !isNoticed;
      if (isFresh || isNoticed || result.status !== 'killed') return result;
      isFresh = true;
    }
  }

  async #noticedBy(mutant, filter) {
    const ids = filter ?? [...this.#tests.keys()];
    const sorted = ids.toSorted((one, other) => this.#rank(one) - this.#rank(other));
    const order = [...new Set([...this.#recent.filter((id) => ids.includes(id)), ...sorted])];
    namespace.activeMutant = mutant;
    try {
      for (const [index, id] of order.entries()) {
        const by = this.#tests.get(id);
        const failureMessage = by && (await failureOf(by));
        if (namespace.hitCount > namespace.hitLimit)
          return { result: { status: 'timeout', reason: 'a loop does not end' } };
        if (failureMessage === undefined) continue;
        this.#recent = [id, ...this.#recent.filter((one) => one !== id)].slice(0, 12);
        return { by, result: { status: 'killed', killedBy: [id], failureMessage, nrOfTests: index + 1 } };
      }
      return { result: { status: 'survived', nrOfTests: order.length } };
    } finally {
      namespace.activeMutant = undefined;
    }
  }

  /** Tests named after the mutated file come first, then the quick ones. */
  #rank(id) {
    const { name = '', took = 0 } = this.#tests.get(id) ?? {};
    return took + (name.startsWith(this.mutated) ? 0 : 1_000_000);
  }

  /** Evaluates the modules in the copy that has the mutants anew; packages that they import stay. */
  async #load(mutant) {
    await this.#unload();
    const before = this.#tests;
    namespace.activeMutant = mutant;
    const copy = `${process.cwd()}/`;
    for (const module of this.modules.evaluatedModules.idToModuleMap.values()) {
      if (!module.file.startsWith(copy)) continue;
      module.evaluated = false;
      module.exports = undefined;
      module.promise = undefined;
      module.imports.clear();
    }
    await this.modules.import(path.resolve(setup));
    const runner = {
      config: collecting,
      pool: 'threads',
      trace: async (_name, given, run) => (run ?? given)(),
      importFile: (file) => this.modules.import(file),
    };
    const files = await collectTests(
      this.files.map((file) => path.resolve(file)),
      runner,
    );
    this.#tests = new Map();
    for (const file of files) {
      const [error] = file.result?.errors ?? [];
      if (error !== undefined) throw new Error(`${file.name}: ${error.message}`);
      this.#loaded.push(file);
      for (const suite of suitesIn(file)) for (const hook of getHooks(suite).beforeAll) await hook(suite);
      const tests = testsIn(file);
      for (const [index, test] of tests.entries()) {
        const id = `${file.name}#${index} ${test.task.name}`;
        this.#tests.set(id, { ...test, name: file.name, took: before.get(id)?.took });
      }
    }
    namespace.activeMutant = undefined;
    this.#isSpoilt = false;
  }

  async #unload() {
    for (const file of this.#loaded.splice(0))
      for (const suite of suitesIn(file)) for (const hook of getHooks(suite).afterAll) await hook(suite);
  }
}

function suitesIn(suite) {
  return [suite, ...suite.tasks.filter(({ type }) => type === 'suite').flatMap(suitesIn)];
}

/** With the hooks of the suites around each, the outermost first. */
function testsIn(suite, around = []) {
  const hooks = getHooks(suite);
  const all = [...around, hooks];
  return suite.tasks.flatMap((task) => {
    if (task.type === 'suite') return testsIn(task, all);
    return task.mode === 'run' || task.mode === 'queued' ? [{ task, hooks: all }] : [];
  });
}

/** What a test fails by; `undefined`: it succeeds. */
async function failureOf({ task, hooks }) {
  const context = task.context;
  try {
    for (const { beforeEach } of hooks) for (const hook of beforeEach) await hook(context, task.suite);
    try {
      await getFn(task)(context);
    } finally {
      for (const { afterEach } of hooks.toReversed())
        for (const hook of afterEach) await hook(context, task.suite);
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  }
}

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'one-process', injectableClass: OneProcessRunner },
];
