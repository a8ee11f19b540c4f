#!/usr/bin/env bash
# esbuild 0.28.2: in a bundle, each run of `require('./module.mjs')`, of a module of ECMAScript, gives another object. Node gives
# the same one each time. The object is a copy with a getter for each export, made anew whenever the line runs: a require inside
# a function that is called often makes all of them at each call, what is keyed by the module (===, WeakMap) is never found
# again, and each use of a member is a look-up by its name behind one more function.
#
# Seen 2026-11-30: Node 24.11.0 itself: "same: true"; the bundle, run by the same Node: "same: false".
#
# Exits 0 while this is so, 1 when it changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund esbuild@0.28.2 node@24.11.0 >/dev/null
node=node_modules/node/bin/node
cat >module.mjs <<'JS'
export const one = 1;
export const two = 2;
JS
cat >entry.cjs <<'JS'
const read = () => require('./module.mjs');
console.log(`same: ${read() === read()}`);
JS
node_modules/.bin/esbuild entry.cjs --bundle --platform=node --format=cjs --outfile=bundle.cjs --log-level=error
plain=$("$node" entry.cjs 2>/dev/null)
bundled=$("$node" bundle.cjs)
echo "Node: $plain; bundle: $bundled"
[ "$plain" = 'same: true' ] && [ "$bundled" = 'same: false' ]
