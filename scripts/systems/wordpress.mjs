// A real WordPress with MariaDB on loopback, with its data in a temporary folder, for tests and for trying things by hand:
//   node scripts/systems/wordpress.mjs      runs one until Ctrl-C, and prints what a server needs to reach it
//   --multisite                             the second site of a network, at /second
//   WORDPRESS=newest                        as the environment's variable, also of tests: the newest that Debian has
//   WORDPRESS=playground                    one of WordPress Playground, in WebAssembly and with SQLite, from npm
// Debian's packages, as .ci/run installs them: wordpress wordpress-theme-twentytwentythree php-cli php-mysql mariadb-server.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { newestFiles, whyNoNewest } from './newest.mjs';
import { phpOptions, runPhp } from './php.mjs';
import { copyPrepared } from './prepared.mjs';
import { writeSite } from './wordpress-files.mjs';
import { startPlayground } from './wordpress-playground.mjs';

const run = promisify(execFile);

const system = process.env['WORDPRESS'] ?? 'debian';

const debian = '/usr/share/wordpress';

/**
 * @typedef {object} Account
 * @property {string} user as WORDPRESS_USER takes it
 * @property {string} password an application password, with the blanks that WordPress prints
 */

/** @typedef {'admin' | 'editor' | 'author' | 'other'} Person */

/**
 * `insecure`: application passwords are off, as on a site without https. `off`: a plugin switches them off. `not_for_author`: it
 * does so for one account. `header_lost`: the web server keeps the Authorization header to itself. `closed`: nobody reads without a
 * login. `maintenance`: an update is under way.
 *
 * @typedef {'insecure' | 'off' | 'not_for_author' | 'header_lost' | 'closed' | 'maintenance' | 'users_hidden' | 'users_gone' | 'rest_off' | 'warnings' | 'firewall'} Trouble
 */

/** @type {readonly Trouble[]} */
const troubles = [
  'insecure',
  'off',
  'not_for_author',
  'header_lost',
  'closed',
  'maintenance',
  'users_hidden',
  'users_gone',
  'rest_off',
  'warnings',
  'firewall',
];

/**
 * @typedef {object} RealSite
 * @property {string} url where WordPress is, without a slash at the end
 * @property {Record<Person, Account>} accounts two administrators, an editor and an author
 * @property {(names: readonly Trouble[]) => Promise<void>} trouble which of them there are from now on, and no others
 * @property {(code: string) => Promise<string>} php runs code within WordPress, and gives what it prints
 * @property {() => Promise<void>} stop ends the processes and removes the data
 */

/**
 * Why there can be no WordPress here; `undefined` when there can.
 *
 * @returns {Promise<string | undefined>}
 */
