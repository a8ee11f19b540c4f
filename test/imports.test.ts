import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkImports } from '../scripts/imports/check.mjs';
import { ruleNames, type Violation } from '../scripts/imports/cruise.mjs';
import { useRules } from '../scripts/imports/use-rules.mjs';
import { entryOf, root as repository } from '../scripts/run.mjs';

/** A repository in small: what the probes import. */
const base: Record<string, string> = {
  'node_modules/zod/package.json': '{"name":"zod","main":"index.js"}',
  'node_modules/zod/index.js': '',
  'node_modules/cloudflare/package.json': '{"name":"cloudflare","main":"index.js"}',
  'node_modules/cloudflare/index.js': '',
  'node_modules/left-pad/package.json': '{"name":"left-pad","main":"index.js"}',
  'node_modules/left-pad/index.js': '',
  'node_modules/@modelcontextprotocol/server/package.json': '{"name":"server","main":"index.js"}',
  'node_modules/@modelcontextprotocol/server/index.js': '',
  'node_modules/@modelcontextprotocol/client/package.json': '{"name":"client","main":"index.js"}',
  'node_modules/@modelcontextprotocol/client/index.js': '',
  'packages/core/src/index.ts': 'export const core = 1;',
  'packages/core/src/inner.ts': 'export const inner = 1;',
  'packages/core/src/app/index.ts': 'export const app = 1;',
  'packages/core/src/call/call.ts': 'export const call = 1;',
  'packages/core/src/testing/index.ts': "import 'node:fs'; import '@modelcontextprotocol/client';",
  'packages/rules-language/src/index.ts': 'export const language = 1;',
  'packages/cloudflare-simulator/src/index.ts': 'export const simulator = 1;',
  'packages/wordpress/src/index.ts': 'export const wordpress = 1;',
  'packages/wordpress/src/features/notes/change.ts': 'export const change = 1;',
  'packages/wordpress/src/features/notes/api.ts': 'export const api = 1;',
  'packages/cloudflare/src/index.ts': 'export const cloudflare = 1;',
  'packages/core/src/app/loaded/serving.ts': "import '../../call/call.ts'; import 'zod';",
  'packages/cloudflare/src/app.ts': 'export const app = 1;',
  'packages/cloudflare/src/main.ts': "import './services.ts'; import './features/dns/feature.ts';",
  'packages/cloudflare/src/services.ts':
    "import { dns } from './features/dns/api.ts'; export type Dns = typeof dns; dns;",
  'packages/cloudflare/src/zone.ts': 'export const zone = 1;',
  'packages/cloudflare/src/sandbox.ts': "import '../../cloudflare-simulator/src/index.ts';",
  'packages/core/src/demo/index.ts': "import '@modelcontextprotocol/client';",
  'packages/cloudflare/src/demo/index.ts': "import '../../../core/src/demo/index.ts';",
  'packages/cloudflare/src/api/connection.ts': 'export const connection = 1;',
  'packages/cloudflare/src/features/dns/feature.ts': "import './change.ts'; import './list-dns-records.ts';",
  'packages/cloudflare/src/features/dns/api.ts': 'export const dns = 1;',
  'packages/cloudflare/src/features/dns/names.ts': 'export const name = 1;',
  'packages/cloudflare/src/features/dns/change.ts': "import './names.ts';",
  'packages/cloudflare/src/features/dns/list-dns-records.ts': "import '../../zone.ts'; import './names.ts';",
  'packages/cloudflare/src/some.test.ts': 'export const test = 1;',
};

interface Probe {
  readonly rule: string;
  /** Breaks the rule, and no other. */
  readonly refused: readonly [file: string, source: string];
  /** Comes as close as is allowed. */
  readonly accepted?: readonly [file: string, source: string];
}

const CORE = 'packages/core/src';
const SERVER = 'packages/cloudflare/src';
const SIMULATOR = 'packages/cloudflare-simulator/src';
const LANGUAGE = 'packages/rules-language/src';
/** One that no rule names. */
const OTHER_SERVER = 'packages/wordpress/src';

