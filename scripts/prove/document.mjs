import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../run.mjs';

/** @typedef {import('./claims.mjs').Claim} Claim */

const file = path.join(root, 'SECURITY.md');
const [BEGIN, END] = ['<!-- prove -->', '<!-- end -->'];

/** @param {Claim} claim */
function needsOf({ needs = [], since }) {
  const node = since === undefined ? [] : [`Node ${since.join('.')}`];
  return [...node, ...needs].join(', ') || 'nothing';
}

/**
 * @param {readonly Claim[]} claims
 * @returns {string} The table of SECURITY.md.
 */
export function claimsTable(claims) {
  const rows = claims.map((claim) => {
    const links = claim.evidence.map(({ file: name }) => {
      const label = path.posix.basename(name).replace(/(\.test)?\.(ts|mjs)$/, '');
      return `[${label}](${name})`;
    });
    return `| ${claim.claim} | ${[...new Set(links)].join(', ')} | ${needsOf(claim)} |`;
  });
  return ['| Claim | Proved by | Needs |', '|---|---|---|', ...rows].join('\n');
}

/** @param {string} document */
function partsOf(document) {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`SECURITY.md has no ${BEGIN} … ${END}`);
  const start = from + BEGIN.length;
  return { before: document.slice(0, start), table: document.slice(start, to), after: document.slice(to) };
}

/** @param {string} document */
export function tableIn(document) {
  return partsOf(document.replaceAll('\r\n', '\n')).table.trim();
}

/** @param {readonly Claim[]} claims */
export async function writeTable(claims) {
  const { before, after } = partsOf(await readFile(file, 'utf8'));
  await writeFile(file, `${before}\n\n${claimsTable(claims)}\n\n${after}`);
}