export async function whyNoWordPress() {
  if (system === 'playground') return undefined;
  if (system === 'newest') {
    const problem = await whyNoNewest();
    if (problem !== undefined) return problem;
  }
  if (system !== 'newest' && !existsSync(path.join(debian, 'wp-settings.php')))
    return 'Debian package wordpress is not installed';
  if (system !== 'newest' && !existsSync(path.join(debian, 'wp-content/themes/twentytwentythree')))
    return 'Debian package wordpress-theme-twentytwentythree is not installed';
  try {
    await run('mariadbd', ['--no-defaults', '--version']);
  } catch {
    return 'mariadb-server is not installed';
  }
  try {
    const { stdout } = await runPhp(['-m']);
    return stdout.toLowerCase().includes('mysqli') ? undefined : 'PHP lacks mysqli';
  } catch {
    return 'php is not installed';
  }
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** @typedef {import('./wordpress-files.mjs').Place} Place */

/** Where a site would be before it is copied to where it is: as long as what takes its place, as lengths are stored beside texts. */
const nowhere = '127.0.0.1:10000';

/**
 * Fills a folder with a database in which WordPress is installed, and the accounts.
 *
 * @param {Place} place
 */
async function installSite(place) {
  const { folder } = place;
  await mkdir(path.join(folder, 'db'));
  await own(folder);
  await run('mariadb-install-db', [
    '--no-defaults',
    ...placeOf(folder),
    '--skip-test-db',
    '--auth-root-authentication-method=normal',
  ]);
  const database = await startDatabase(folder, 'CREATE DATABASE wp');
  try {
    for (const file of await writeSite(place)) await runPhp([file]);
  } finally {
    await database.stop();
  }
  await rm(path.join(folder, 'wp-content'), { recursive: true });
}

/**
 * MariaDB does not run as root unless it is told whom to be.
 *
 * @param {string} folder
 */
async function own(folder) {
  if (process.getuid?.() !== 0) return;
  await chmod(folder, 0o755);
  await run('chown', ['--recursive', 'mysql', path.join(folder, 'db')]);
}

/** @param {string} folder */
function placeOf(folder) {
  return [`--datadir=${path.join(folder, 'db')}`, ...(process.getuid?.() === 0 ? ['--user=mysql'] : [])];
}

/**
 * @param {string} folder
 * @param {string} sql the first that it is told
 * @returns {Promise<{ readonly stop: () => Promise<void> }>}
 */
async function startDatabase(folder, sql) {
  const socket = path.join(folder, 'db/socket');
  const small = ['--innodb-buffer-pool-size=32M', '--innodb-log-file-size=8M', '--key-buffer-size=1M'];
  const fast = ['--innodb-flush-log-at-trx-commit=0', '--skip-log-bin', '--innodb-use-native-aio=0'];
  const server = spawn(
    'mariadbd',
    ['--no-defaults', ...placeOf(folder), `--socket=${socket}`, '--skip-networking', ...small, ...fast],
    { stdio: 'ignore' },
  );
  const stop = () => ended(server, 'SIGTERM');
  const ask = () => run('mariadb', ['--no-defaults', `--socket=${socket}`, '-uroot', '-e', sql]);
  try {
    await answering(ask, 'MariaDB');
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/**
 * Starts the database of a site in which all is installed. One site is a copy; a network, in which addresses stand in more places,
 * is set up where it is.
 *
 * @param {Place} place
 * @returns {Promise<{ readonly stop: () => Promise<void> }>}
 */
async function startInstalled(place) {
  const { folder, installed, url } = place;
  if (place.multisite) {
    await installSite(place);
    return startDatabase(folder, 'SELECT 1');
  }
  const { host } = new URL(url);
  const kind = { ...place, folder: '', url: url.replace(host, nowhere) };
  const files = [new URL(import.meta.url), new URL('wordpress-files.mjs', import.meta.url)];
  const inputs = [
    kind,
    await readFile(path.join(installed, 'wp-includes/version.php'), 'utf8'),
    ...(await Promise.all(files.map((file) => readFile(file, 'utf8')))),
    (await runPhp(['--version'])).stdout,
    (await run('mariadbd', ['--no-defaults', '--version'])).stdout,
  ];
  await copyPrepared(folder, inputs, (prepared) => installSite({ ...kind, folder: prepared }));
  await own(folder);
  const moved = [
    ['wp_options', 'option_value'],
    ['wp_posts', 'guid'],
    ['wp_posts', 'post_content'],
  ].map(
    ([table, column]) => `UPDATE wp.${table} SET ${column} = REPLACE(${column}, '${nowhere}', '${host}');`,
  );
  return startDatabase(folder, moved.join(' '));
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
async function ended(child, signal) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/**
 * Starts one on a free port.
 *
 * @param {{ readonly base?: string, readonly plain?: boolean, readonly multisite?: boolean }} [options] `base`: a path below
 *   which it lies, such as `/blog`; `plain`: without rewriting of addresses; `multisite`: the second site of a network, below
 *   `/second`, whose accounts are described at networkOf
 * @returns {Promise<RealSite>}
 */
export async function startWordPress({ base = '', plain = false, multisite = false } = {}) {
  const problem = await whyNoWordPress();
  if (problem !== undefined) throw new Error(problem);
  if (system === 'playground') {
    if (base !== '' || plain || multisite)
      throw new Error('Playground serves one site, at the root, with permalinks');
    return onPlayground();
  }
  const installed = system === 'newest' ? await newestFiles('wordpress') : debian;
  // A short name: a socket's path has 107 bytes at most.
  const folder = await mkdtemp(path.join(tmpdir(), 'wp-'));
  const port = await freePort();
  const main = `http://127.0.0.1:${port}${base}`;
  const place = { installed, folder, url: main, base, plain, multisite };
  const url = multisite ? `${main}/second` : main;
  const database = await startInstalled(place);
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let server;
  const stop = async () => {
    if (server !== undefined) await ended(server, 'SIGTERM');
    await database.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await writeSite(place);
    // One request at a time: with PHP_CLI_SERVER_WORKERS, requests were lost.
    server = spawn(
      'php',
      [
        ...(await phpOptions()),
        '-dupload_max_filesize=32M',
        '-dpost_max_size=40M',
        '-S',
        `127.0.0.1:${port}`,
        '-t',
        folder,
        path.join(folder, 'router.php'),
      ],
      { stdio: 'ignore', env: withoutWorkers() },
    );
    await answering(async () => {
      const { ok } = await fetch(`${url}/?rest_route=/`);
      if (!ok) throw new Error('not yet');
    }, 'WordPress');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    accounts: JSON.parse(await readFile(path.join(folder, 'accounts.json'), 'utf8')),
    trouble: (names) => makeTrouble(folder, names),
    async php(code) {
      const { host, pathname } = new URL(`${url}/`);
      const asked = `$_SERVER['HTTP_HOST'] = '${host}'; $_SERVER['REQUEST_URI'] = '${pathname}';`;
      const start = `${asked} error_reporting(0); require '${folder}/wp-config.php';`;
      const { stdout } = await runPhp(['-r', `${start} ${code}`]);
      return stdout;
    },
    stop,
  };
}

/** @returns {Promise<RealSite>} */
async function onPlayground() {
  const port = await freePort();
  const { folder, install, php, stop } = await startPlayground(port);
  try {
    await answering(() => php('echo 1;'), 'WordPress Playground');
    return {
      url: `http://127.0.0.1:${port}`,
      accounts: JSON.parse(await install()),
      trouble: (names) => makeTrouble(folder, names),
      php,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {string} folder @param {readonly Trouble[]} names */
async function makeTrouble(folder, names) {
  for (const each of troubles) {
    const file = path.join(folder, each);
    if (names.includes(each)) await writeFile(file, '');
    else await rm(file, { force: true });
  }
}

function withoutWorkers() {
  const env = { ...process.env };
  delete env['PHP_CLI_SERVER_WORKERS'];
  return env;
}

/** Each after a tenth of a second: WebAssembly takes a minute on a busy machine. */
const mostAttempts = 1_800;

/**
 * @param {() => Promise<unknown>} ask
 * @param {string} name
 */
async function answering(ask, name) {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    try {
      await ask();
      return;
    } catch {
      await wait(100);
    }
  }
  throw new Error(`${name} did not start`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url, accounts, stop } = await startWordPress({ multisite: process.argv.includes('--multisite') });
  const { user, password } = accounts.admin;
  console.log(`WORDPRESS_URL=${url}\nWORDPRESS_USER=${user}\nWORDPRESS_APP_PASSWORD=${password}`);
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}
