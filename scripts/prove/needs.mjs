import { spawnSync } from 'node:child_process';

/** @typedef {'linux' | 'posix' | 'root' | 'iproute2' | 'openssl' | 'strace' | 'faketime'} Need */

/**
 * @param {string} program
 * @param {...string} args
 */
function runs(program, ...args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** @type {Readonly<Record<Need, () => boolean>>} */
const probes = {
  linux: () => process.platform === 'linux',
  posix: () => process.platform !== 'win32',
  root: () => process.getuid?.() === 0 && runs('unshare', '--net', '--mount', 'true'),
  iproute2: () => runs('ip', '-V'),
  openssl: () => runs('openssl', 'version'),
  faketime: () => runs('faketime', '-f', '+1d', 'true'),
  strace: () => runs('strace', '-f', '-o', '/dev/null', 'true'),
};

/** @type {Map<Need, boolean>} */
const known = new Map();

/**
 * @param {readonly Need[]} needs
 * @returns {Need[]} Those that this machine does not have; tried, not guessed.
 */
export function missingOf(needs) {
  return needs.filter((need) => {
    const there = known.get(need) ?? probes[need]();
    known.set(need, there);
    return !there;
  });
}
