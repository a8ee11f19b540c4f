import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { npm } from '../npm.mjs';
import { root } from '../run.mjs';
import { besides, takePlace } from './newest.mjs';
import { accountsOf, pluginOf } from './wordpress-files.mjs';

const run = promisify(execFile);

/** The server, and the newest of the archives of WordPress that npm has, which is before 6.7. */
const packages = { '@wp-playground/cli': '3.1.56', '@wp-playground/wordpress-builds': '0.9.19' };
const archive = 'node_modules/@wp-playground/wordpress-builds/src/wordpress/wp-nightly.zip';

/** Where it is, in the file system of WebAssembly. */
const inside = '/wordpress';

/**
 * Installs both once, apart from the dependencies of this repository: they are large.
 *
 * @returns {Promise<string>} the folder
 */
async function installed() {
  const place = path.join(root, 'dist/systems', `playground-${Object.values(packages).join('-')}`);
  if (existsSync(place)) return place;
  const work = await besides(place);
  await writeFile(path.join(work, 'package.json'), '{"private": true}\n');
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const options = ['--save-exact', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'];
  await npm(['install', ...options, ...wanted], { cwd: work });
  await takePlace(work, place);
  return place;
}

/** @param {string} folder of the site, in WebAssembly */
const troublesOf = (folder) => `
if (file_exists('${folder}/maintenance')) {
  http_response_code(503); header('retry-after: 600'); header('content-type: text/html; charset=utf-8');
  echo 'Briefly unavailable for scheduled maintenance. Check back in a minute.'; exit;
}
if (file_exists('${folder}/header_lost')) { unset($_SERVER['HTTP_AUTHORIZATION'], $_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW']); }
add_filter('wp_is_application_passwords_available', fn ($on) => $on && !file_exists('${folder}/insecure'));
add_action('wp_loaded', function () {
  if (!isset($_GET['run_for_tests'])) return;
  error_reporting(0); require '${folder}/run.php'; exit;
});
`;

/**
 * Starts one of WordPress Playground: PHP as WebAssembly, SQLite in the place of a database server.
 *
 * @param {number} port
 */
export async function startPlayground(port) {
  const place = await installed();
  const folder = await mkdtemp(path.join(tmpdir(), 'wp-playground-'));
  await run('python3', ['-m', 'zipfile', '-e', path.join(place, archive), folder]);
  const tests = path.join(folder, 'tests');
  const plugins = path.join(folder, 'wp-content/mu-plugins');
  await mkdir(tests);
  await mkdir(plugins, { recursive: true });
  const folderInside = `${inside}/tests`;
  await writeFile(path.join(plugins, 'test.php'), `${pluginOf(folderInside)}${troublesOf(folderInside)}`);
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(
    process.execPath,
    [
      path.join(place, 'node_modules/@wp-playground/cli/wp-playground.js'),
      'server',
      `--mount-before-install=${folder}:${inside}`,
      '--wordpress-install-mode=install-from-existing-files',
      '--php=8.3',
      `--port=${port}`,
      '--verbosity=quiet',
      '--define',
      'WP_ENVIRONMENT_TYPE',
      'local',
      '--define-bool',
      'WP_HTTP_BLOCK_EXTERNAL',
      'true',
      '--define-bool',
      'DISABLE_WP_CRON',
      'true',
    ],
    { stdio: 'ignore' },
  );
  /** @param {string} code */
  const php = async (code) => {
    await writeFile(path.join(tests, 'run.php'), `<?php ${code}`);
    const answer = await fetch(`${url}/?run_for_tests=1`);
    if (!answer.ok) throw new Error(`WordPress answers ${answer.status}`);
    return answer.text();
  };
  return {
    folder: tests,
    php,
    install: async () => {
      await php(`
update_option('blogname', 'Test Site'); update_option('permalink_structure', '/%postname%/'); flush_rewrite_rules();
${accountsOf(folderInside)}`);
      return readFile(path.join(tests, 'accounts.json'), 'utf8');
    },
    stop: async () => {
      if (server.exitCode === null && server.signalCode === null) {
        const exit = once(server, 'exit');
        // What it leaves behind is in the folder, which goes.
        server.kill('SIGKILL');
        await exit;
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
