// A real MediaWiki on loopback, with its data in a temporary folder, for tests and for trying things by hand:
//   node scripts/systems/mediawiki.mjs      runs one until Ctrl-C, and prints what a server needs to reach it
//   MEDIAWIKI=newest                        as the environment's variable, also of tests: the newest that Debian has
// Debian's packages, as .ci/run installs them: mediawiki php-cli php-sqlite3 php-mbstring php-xml php-intl php-curl.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { newestFiles, whyNoNewest } from './newest.mjs';
import { phpOptions, runPhp } from './php.mjs';
import { copyPrepared } from './prepared.mjs';

const isNewest = process.env['MEDIAWIKI'] === 'newest';

const debian = '/usr/share/mediawiki';

/**
 * A bot password is 32 or more of these signs. MediaWiki 1.39 makes others without complaint, and never accepts them.
 */
const botPassword = 'k3v9u0q2m8w4t7r1t5h6p0s8d2f4g6h1';

/**
 * Three accounts: one that may do everything, one that may edit, and one as most people have.
 */
const accounts = {
  admin: { name: 'Admin', groups: ['sysop', 'bureaucrat', 'bot'], grants: 'all' },
  editor: { name: 'Rana', groups: [], grants: 'basic,editpage,createeditmovepage,uploadfile' },
  reader: { name: 'Reader', groups: [], grants: 'basic' },
};

/**
 * @typedef {object} Account
 * @property {string} user as MEDIAWIKI_USER takes it: `Admin@mcp`
 * @property {string} password
 */

/**
 * @typedef {object} RealWiki
 * @property {string} url where api.php is, without a slash at the end
 * @property {Record<'admin' | 'editor' | 'reader', Account>} accounts
 * @property {(name: string) => Promise<Account>} addAdministrator
 * @property {(title: string, reach?: 'alone' | 'cascade') => Promise<void>} protect lets administrators alone edit and move a page, and with `cascade` the pages that it shows
 * @property {(names: readonly Trouble[]) => Promise<void>} trouble which of them there are from now on, and no others
 * @property {() => Promise<void>} forgetSessions everybody has to log in again, and is nobody until then
 * @property {() => Promise<void>} stop ends the processes and removes the data
 */

/**
 * `readonly`: no writes. `ratelimit`: one edit a minute for those who are not exempt. `private`: reading needs a login.
 *
 * @typedef {'readonly' | 'ratelimit' | 'private'} Trouble
 */

/** @type {readonly Trouble[]} */
const troubles = ['readonly', 'ratelimit', 'private'];

/**
 * Why there can be no MediaWiki here; `undefined` when there can.
 *
 * @returns {Promise<string | undefined>}
 */
