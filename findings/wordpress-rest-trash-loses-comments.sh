#!/usr/bin/env bash
# WordPress 6.5.5: comments of a post do not come back from the trash with it. DELETE of a post without `force` trashes it, and gives its
# comments the status `post-trashed`. The way back over the REST API is to set a status; it brings the post back, not its
# comments: they stay hidden, from moderators, too. "Restore" in the browser gives each back the status that it had.
# The same with 6.1.9 and 7.1.4 on MariaDB.
#
# Seen 2026-11-30:
#   before: publish, comment approved, listed 1
#   back:   publish, comment post-trashed, listed 0
#
# Exits 0 while this is so, 1 when it changed, 2 when it could not be tried. Needs Node 20 or newer, npm and python3; takes about a minute.
set -euo pipefail
command -v python3 >/dev/null || { echo 'needs python3'; exit 2; }
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" || true; rm -rf "$folder"' EXIT
cd "$folder"
# WordPress 6.5.5 with SQLite, on PHP in WebAssembly. Other versions of PHP, of 50 MB each, are left out.
cat >package.json <<'JSON'
{
  "dependencies": { "@wp-playground/cli": "3.1.56", "@wp-playground/wordpress-builds": "0.9.19" },
  "overrides": {
    "@php-wasm/node-5-2": "npm:empty-npm-package@1.0.0",
    "@php-wasm/node-7-4": "npm:empty-npm-package@1.0.0",
    "@php-wasm/node-8-0": "npm:empty-npm-package@1.0.0",
    "@php-wasm/node-8-1": "npm:empty-npm-package@1.0.0",
    "@php-wasm/node-8-2": "npm:empty-npm-package@1.0.0",
    "@php-wasm/node-8-4": "npm:empty-npm-package@1.0.0",
    "@php-wasm/node-8-5": "npm:empty-npm-package@1.0.0"
  }
}
JSON
npm install --silent --no-audit --no-fund --ignore-scripts --engine-strict=false >/dev/null || { echo 'could not be installed'; exit 2; }
python3 -m zipfile -e node_modules/@wp-playground/wordpress-builds/src/wordpress/wp-6.5.zip site
mkdir -p site/wp-content/mu-plugins
# Every request is that of the administrator, as with an application password.
echo '<?php add_filter("determine_current_user", fn () => 1); function wp_mail() { return true; }' >site/wp-content/mu-plugins/trial.php
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
node node_modules/@wp-playground/cli/wp-playground.js server --mount-before-install="$PWD/site:/wordpress" \
  --wordpress-install-mode=install-from-existing-files --php=8.3 --port="$port" >log 2>&1 &
server=$!
cat >trial.mjs <<'JS'
import { setTimeout as wait } from 'node:timers/promises';

const site = `http://127.0.0.1:${process.argv[2]}`;
async function ask(method, route, body) {
  const [path, query = ''] = route.split('?');
  const answer = await fetch(`${site}/?rest_route=/wp/v2/${path}&${query}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: await answer.json() };
}
for (let attempt = 0; ; attempt += 1) {
  try {
    if ((await ask('GET', 'users/me')).status === 200) break;
  } catch (error) {
    if (attempt > 300) throw error;
  }
  await wait(1000);
}
const { json: post } = await ask('POST', 'posts', { title: 'Trial', content: 'text', status: 'publish' });
const { json: comment } = await ask('POST', 'comments', { post: post.id, content: 'A good post.', status: 'approved' });
async function show(when) {
  const { json: now } = await ask('GET', `posts/${post.id}`);
  const { json: same } = await ask('GET', `comments/${comment.id}?context=edit`);
  const { json: listed } = await ask('GET', `comments?post=${post.id}&status=all&context=edit`);
  console.log(`${when} ${now.status}, comment ${same.status}, listed ${listed.length}`);
}
await show('before:');
await ask('DELETE', `posts/${post.id}`);
await ask('POST', `posts/${post.id}`, { status: 'publish' });
await show('back:  ');
JS
found=$(node trial.mjs "$port") || { cat log; echo 'could not be tried'; exit 2; }
echo "$found"
expected='before: publish, comment approved, listed 1
back:   publish, comment post-trashed, listed 0'
[ "$found" = "$expected" ] || { echo 'changed'; exit 1; }
