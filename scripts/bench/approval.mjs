import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { interpretedZod, sdkShims } from '../build/plugins.mjs';
import { root } from '../run.mjs';
import { machine, writeSection } from './document.mjs';
import { judging } from './judging.mjs';
import { recordsBetween } from './records.mjs';
import { median, table } from './report.mjs';

/** Operations in one batch on a paid plan (dns/manage-dns-records/how-to/batch-record-changes). */
const count = 3_500;

/** Rounds before the first that counts: by then the engine has compiled what it will. */
const warmUp = 5;

const zone = { id: 'f'.repeat(32), name: 'example.com', plan: 'enterprise' };

/**
 * What it takes to know why a person has to be asked about a long plan, and to write the question, beside what it takes
 * to plan it: from the sources, in one process, with the records of the zone in memory.
 *
 * @param {{ rounds: number }} options
 */
export async function benchApproval({ rounds }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const core = await parts(folder);
    const rows = [];
    for (const [name, { wishes, stored }] of plans())
      rows.push(await rowOf(core, name, wishes, stored, rounds));
    const head = ['changes', 'plan', 'guards', 'fingerprint', 'question', 'guards and question, of planning'];
    const text = [introduction, table(head, rows), ofRules, judging(core, rounds)].join('\n\n');
    console.log(text);
    await writeSection('approval', `${text}\n\n${await machine()}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {any} core
 * @param {string} name
 * @param {readonly object[]} wishes
 * @param {readonly object[]} stored
 * @param {number} rounds
 */
async function rowOf(core, name, wishes, stored, rounds) {
  const { Breath, DnsRecordExecutor, ExecutorSet, makePlan, planSync, prepareFingerprint, questionInSteps } =
    core;
  const breath = new Breath(new AbortController().signal);
  const dns = {
    search: async () => ({ records: stored, total: stored.length }),
    count: async () => stored.length,
    quota: async () => 1_000_000,
    related: async () => [],
  };
  const executors = new ExecutorSet([new DnsRecordExecutor(dns, {})]);
  const args = { records: wishes };
  /** @type {number[][]} */
  const times = [[], [], [], []];
  for (let round = -warmUp; round < rounds; round += 1) {
    if (round === 0) for (const all of times) all.length = 0;
    const marks = [performance.now()];
    const mark = () => marks.push(performance.now());
    const given = wishes.map((record, index) => ({ record, origin: { index } }));
    const planned = await planSync({ api: { dns }, zone, breath }, given, { prune: true });
    mark();
    const plan = await makePlan('sync_dns_records', args, planned, executors, breath);
    mark();
    await prepareFingerprint(plan, breath);
    mark();
    const asking = { title: 'Cloudflare', plan, reasons: plan.guards, executors };
    await breath.through(questionInSteps(asking));
    mark();
    if (plan.changes.length !== count) throw new Error(`${plan.changes.length} changes were planned`);
    for (const [index, all] of times.entries()) all.push((marks[index + 1] ?? 0) - (marks[index] ?? 0));
  }
  const medians = times.map((all) => median(all));
  const [planning = 0, guards = 0, , question = 0] = medians;
  const ratio = `${((guards + question) / planning).toFixed(2)} ×`;
  return [name, ...medians.map((each) => `${each.toFixed(1)} ms`), ratio];
}

/** @returns {[string, { wishes: readonly object[], stored: readonly object[] }][]} */
function plans() {
  const all = recordsBetween(0, count);
  const stored = all.map(storedRecord);
  const edited = all.map((record) => ({ ...record, ttl: 600 }));
  const some = recordsBetween(count, count + 1_200);
  const mixed = [...edited.slice(0, 1_200), ...some];
  return [
    ['creations', { wishes: all, stored: [] }],
    ['updates', { wishes: edited, stored }],
    ['deletions', { wishes: [], stored }],
    ['a third of each', { wishes: mixed, stored: stored.slice(0, 2_300) }],
  ];
}

/** As Cloudflare holds it. @param {object & { name: string }} record @param {number} index */
function storedRecord(record, index) {
  return {
    ...record,
    id: index.toString(16).padStart(32, '0'),
    name: `${record.name}.${zone.name}`,
    proxied: false,
    proxiable: true,
  };
}

/** @param {string} folder @returns {Promise<any>} */
async function parts(folder) {
  const outfile = path.join(folder, 'parts.cjs');
  const contents = [
    "export { Breath } from './packages/core/src/tool/breath.ts';",
    "export { ExecutorSet } from './packages/core/src/change/executor.ts';",
    "export { makePlan, prepareFingerprint } from './packages/core/src/change/plan.ts';",
    "export { questionInSteps } from './packages/core/src/change/question.ts';",
    "export { DnsRecordExecutor } from './packages/cloudflare/src/features/dns/change.ts';",
    "export { planSync } from './packages/cloudflare/src/features/dns/bulk-change.ts';",
    "export { PageRuleJudge } from './packages/cloudflare/src/features/page-rules/guard/judge.ts';",
    "export { PlanJudge } from './packages/cloudflare/src/features/rules/guard/judge.ts';",
  ].join('\n');
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
    alias: sdkShims(fileURLToPath),
    plugins: [interpretedZod],
  });
  return createRequire(import.meta.url)(outfile);
}

const introduction = `## Approval

A plan of ${count.toLocaleString('en')} DNS changes, as \`sync_dns_records\` makes it from records in memory: checking what is asked for and finding what
differs (*plan*), judging each change (*guards*), hashing all of them (*fingerprint*), and writing what a person is asked (*question*).
The fingerprint is made for a dry run, too. The medians of rounds in one process.`;

const ofRules = `Rules are judged by what becomes of sample requests, and one rule against those around it. Between two steps a ping is answered.`;
