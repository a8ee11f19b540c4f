#!/usr/bin/env bash
# WordPress 6.7-alpha-58716 (@wp-playground/wordpress-builds 0.9.19; the same on Debian's 6.1.9 and 7.1.4): a page that gets another slug leaves its
# old address empty, while the addresses of the pages below it, which changed with it, still lead to them.
#
# Its documentation says that it redirects old slugs. It keeps them (`_wp_old_slug`) of types without levels alone. What is not found is
# guessed by the last slug of an address: that of a page below is what it was. So it is the page that was renamed whose links break.
#
# Seen 2026-11-30:
#   post            301 /new-post/
#   page            404
#   page below it   301 /new-page/below/
#
# Exits 0 while this is so, 1 when it changed, 2 when it could not be tried.
set -euo pipefail
for program in node npm python3; do command -v "$program" >/dev/null || { echo "needs $program"; exit 2; }; done
folder=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi; rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts --engine-strict=false \
  @wp-playground/cli@3.1.56 @wp-playground/wordpress-builds@0.9.19 >/dev/null || { echo 'could not be installed'; exit 2; }
python3 -m zipfile -e node_modules/@wp-playground/wordpress-builds/src/wordpress/wp-nightly.zip site
mkdir -p site/wp-content/mu-plugins
cat >site/wp-content/mu-plugins/trial.php <<'PHP'
<?php
add_action('wp_loaded', function () {
  if (!isset($_GET['trial'])) return;
  $GLOBALS['wp_rewrite']->set_permalink_structure('/%postname%/');
  flush_rewrite_rules();
  $make = fn ($type, $slug, $parent = 0) => wp_insert_post(['post_type' => $type, 'post_title' => $slug, 'post_name' => $slug, 'post_status' => 'publish', 'post_content' => 'x', 'post_parent' => $parent]);
  $post = $make('post', 'old-post');
  $page = $make('page', 'old-page');
  $make('page', 'below', $page);
  wp_update_post(['ID' => $post, 'post_name' => 'new-post']);
  wp_update_post(['ID' => $page, 'post_name' => 'new-page']);
  exit('made');
});
PHP
port=$(node -e 'const server = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })')
node node_modules/@wp-playground/cli/wp-playground.js server --mount-before-install="$folder/site:/wordpress" \
  --wordpress-install-mode=install-from-existing-files --php=8.3 --port="$port" --verbosity=quiet \
  --define-bool WP_HTTP_BLOCK_EXTERNAL true --define-bool DISABLE_WP_CRON true >/dev/null 2>&1 &
server=$!
cat >trial.mjs <<'JS'
const site = `http://127.0.0.1:${process.argv[2]}`;
for (let attempt = 0; ; attempt += 1) {
  const said = await fetch(`${site}/?trial=1`).then((answer) => answer.text(), () => '');
  if (said.includes('made')) break;
  if (attempt === 240) process.exit(2);
  await new Promise((resolve) => setTimeout(resolve, 500));
}
for (const [name, path] of [['post', '/old-post/'], ['page', '/old-page/'], ['page below it', '/old-page/below/']]) {
  const answer = await fetch(site + path, { redirect: 'manual' });
  const to = answer.headers.get('location')?.replace(/^https?:\/\/[^/]+/, '') ?? '';
  console.log(`${name.padEnd(15)} ${answer.status} ${to}`.trim());
}
JS
found=$(node trial.mjs "$port") || { echo 'did not start'; exit 2; }
echo "$found"
expected='post            301 /new-post/
page            404
page below it   301 /new-page/below/'
[ "$found" = "$expected" ] || { echo 'changed'; exit 1; }