const probes: readonly Probe[] = [
  {
    rule: 'tools-plan',
    refused: [`${OTHER_SERVER}/features/notes/get-p1.ts`, "import './api.ts';"],
    accepted: [`${OTHER_SERVER}/features/notes/get-a1.ts`, "import './change.ts';"],
  },
  {
    rule: 'no-restricted-properties',
    refused: [`${OTHER_SERVER}/config.ts`, 'export const token = process.env;'],
    accepted: [`${OTHER_SERVER}/demo/a2.ts`, 'export const token = process.env;'],
  },
  {
    rule: 'server-knows-its-packages',
    refused: [`${OTHER_SERVER}/p3.ts`, "import '../../cloudflare/src/index.ts';"],
    accepted: [`${OTHER_SERVER}/a3.ts`, "import '../../core/src/index.ts';"],
  },
  {
    rule: 'core-stands-alone',
    refused: [`${CORE}/p1.ts`, "import '../../rules-language/src/index.ts';"],
    accepted: [`${CORE}/a1.ts`, "import './inner.ts';"],
  },
  {
    rule: 'app-stays-light',
    refused: [`${CORE}/app/p2.ts`, "import 'zod';"],
    accepted: [`${SERVER}/a2.ts`, "import '../../core/src/app/index.ts';"],
  },
  {
    rule: 'app-stays-light',
    refused: [`${CORE}/app/p2b.ts`, "import '../call/call.ts';"],
    accepted: [`${CORE}/app/a2b.ts`, "import '../inner.ts';"],
  },
  {
    rule: 'app-stays-light',
    refused: [`${CORE}/app/p2c.ts`, "export const later = () => import('./loaded/serving.ts');"],
  },
  {
    rule: 'rules-language-stands-alone',
    refused: [`${LANGUAGE}/p2.ts`, "import 'node:util';"],
    accepted: [`${LANGUAGE}/a2.ts`, "import { createHash } from 'node:crypto'; createHash('sha256');"],
  },
  {
    rule: 'simulator-can-contradict-us',
    refused: [`${SIMULATOR}/p3.ts`, "import '../../core/src/index.ts';"],
    accepted: [`${SIMULATOR}/a3.ts`, "import '../../rules-language/src/index.ts';"],
  },
  {
    rule: 'simulator-can-contradict-us',
    refused: [`${SIMULATOR}/p3.test.ts`, "import type { core } from '../../core/src/index.ts';"],
  },
  {
    rule: 'server-knows-its-packages',
    refused: [`${SERVER}/p4.ts`, "import '../../wordpress/src/index.ts';"],
    accepted: [`${SERVER}/a4.ts`, "import '../../core/src/index.ts';"],
  },
  {
    rule: 'package-has-one-entry',
    refused: [`${SERVER}/p5.ts`, "import '../../core/src/inner.ts';"],
  },
  {
    rule: 'testing-only-in-tests',
    refused: [`${SERVER}/p6.ts`, "import '../../core/src/testing/index.ts';"],
    accepted: [`${SERVER}/a6.test.ts`, "import '../../core/src/testing/index.ts';"],
  },
  {
    rule: 'simulator-only-on-demand',
    refused: [`${SERVER}/p7.ts`, "await import('../../cloudflare-simulator/src/index.ts');"],
    accepted: [`${SERVER}/a7.test.ts`, "import '../../cloudflare-simulator/src/index.ts';"],
  },
  {
    rule: 'on-demand-means-dynamic',
    refused: [`${SERVER}/p8.ts`, "import './sandbox.ts';"],
    accepted: [`${SERVER}/a8.ts`, "await import('./sandbox.ts'); await import('./demo/index.ts');"],
  },
  {
    rule: 'tools-plan',
    refused: [`${SERVER}/features/dns/get-p9.ts`, "import './list-dns-records.ts';"],
    accepted: [
      `${SERVER}/features/dns/get-a9.ts`,
      "import '../../services.ts'; import '../../../../core/src/index.ts';",
    ],
  },
  {
    rule: 'tools-plan',
    refused: [`${SERVER}/features/dns/get-p13.ts`, "export { dns } from './api.ts';"],
    accepted: [`${SERVER}/features/dns/get-a13.ts`, "import type { dns } from './api.ts';"],
  },
  {
    rule: 'resources-read',
    refused: [`${SERVER}/features/p40/resources.ts`, "import '../dns/list-dns-records.ts';"],
    accepted: [
      `${SERVER}/features/a40/resources.ts`,
      "import '../../services.ts'; import '../dns/names.ts'; import '../../../../core/src/index.ts';",
    ],
  },
  {
    rule: 'prompts-say',
    refused: [`${SERVER}/features/p41/prompts.ts`, "import '../dns/names.ts';"],
    accepted: [
      `${SERVER}/features/a41/prompts.ts`,
      "import '../../services.ts'; import '../../../../core/src/index.ts';",
    ],
  },
  {
    rule: 'api-binds-transport',
    refused: [`${SERVER}/features/p10/api.ts`, "import '../dns/names.ts';"],
    accepted: [
      `${SERVER}/features/a10/api.ts`,
      "import '../../api/connection.ts'; import '../../../../core/src/index.ts';",
    ],
  },
  {
    rule: 'api-binds-transport',
    refused: [`${SERVER}/api/p10.ts`, "import '../features/dns/names.ts';"],
  },
  {
    rule: 'rules-are-pure',
    refused: [`${SERVER}/features/dns/p11.ts`, "import { dns } from './api.ts'; dns;"],
    accepted: [
      `${SERVER}/features/dns/a11.ts`,
      "import './names.ts'; import type { dns } from './api.ts'; import { isIP } from 'node:net'; isIP('');",
    ],
  },
  {
    rule: 'rules-are-pure',
    refused: [`${SERVER}/features/dns/guard/p11b.ts`, "import '../change.ts';"],
    accepted: [`${SERVER}/features/dns/guard/a11b.ts`, "import '../names.ts';"],
  },
  {
    rule: 'changes-are-data',
    refused: [`${SERVER}/features/p12/change.ts`, "import { dns } from '../dns/api.ts'; dns;"],
    accepted: [
      `${SERVER}/features/a12/change.ts`,
      "import { type dns } from '../dns/api.ts'; import '../../zone.ts';",
    ],
  },
  {
    rule: 'zone-resolves',
    refused: [`${SERVER}/zone.ts`, "import './app.ts'; export const zone = 1;"],
  },
  {
    rule: 'only-features-join',
    refused: [`${SERVER}/p14.ts`, "import './features/dns/feature.ts';"],
    accepted: [`${SERVER}/a14.ts`, "import './main.ts';"],
  },
  {
    rule: 'wiring-is-not-imported',
    refused: [`${SERVER}/features/p15/prompts.ts`, "import '../../app.ts';"],
    accepted: [`${SERVER}/a15.ts`, "import './app.ts';"],
  },
  {
    rule: 'sdk-only-in-server',
    refused: [`${CORE}/tool/p16.ts`, "import type { Server } from '@modelcontextprotocol/server';"],
    accepted: [`${CORE}/server/a16.ts`, "import '@modelcontextprotocol/server';"],
  },
  {
    rule: 'client-only-in-testing-and-demo',
    refused: [`${CORE}/server/p17.ts`, "import '@modelcontextprotocol/client';"],
  },
  {
    rule: 'packages-are-listed',
    refused: [`${CORE}/p18.ts`, "import 'left-pad';"],
    accepted: [`${CORE}/a18.ts`, "import 'zod';"],
  },
  {
    rule: 'packages-are-listed',
    refused: [`${SERVER}/p18.ts`, "import type Cloudflare from 'cloudflare';"],
    accepted: [`${SERVER}/api/a18.ts`, "import type Cloudflare from 'cloudflare';"],
  },
  {
    rule: 'simulator-has-no-dependencies',
    refused: [`${SIMULATOR}/p19.ts`, "import 'zod';"],
    accepted: [`${SIMULATOR}/a19.test.ts`, "import 'cloudflare';"],
  },
  {
    rule: 'network-only-in-http',
    refused: [`${CORE}/p20.ts`, "import { request } from 'node:https';"],
    accepted: [`${CORE}/http/a20.ts`, "import { request } from 'node:https';"],
  },
  {
    rule: 'builtins-are-listed',
    refused: [`${SERVER}/p21.ts`, "await import('node:child_process');"],
    accepted: [`${SERVER}/a21.ts`, "import 'node:crypto'; import 'node:timers/promises';"],
  },
  ...['fs', 'fs/promises', 'vm', 'worker_threads', 'module', 'inspector', 'cluster'].map((builtin) => ({
    rule: 'builtins-are-listed',
    refused: [`${CORE}/p21-${builtin.replace('/', '-')}.ts`, `import 'node:${builtin}';`] as const,
  })),
  {
    rule: 'simulator-is-memory',
    refused: [`${SIMULATOR}/p22.ts`, "import 'fs';"],
    accepted: [`${SIMULATOR}/serve.ts`, "import 'node:fs'; import 'node:https';"],
  },
  { rule: 'no-cycles', refused: [`${CORE}/p23.ts`, "import './p23.ts';"] },
  {
    rule: 'no-import-of-tests',
    refused: [`${SERVER}/p24.ts`, "import './some.test.ts';"],
    accepted: [`${SERVER}/a24.test.ts`, "import './some.test.ts';"],
  },
  { rule: 'imports-resolve', refused: [`${SERVER}/p25.ts`, "import './missing.ts';"] },
  {
    rule: 'no-restricted-properties',
    refused: [`${CORE}/p30.ts`, 'export const home = process.env.HOME;'],
    accepted: [`${CORE}/a30.test.ts`, 'export const home = process.env.HOME;'],
  },
  {
    rule: 'no-restricted-imports',
    refused: [`${CORE}/p31.ts`, "import { env } from 'node:process'; export const home = env.HOME;"],
  },
  {
    rule: 'no-restricted-properties',
    refused: [`${SERVER}/p32.ts`, 'const { env } = process; export const home = env.HOME;'],
  },
  {
    rule: 'no-restricted-properties',
    refused: [`${SERVER}/cli.ts`, "process['stdout'].write('x');"],
    accepted: [`${CORE}/server/a33.ts`, "process.stdout.write('x');"],
  },
  {
    rule: 'no-restricted-globals',
    refused: [`${SERVER}/p34.ts`, "export const page = await globalThis.fetch('x');"],
    accepted: [`${SERVER}/a34.ts`, 'export const simulator = { fetch() { return 1; } }; simulator.fetch();'],
  },
  {
    rule: 'no-restricted-imports',
    refused: [`${SERVER}/p35.ts`, "import { createServer, isIP } from 'node:net'; isIP(''); createServer();"],
    accepted: [`${SIMULATOR}/a35.ts`, "import { isIPv6 } from 'node:net'; isIPv6('');"],
  },
  {
    rule: 'no-restricted-globals',
    refused: [`${CORE}/p36.ts`, "export const f = new Function('return 1');"],
  },
  {
    rule: 'no-restricted-properties',
    refused: [`${CORE}/p37.ts`, "export const fs = process.getBuiltinModule('node:fs');"],
    accepted: [`${CORE}/a37.ts`, "export type Crypto = typeof import('node:crypto');"],
  },
  {
    rule: 'no-dynamic-require',
    refused: [`${CORE}/p38.ts`, "const name = 'node:' + 'fs'; export const fs = await import(name);"],
  },
  {
    rule: 'no-hidden-type-imports',
    refused: [`${SERVER}/p39.ts`, "export type Core = import('../x.ts').Core;"],
  },
  { rule: 'no-restricted-globals', refused: [`${CORE}/p40.ts`, 'export const everything = globalThis;'] },
  {
    rule: 'process-by-name',
    refused: [`${CORE}/p44.ts`, "import process from 'node:process'; export const everything = process;"],
    accepted: [
      `${CORE}/a44.ts`,
      "import process from 'node:process'; const { argv } = process; export const pid = [argv, process.pid];",
    ],
  },
  {
    rule: 'process-by-name',
    refused: [`${SERVER}/p45.ts`, "import other from 'node:process'; export const home = other.env;"],
    accepted: [`${CORE}/lockdown/a45.ts`, "import process from 'node:process'; export const all = process;"],
  },
  {
    rule: 'process-by-name',
    refused: [`${CORE}/p46.ts`, "const name = 'e' + 'nv'; export const home = process[name];"],
  },
  {
    rule: 'no-restricted-properties',
    refused: [`${CORE}/p47.ts`, "export const { ['env']: home } = process;"],
    accepted: [`${SIMULATOR}/cli.ts`, "process.stdout.write(process.env.HOME ?? '');"],
  },
  {
    rule: 'no-restricted-properties',
    refused: [`${CORE}/app/config.ts`, "process.stdout.write('x');"],
  },
  {
    rule: 'no-restricted-properties',
    refused: [`${CORE}/app/command-line.ts`, 'export const home = process.env.HOME;'],
  },
  {
    rule: 'no-restricted-properties',
    refused: [`${CORE}/lockdown/trial.ts`, 'export const home = process.env.HOME;'],
    accepted: [
      `${CORE}/lockdown/heap-limits.ts`,
      "const name = 'node:' + 'v8'; export const v8 = [process.getBuiltinModule(name), await import(name)];",
    ],
  },
  { rule: 'no-restricted-globals', refused: [`${SERVER}/p48.ts`, "console.log('x');"] },
  { rule: 'no-restricted-globals', refused: [`${SERVER}/p49.ts`, "export const x = (0, eval)('1');"] },
  {
    rule: 'no-restricted-globals',
    refused: [`${SIMULATOR}/p50.ts`, "export const fs = require('node:fs');"],
  },
  { rule: 'no-restricted-imports', refused: [`${CORE}/p51.ts`, "import * as own from 'process'; own.env;"] },
  {
    rule: 'no-restricted-imports',
    refused: [`${CORE}/testing/p52.ts`, "import { stdout } from 'node:process'; stdout.write('x');"],
    accepted: [`${CORE}/http/a52.ts`, "import { connect } from 'node:net'; connect(1);"],
  },
  {
    rule: 'no-restricted-imports',
    refused: [`${SERVER}/api/p53.ts`, "import { toFile } from 'cloudflare/uploads'; toFile;"],
    accepted: [
      `${SERVER}/api/a53.ts`,
      "import type Cloudflare from 'cloudflare'; export type C = Cloudflare;",
    ],
  },
  {
    rule: 'no-restricted-imports',
    refused: [`${SERVER}/api/p41.ts`, "import Cloudflare from 'cloudflare'; new Cloudflare();"],
  },
];

