import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../run.mjs';

/** What is kept for later runs; the folder may not be there yet. */
export const places = path.join(root, 'node_modules/.cache/systems');

/** Nothing that depends on how long ago something was made differs within a day. */
const DAY_MS = 86_400_000;

/**
 * Copies what is made once for all that need it, in this run of the tests and in others of the same day: setting a system up takes
 * seconds of processor time, a copy none.
 *
 * @param {string} folder for the copy
 * @param {readonly unknown[]} inputs whatever it is made from
 * @param {(folder: string) => Promise<void>} make fills an empty folder, and leaves nothing running
 * @returns {Promise<void>}
 */
export async function copyPrepared(folder, inputs, make) {
  const today = new Date().toISOString().slice(0, 10);
  const digest = createHash('sha256')
    .update(JSON.stringify([today, inputs]))
    .digest('hex')
    .slice(0, 20);
  const prepared = path.join(places, digest);
  await mkdir(places, { recursive: true });
  while (!existsSync(prepared)) {
    if (await taken(`${prepared}.lock`)) await prepare(prepared, make);
    else await wait(100);
  }
  await cp(prepared, folder, { recursive: true });
}

/**
 * @param {string} prepared
 * @param {(folder: string) => Promise<void>} make
 */
async function prepare(prepared, make) {
  // Where every account of the machine can reach it; the name is short, for sockets.
  const made = await mkdtemp(path.join(tmpdir(), 'made-'));
  const whole = `${prepared}.${process.pid}`;
  try {
    await forgetOld();
    // Somebody may have been ready between the look and the lock.
    if (existsSync(prepared)) return;
    await make(made);
    await cp(made, whole, { recursive: true });
    await rename(whole, prepared);
  } finally {
    await rm(made, { recursive: true, force: true });
    await rm(`${prepared}.lock`, { force: true });
  }
}

async function forgetOld() {
  for (const name of await readdir(places)) {
    const place = path.join(places, name);
    const { mtimeMs } = await stat(place);
    if (Date.now() - mtimeMs > 2 * DAY_MS) await rm(place, { recursive: true, force: true });
  }
}

/**
 * Whether the lock is ours now. One whose process has gone is nobody's.
 *
 * @param {string} lock
 * @returns {Promise<boolean>}
 */
async function taken(lock) {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) await rm(lock, { force: true });
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