export async function whyNoMediaWiki() {
  if (isNewest) {
    const problem = await whyNoNewest();
    if (problem !== undefined) return problem;
  } else if (!existsSync(path.join(debian, 'maintenance/install.php')))
    return 'Debian package mediawiki is not installed';
  try {
    const { stdout } = await runPhp(['-m']);
    const lacking = ['pdo_sqlite', 'intl', 'mbstring', 'xml'].filter(
      (name) => !stdout.toLowerCase().includes(name),
    );
    return lacking.length === 0 ? undefined : `PHP lacks ${lacking.join(', ')}`;
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

/**
 * @param {string} folder
 */
function settings(folder) {
  return `
$wgEnableBotPasswords = true;
$wgEnableUploads = true;
$wgUploadDirectory = '${folder}/images';
$wgFileExtensions[] = 'txt';
$wgCacheDirectory = '${folder}/cache';
$wgMainCacheType = CACHE_DB;
$wgSessionCacheType = CACHE_DB;
$wgJobRunRate = 0;
$wgRCMaxAge = 90 * 86400;
$wgUseInstantCommons = false;
// Everybody who is logged in is exempt in this version's default; the trouble below is about those who are not.
$wgRateLimits = [];
if ( file_exists( '${folder}/readonly' ) ) $wgReadOnly = 'Backup until 12:00';
if ( file_exists( '${folder}/ratelimit' ) ) $wgRateLimits['edit']['user'] = [ 1, 60 ];
if ( file_exists( '${folder}/private' ) ) $wgGroupPermissions['*']['read'] = false;
`;
}

/** Where its program is: the folder with `api.php`. */
function filesOf() {
  return isNewest ? newestFiles('mediawiki') : debian;
}

/** Where a wiki would be before it is copied to where it is. */
const nowhere = 'http://127.0.0.1:1';

/**
 * @param {string} installed
 * @param {string} folder
 * @param {string} url
 * @param {string} language code of it, such as `fa`
 */
async function setUp(installed, folder, url, language) {
  const inputs = [
    await readFile(new URL(import.meta.url), 'utf8'),
    await readFile(path.join(installed, 'includes/Defines.php'), 'utf8'),
    (await runPhp(['--version'])).stdout,
    language,
  ];
  await copyPrepared(folder, inputs, (prepared) => install(installed, prepared, language));
  const file = path.join(folder, 'conf/LocalSettings.php');
  const text = await readFile(file, 'utf8');
  const [, made = ''] = /\$wgSQLiteDataDir = "(.*)\/db";/u.exec(text) ?? [];
  await writeFile(file, text.replaceAll(`${made}/`, `${folder}/`).replaceAll(nowhere, url));
}

/**
 * @param {string} installed
 * @param {string} folder
 * @param {string} language
 */
async function install(installed, folder, language) {
  for (const name of ['db', 'images', 'cache', 'conf']) await mkdir(path.join(folder, name));
  // It wants a folder for its configuration that has none yet.
  await runPhp([
    path.join(installed, 'maintenance/install.php'),
    '--dbtype',
    'sqlite',
    '--dbpath',
    path.join(folder, 'db'),
    '--dbname',
    'wiki',
    '--scriptpath',
    '',
    '--server',
    nowhere,
    '--confpath',
    path.join(folder, 'conf'),
    '--lang',
    language,
    '--pass',
    'admin-Passw0rd-4711',
    'Test Wiki',
    accounts.admin.name,
  ]);
  await appendFile(path.join(folder, 'conf/LocalSettings.php'), settings(folder));
  for (const { name, groups, grants } of Object.values(accounts)) {
    if (name === accounts.admin.name)
      await maintenance(folder, 'createAndPromote.php', '--force', '--custom-groups', groups.join(','), name);
    else await maintenance(folder, 'createAndPromote.php', name, 'person-Passw0rd-4711');
    const granted = grants === 'all' ? everyGrant : grants;
    await addBotPassword(folder, name, granted);
  }
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {readonly string[]} args
 */
async function maintenance(folder, name, ...args) {
  return runPhp([path.join(await filesOf(), 'maintenance', name), ...args], {
    env: { ...process.env, MW_CONFIG_FILE: path.join(folder, 'conf/LocalSettings.php') },
  });
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} grants
 */
async function addBotPassword(folder, name, grants) {
  await maintenance(folder, 'createBotPassword.php', '--appid', 'mcp', '--grants', grants, name, botPassword);
}

/** All but those over accounts, protection and the interface. */
const everyGrant = [
  'basic',
  'highvolume',
  'editpage',
  'editprotected',
  'createeditmovepage',
  'uploadfile',
  'uploadeditmovefile',
  'patrol',
  'rollback',
  'delete',
  'viewdeleted',
  'viewmywatchlist',
  'editmywatchlist',
].join(',');

/**
 * Starts one on a free port.
 *
 * @param {{ readonly workers?: number, readonly language?: string }} [options] how many requests it answers at once, and in which language
 * @returns {Promise<RealWiki>}
 */
export async function startMediaWiki({ workers = 4, language = 'en' } = {}) {
  const problem = await whyNoMediaWiki();
  if (problem !== undefined) throw new Error(problem);
  const installed = await filesOf();
  const folder = await mkdtemp(path.join(tmpdir(), 'mediawiki-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await setUp(installed, folder, url, language);
  const server = spawn('php', [...(await phpOptions()), '-S', `127.0.0.1:${port}`, '-t', installed], {
    stdio: 'ignore',
    // A group of its own: the workers are children of the first process, and outlive it otherwise.
    detached: true,
    env: {
      ...process.env,
      MW_CONFIG_FILE: path.join(folder, 'conf/LocalSettings.php'),
      PHP_CLI_SERVER_WORKERS: String(workers),
    },
  });
  const stop = async () => {
    if (server.pid !== undefined && server.exitCode === null) {
      const ended = once(server, 'exit');
      process.kill(-server.pid, 'SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answering(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    accounts: {
      admin: accountOf(accounts.admin),
      editor: accountOf(accounts.editor),
      reader: accountOf(accounts.reader),
    },
    async addAdministrator(name) {
      await maintenance(folder, 'createAndPromote.php', '--sysop', name, 'person-Passw0rd-4711');
      await addBotPassword(folder, name, everyGrant);
      return accountOf({ name });
    },
    async protect(title, reach = 'alone') {
      const more = reach === 'cascade' ? ['--cascade'] : [];
      await maintenance(folder, 'protect.php', ...more, '--user', accounts.admin.name, title);
    },
    async trouble(names) {
      for (const each of troubles) {
        const file = path.join(folder, each);
        if (names.includes(each)) await writeFile(file, '');
        else await rm(file, { force: true });
      }
    },
    async forgetSessions() {
      const database = path.join(folder, 'db/wikicache.sqlite');
      const code =
        '(new PDO("sqlite:$argv[1]"))->exec("DELETE FROM objectcache WHERE keyname LIKE \'%:MWSession:%\'");';
      await runPhp(['-r', code, database]);
    },
    stop,
  };
}

/**
 * @param {{ readonly name: string }} person
 */
function accountOf({ name }) {
  return { user: `${name}@mcp`, password: botPassword };
}

/**
 * @param {string} url
 */
async function answering(url) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      const answer = await fetch(`${url}/api.php?action=query&meta=siteinfo&format=json`);
      if (answer.ok) return;
    } catch {
      // Not yet.
    }
    await wait(100);
  }
  throw new Error('MediaWiki did not start');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url, accounts: found, stop } = await startMediaWiki();
  const { user, password } = found.admin;
  console.log(`MEDIAWIKI_URL=${url}\nMEDIAWIKI_USER=${user}\nMEDIAWIKI_PASSWORD=${password}`);
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}
