import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../run.mjs';

const document = path.join(root, 'docs/performance.md');

const head = `# Performance

Each section is written by the bench that its first line names, on the machine that its last line names. Ratios say
more than times: those of one row were measured in one run.
`;

/**
 * Writes the section of one bench, and leaves the others as they are.
 *
 * @param {string} name
 * @param {string} text
 * @param {string} [file] Of another server than that for Cloudflare.
 */
export async function writeSection(name, text, file = document) {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end: ${name} -->`];
  const section = `${begin}\n\n\`node scripts/bench.mjs ${name}\`\n\n${text}\n\n${end}`;
  const old = await readFile(file, 'utf8').catch(() => head);
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  const updated =
    from === -1 || to === -1
      ? `${old.trimEnd()}\n\n${section}\n`
      : `${old.slice(0, from)}${section}${old.slice(to + end.length)}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, updated);
}

/** @param {string} node @returns {Promise<string>} */
export async function nodeVersion(node) {
  const { stdout } = await promisify(execFile)(node, ['--version']);
  return stdout.trim().slice(1);
}

/** What the numbers were measured on. @returns {Promise<string>} */
export async function machine() {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const sdk = JSON.parse(await readFile(path.join(root, 'node_modules/cloudflare/package.json'), 'utf8'));
  const date = new Date().toISOString().slice(0, 10);
  return `${date}: Node ${process.versions.node}, \`cloudflare\` ${sdk.version}, ${process.platform} ${process.arch}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${memory} GiB, load ${loadavg()[0]?.toFixed(1)}.`;
}
