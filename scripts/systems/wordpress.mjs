// A real WordPress with MariaDB on loopback, with its data in a temporary folder, for tests and for trying things by hand:
//   node scripts/systems/wordpress.mjs      runs one until Ctrl-C, and prints what a server needs to reach it
// Debian's packages, as .ci/run installs them: wordpress wordpress-theme-twentytwentythree php-cli php-mysql mariadb-server.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const installed = '/usr/share/wordpress';

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
 * @typedef {'insecure' | 'off' | 'not_for_author' | 'header_lost' | 'closed' | 'maintenance'} Trouble
 */

/** @type {readonly Trouble[]} */
const troubles = ['insecure', 'off', 'not_for_author', 'header_lost', 'closed', 'maintenance'];

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
  if (!existsSync(path.join(installed, 'wp-settings.php')))
    return 'Debian package wordpress is not installed';
  if (!existsSync(path.join(installed, 'wp-content/themes/twentytwentythree')))
    return 'Debian package wordpress-theme-twentytwentythree is not installed';
  try {
    await run('mariadbd', ['--no-defaults', '--version']);
  } catch {
    return 'mariadb-server is not installed';
  }
  try {
    const { stdout } = await run('php', ['-m']);
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

/**
 * @typedef {object} Place
 * @property {string} folder
 * @property {string} url
 * @property {string} base what stands before every path: `/blog`, or nothing
 * @property {boolean} plain no rewriting of addresses: the interface is at `?rest_route=`
 */

/**
 * What Debian's wp-config.php would do from /etc, for this folder.
 *
 * @param {Place} place
 */
function configOf({ folder, url }) {
  return `<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:${folder}/db/socket'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
// Application passwords need https, or this.
define('WP_ENVIRONMENT_TYPE', file_exists('${folder}/insecure') ? 'production' : 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true); define('DISABLE_WP_CRON', true);
define('WP_HOME', '${url}'); define('WP_SITEURL', '${url}'); define('WP_DEBUG', false);
define('WP_CONTENT_DIR', '${folder}/wp-content'); define('WP_CONTENT_URL', '${url}/wp-content');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) { define($name . '_KEY', 'key' . $name); define($name . '_SALT', 'salt' . $name); }
define('ABSPATH', '${installed}/');
$table_prefix = 'wp_';
require ABSPATH . 'wp-settings.php';
`;
}

/**
 * What .htaccess would do. Debian's own files stay where they are.
 *
 * @param {Place} place
 */
function routerOf({ folder, base, plain }) {
  return `<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/';
if ('${base}' !== '' && $path !== '${base}' && strpos($path, '${base}/') !== 0) { http_response_code(404); echo 'Not found'; return true; }
$path = substr($path, strlen('${base}'));
$file = '${folder}' . $path;
if (strpos($path, '/wp-content/uploads/') === 0 && is_file($file)) { header('content-type: ' . mime_content_type($file)); readfile($file); return true; }
if (${plain ? 'true' : 'false'} && $path !== '' && $path !== '/' && $path !== '/index.php') { http_response_code(404); echo 'Not found'; return true; }
if (file_exists('${folder}/header_lost')) { unset($_SERVER['HTTP_AUTHORIZATION'], $_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW']); }
if (file_exists('${folder}/maintenance')) {
  http_response_code(503); header('retry-after: 600'); header('content-type: text/html; charset=utf-8');
  echo 'Briefly unavailable for scheduled maintenance. Check back in a minute.'; return true;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '${base}/index.php';
define('WP_USE_THEMES', true);
require '${folder}/wp-config.php';
wp();
require ABSPATH . WPINC . '/template-loader.php';
`;
}

/** @param {string} folder */
function pluginOf(folder) {
  return `<?php
function wp_mail() { return true; }
// The site serves one request at a time: one that it makes to itself has to give up before it is answered.
add_filter('http_request_args', fn ($args) => ['timeout' => 1] + $args);
add_filter('wp_is_application_passwords_available', fn ($on) => $on && !file_exists('${folder}/off'));
add_filter('wp_is_application_passwords_available_for_user', fn ($on, $user) => $on && !(file_exists('${folder}/not_for_author') && $user->user_login === 'author'), 10, 2);
add_filter('rest_authentication_errors', fn ($error) => $error ?: (file_exists('${folder}/closed') && !is_user_logged_in() ? new WP_Error('rest_not_logged_in', 'You are not currently logged in.', ['status' => 401]) : $error));
add_action('init', function () {
  register_post_type('recipe', ['label' => 'Recipes', 'public' => true, 'show_in_rest' => true, 'rest_base' => 'recipes', 'supports' => ['title', 'editor', 'excerpt', 'revisions'], 'taxonomies' => ['course']]);
  register_taxonomy('course', 'recipe', ['label' => 'Courses', 'public' => true, 'show_in_rest' => true, 'rest_base' => 'courses', 'hierarchical' => false]);
});
`;
}

/** @param {Place} place */
function setupOf({ folder, plain }) {
  return `<?php
define('WP_INSTALLING', true); $_SERVER['HTTP_HOST'] = '127.0.0.1'; error_reporting(0);
require '${folder}/wp-config.php'; require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Test Site', 'admin', 'admin@example.org', false, '', 'person-Passw0rd-4711');
update_option('permalink_structure', ${plain ? "''" : "'/%postname%/'"}); flush_rewrite_rules(); switch_theme('twentytwentythree');
$accounts = [];
foreach (['admin' => 'administrator', 'editor' => 'editor', 'author' => 'author', 'other' => 'administrator'] as $name => $role) {
  $id = username_exists($name) ?: wp_insert_user(['user_login' => $name, 'user_pass' => 'person-Passw0rd-4711', 'user_email' => "$name@example.org", 'role' => $role, 'display_name' => ucfirst($name)]);
  [$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'mcp']);
  $accounts[$name] = ['user' => $name, 'password' => WP_Application_Passwords::chunk_password($password)];
}
file_put_contents('${folder}/accounts.json', json_encode($accounts));
`;
}

/**
 * @param {string} folder
 * @returns {Promise<{ readonly stop: () => Promise<void> }>}
 */
async function startDatabase(folder) {
  const data = path.join(folder, 'db');
  // MariaDB does not run as root unless it is told whom to be.
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? ['--user=mysql'] : [];
  await mkdir(data);
  if (isRoot) {
    await chmod(folder, 0o755);
    await run('chown', ['mysql', data]);
  }
  const where = [`--datadir=${data}`, ...user];
  await run('mariadb-install-db', [
    '--no-defaults',
    ...where,
    '--skip-test-db',
    '--auth-root-authentication-method=normal',
  ]);
  const socket = path.join(data, 'socket');
  const small = ['--innodb-buffer-pool-size=32M', '--innodb-log-file-size=8M', '--key-buffer-size=1M'];
  const fast = ['--innodb-flush-log-at-trx-commit=0', '--skip-log-bin', '--innodb-use-native-aio=0'];
  const server = spawn(
    'mariadbd',
    ['--no-defaults', ...where, `--socket=${socket}`, '--skip-networking', ...small, ...fast],
    { stdio: 'ignore' },
  );
  const stop = () => ended(server, 'SIGTERM');
  const ask = (/** @type {string} */ sql) =>
    run('mariadb', ['--no-defaults', `--socket=${socket}`, '-uroot', '-e', sql]);
  try {
    await answering(() => ask('CREATE DATABASE wp'), 'MariaDB');
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
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
 * @param {{ readonly base?: string, readonly plain?: boolean }} [options] `base`: a path below which it lies, such as `/blog`;
 *   `plain`: without rewriting of addresses
 * @returns {Promise<RealSite>}
 */
export async function startWordPress({ base = '', plain = false } = {}) {
  const problem = await whyNoWordPress();
  if (problem !== undefined) throw new Error(problem);
  // A short name: a socket's path has 107 bytes at most.
  const folder = await mkdtemp(path.join(tmpdir(), 'wp-'));
  const port = await freePort();
  const place = { folder, url: `http://127.0.0.1:${port}${base}`, base, plain };
  const database = await startDatabase(folder);
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let server;
  const stop = async () => {
    if (server !== undefined) await ended(server, 'SIGTERM');
    await database.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await writeSite(place);
    await run('php', [path.join(folder, 'setup.php')]);
    // One request at a time: with PHP_CLI_SERVER_WORKERS, requests were lost.
    server = spawn(
      'php',
      [
        '-dopcache.enable_cli=1',
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
      const { ok } = await fetch(`${place.url}/?rest_route=/`);
      if (!ok) throw new Error('not yet');
    }, 'WordPress');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: place.url,
    accounts: JSON.parse(await readFile(path.join(folder, 'accounts.json'), 'utf8')),
    async trouble(names) {
      for (const each of troubles) {
        const file = path.join(folder, each);
        if (names.includes(each)) await writeFile(file, '');
        else await rm(file, { force: true });
      }
    },
    async php(code) {
      const start = `$_SERVER['HTTP_HOST'] = '127.0.0.1'; error_reporting(0); require '${folder}/wp-config.php';`;
      const { stdout } = await run('php', ['-r', `${start} ${code}`]);
      return stdout;
    },
    stop,
  };
}

function withoutWorkers() {
  const env = { ...process.env };
  delete env['PHP_CLI_SERVER_WORKERS'];
  return env;
}

/** @param {Place} place */
async function writeSite(place) {
  const { folder } = place;
  const content = path.join(folder, 'wp-content');
  await mkdir(path.join(content, 'mu-plugins'), { recursive: true });
  await mkdir(path.join(content, 'uploads'));
  for (const name of ['themes', 'plugins'])
    await symlink(path.join(installed, 'wp-content', name), path.join(content, name));
  await writeFile(path.join(folder, 'wp-config.php'), configOf(place));
  await writeFile(path.join(folder, 'router.php'), routerOf(place));
  await writeFile(path.join(folder, 'setup.php'), setupOf(place));
  await writeFile(path.join(content, 'mu-plugins/test.php'), pluginOf(folder));
}

/**
 * @param {() => Promise<unknown>} ask
 * @param {string} name
 */
async function answering(ask, name) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
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
  const { url, accounts, stop } = await startWordPress();
  const { user, password } = accounts.admin;
  console.log(`WORDPRESS_URL=${url}\nWORDPRESS_USER=${user}\nWORDPRESS_APP_PASSWORD=${password}`);
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}