/** The restrictions that oxlint checks, with the settings of this repository. */
const restrictions = [
  'no-restricted-globals',
  'no-restricted-imports',
  'no-restricted-properties',
  'no-dynamic-require',
];

async function restricted(folder: string): Promise<readonly Violation[]> {
  await cp(path.join(repository, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
  const { stdout } = spawnSync(process.execPath, [entryOf('oxlint'), '--format', 'json', 'packages'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { diagnostics }: Diagnostics = JSON.parse(stdout);
  return diagnostics.flatMap(({ code, filename, message }) => {
    const [, rule = ''] = /\((.*)\)/.exec(code) ?? [];
    const file = filename.split(path.sep).join('/');
    return restrictions.includes(rule) ? [{ rule, file, found: message }] : [];
  });
}

interface Diagnostics {
  readonly diagnostics: readonly {
    readonly code: string;
    readonly filename: string;
    readonly message: string;
  }[];
}

describe('import rules', () => {
  let root = '';
  let violations: readonly Violation[] = [];

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'imports-'));
    const files = new Map(Object.entries(base));
    for (const { refused, accepted } of probes) {
      for (const [file, source] of accepted ? [refused, accepted] : [refused]) files.set(file, source);
    }
    for (const [file, source] of files) {
      const target = path.join(root, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, source);
    }
    violations = [...(await checkImports(root)).violations, ...(await restricted(root))];
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  it('each have a probe here', () => {
    const rules = [...ruleNames, ...useRules.map(({ name }) => name), ...restrictions];
    expect(new Set(probes.map(({ rule }) => rule))).toEqual(new Set(rules));
  });

  it.each(probes)('$rule refuses $refused.0', ({ rule, refused }) => {
    const broken = violations.filter(({ file }) => file === refused[0]).map((violation) => violation.rule);
    expect(broken).toContain(rule);
  });

  it('accept everything else', () => {
    const expected = new Set(probes.map(({ refused }) => refused[0]));
    expect(violations.filter(({ file }) => !expected.has(file))).toEqual([]);
  });

  it('refuse to pass when nothing was parsed', async () => {
    const empty = await mkdtemp(path.join(tmpdir(), 'imports-'));
    await mkdir(path.join(empty, 'packages/core/src'), { recursive: true });
    await expect(checkImports(empty)).rejects.toThrow('0 of 0');
    await rm(empty, { recursive: true });
  });
});
