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
    this.files = testsOf(name, process.env['MUTATION_FILE'] ?? '');
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
    const fresh = async () => {
      namespace.hitCount = 0;
      await this.#load(isStatic ? id : undefined);
    };
    let isFresh = isStatic || reloadEnvironment || this.#isSpoilt;
    for (;;) {
      try {
        if (isFresh) await fresh();
      } catch (error) {
        return { status: 'error', errorMessage: String(error) };
      }
      namespace.hitCount = 0;
      const { result, by } = await this.#noticedBy(id, testFilter);
      this.#isSpoilt = isStatic || by === undefined || (await failureOf(by)) !== undefined;
      // What code keeps for itself of one mutant may hide the next, or be taken for it.
      if (isFresh || !this.#isSpoilt) return result;
      isFresh = true;
    }
  }

  async #noticedBy(mutant, filter) {
    const ids = filter ?? [...this.#tests.keys()];
    const byTime = ids.toSorted((one, other) => this.#took(one) - this.#took(other));
    const order = [...new Set([...this.#recent.filter((id) => ids.includes(id)), ...byTime])];
    namespace.activeMutant = mutant;
    try {
      for (const [index, id] of order.entries()) {
        const by = this.#tests.get(id);
        // A static mutant can change which tests there are.
        const failureMessage = by === undefined ? 'the test is gone' : await failureOf(by);
        if (namespace.hitCount > namespace.hitLimit)
          return { by: undefined, result: { status: 'timeout', reason: 'a loop does not end' } };
        if (failureMessage === undefined) continue;
        this.#recent = [id, ...this.#recent.filter((one) => one !== id)].slice(0, 8);
        return { by, result: { status: 'killed', killedBy: [id], failureMessage, nrOfTests: index + 1 } };
      }
      return { by: undefined, result: { status: 'survived', nrOfTests: order.length } };
    } finally {
      namespace.activeMutant = undefined;
    }
  }

  #took(id) {
    return this.#tests.get(id)?.took ?? 0;
  }

  /** Evaluates all modules anew. */
  async #load(mutant) {
    await this.#unload();
    const before = this.#tests;
    namespace.activeMutant = mutant;
    this.modules.clearCache();
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
        this.#tests.set(id, { ...test, took: before.get(id)?.took });
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
