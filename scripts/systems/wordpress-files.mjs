import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * @typedef {object} Place
 * @property {string} installed where the files of WordPress are, which stay as they are
 * @property {string} folder for all others
 * @property {string} url
 * @property {string} base what stands before every path: `/blog`, or nothing
 * @property {boolean} plain no rewriting of addresses: the interface is at `?rest_route=`
 * @property {boolean} multisite a network of two sites, the second below `/second`
 */

/**
 * What Debian's wp-config.php would do from /etc, for this folder.
 *
 * @param {Place} place
 */
function configOf({ installed, folder, url, base, multisite }) {
  // In a network each site has an address of its own, kept in the database.
  const addresses = multisite
    ? `if (file_exists('${folder}/network')) {
  define('MULTISITE', true); define('SUBDOMAIN_INSTALL', false); define('PATH_CURRENT_SITE', '${base}/');
  define('DOMAIN_CURRENT_SITE', '${new URL(url).host}'); define('SITE_ID_CURRENT_SITE', 1); define('BLOG_ID_CURRENT_SITE', 1);
} else { define('WP_SITEURL', '${url}'); }`
    : `define('WP_HOME', '${url}'); define('WP_SITEURL', '${url}');`;
  return `<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:${folder}/db/socket'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
// Application passwords need https, or this.
define('WP_ENVIRONMENT_TYPE', file_exists('${folder}/insecure') ? 'production' : 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true); define('DISABLE_WP_CRON', true);
${addresses}
define('WP_DEBUG', false);
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
function routerOf({ folder, base, plain, multisite }) {
  const entries = multisite
    ? ['', '/', '/index.php', '/second/', '/second/index.php']
    : ['', '/', '/index.php'];
  return `<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/';
if ('${base}' !== '' && $path !== '${base}' && strpos($path, '${base}/') !== 0) { http_response_code(404); echo 'Not found'; return true; }
$path = substr($path, strlen('${base}'));
$file = '${folder}' . $path;
if (strpos($path, '/wp-content/uploads/') === 0 && is_file($file)) { header('content-type: ' . mime_content_type($file)); readfile($file); return true; }
if (${plain ? 'true' : 'false'} && !in_array($path, ${JSON.stringify(entries)}, true)) { http_response_code(404); echo 'Not found'; return true; }
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

/** What is there of plugins. @param {string} folder */
export function pluginOf(folder) {
  return `<?php
function wp_mail() { return true; }
// The site serves one request at a time: one that it makes to itself has to give up before it is answered.
add_filter('http_request_args', fn ($args) => ['timeout' => 1] + $args);
add_filter('wp_is_application_passwords_available', fn ($on) => $on && !file_exists('${folder}/off'));
add_filter('wp_is_application_passwords_available_for_user', fn ($on, $user) => $on && !(file_exists('${folder}/not_for_author') && $user->user_login === 'author'), 10, 2);
add_filter('rest_authentication_errors', fn ($error) => $error ?: (file_exists('${folder}/closed') && !is_user_logged_in() ? new WP_Error('rest_not_logged_in', 'You are not currently logged in.', ['status' => 401]) : $error));
// What plugins for security do, and what bad ones do.
add_filter('rest_pre_dispatch', fn ($done, $server, $request) => file_exists('${folder}/users_hidden') && strpos($request->get_route(), '/wp/v2/users') === 0 ? new WP_Error('rest_user_cannot_view', 'Users are hidden.', ['status' => 403]) : $done, 10, 3);
add_filter('rest_endpoints', fn ($all) => file_exists('${folder}/users_gone') ? array_filter($all, fn ($route) => strpos($route, '/wp/v2/users') !== 0, ARRAY_FILTER_USE_KEY) : $all);
add_filter('rest_authentication_errors', fn ($error) => file_exists('${folder}/rest_off') ? new WP_Error('rest_disabled', 'The REST API is switched off.', ['status' => 401]) : $error, 99);
add_action('init', function () {
  if (file_exists('${folder}/warnings')) { echo "<br />\\n<b>Warning</b>: Undefined variable \\$x in <b>bad.php</b><br />\\n"; }
  if (file_exists('${folder}/firewall')) { http_response_code(403); header('content-type: text/html'); exit('<html><h1>Access denied</h1></html>'); }
  register_post_type('recipe', ['label' => 'Recipes', 'public' => true, 'show_in_rest' => true, 'rest_base' => 'recipes', 'supports' => ['title', 'editor', 'excerpt', 'revisions'], 'taxonomies' => ['course']]);
  register_taxonomy('course', 'recipe', ['label' => 'Courses', 'public' => true, 'show_in_rest' => true, 'rest_base' => 'courses', 'hierarchical' => false]);
});
`;
}

/** @param {Place} place */
function setupOf({ folder, url, plain }) {
  return `<?php
define('WP_INSTALLING', true); $_SERVER['HTTP_HOST'] = '${new URL(url).host}'; error_reporting(0);
require '${folder}/wp-config.php'; require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Test Site', 'admin', 'admin@example.org', false, '', 'person-Passw0rd-4711');
update_option('permalink_structure', ${plain ? "''" : "'/%postname%/'"}); flush_rewrite_rules(); switch_theme('twentytwentythree');
${accountsOf(folder)}`;
}

/** Makes the accounts, and writes them down. @param {string} folder */
export function accountsOf(folder) {
  return `$accounts = [];
foreach (['admin' => 'administrator', 'editor' => 'editor', 'author' => 'author', 'other' => 'administrator'] as $name => $role) {
  $id = username_exists($name) ?: wp_insert_user(['user_login' => $name, 'user_pass' => 'person-Passw0rd-4711', 'user_email' => "$name@example.org", 'role' => $role, 'display_name' => ucfirst($name)]);
  [$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'mcp']);
  $accounts[$name] = ['user' => $name, 'password' => WP_Application_Passwords::chunk_password($password)];
}
file_put_contents('${folder}/accounts.json', json_encode($accounts));
`;
}

/**
 * Makes a network of the site, after setupOf. The administrator named admin may do everything in all of it, other is one of the second
 * site alone, the editor is one there, and the author has no part in it.
 *
 * @param {Place} place
 */
function networkOf({ folder, url, base, plain }) {
  const { host } = new URL(url);
  return `<?php
$_SERVER['HTTP_HOST'] = '${host}'; $_SERVER['REQUEST_URI'] = '${base}/'; error_reporting(0);
if (!file_exists('${folder}/network')) {
  define('WP_INSTALLING', true);
  require '${folder}/wp-config.php'; require ABSPATH . 'wp-admin/includes/upgrade.php';
  foreach ($wpdb->tables('ms_global') as $table => $prefixed) { $wpdb->$table = $prefixed; }
  define('WP_INSTALLING_NETWORK', true); require ABSPATH . 'wp-admin/includes/network.php';
  install_network(); populate_network(1, '${host}', 'admin@example.org', 'Test Network', '${base}/', false);
  file_put_contents('${folder}/network', '');
  exit;
}
require '${folder}/wp-config.php';
// Set when the first application password is made. That was before there was a network, which looks elsewhere: none would be taken.
update_network_option(null, 'using_application_passwords', 1);
revoke_super_admin(username_exists('other'));
$second = wpmu_create_blog('${host}', '${base}/second/', 'Second Site', username_exists('admin'), [], 1);
foreach (['editor' => 'editor', 'other' => 'administrator'] as $name => $role) { add_user_to_blog($second, username_exists($name), $role); }
// The port was taken out of the address: networks are on 80 or 443 otherwise.
$wpdb->update($wpdb->blogs, ['domain' => '${host}'], ['blog_id' => $second]); clean_blog_cache($second); switch_to_blog($second);
foreach (['siteurl', 'home'] as $name) { update_option($name, '${url}/second'); }
update_option('permalink_structure', ${plain ? "''" : "'/%postname%/'"}); switch_theme('twentytwentythree');
`;
}

/**
 * Writes what is of one site alone.
 *
 * @param {Place} place
 * @returns {Promise<readonly string[]>} PHP files to be run one after another, which install it.
 */
export async function writeSite(place) {
  const { folder, installed, multisite } = place;
  const content = path.join(folder, 'wp-content');
  await mkdir(path.join(content, 'mu-plugins'), { recursive: true });
  await mkdir(path.join(content, 'uploads'));
  for (const name of await readdir(path.join(installed, 'wp-content')))
    if (name === 'themes' || name === 'plugins')
      await symlink(path.join(installed, 'wp-content', name), path.join(content, name));
  await writeFile(path.join(folder, 'wp-config.php'), configOf(place));
  await writeFile(path.join(folder, 'router.php'), routerOf(place));
  await writeFile(path.join(content, 'mu-plugins/test.php'), pluginOf(folder));
  const [setup, network] = [path.join(folder, 'setup.php'), path.join(folder, 'network.php')];
  await writeFile(setup, setupOf(place));
  await writeFile(network, networkOf(place));
  return multisite ? [setup, network, network] : [setup];
}
