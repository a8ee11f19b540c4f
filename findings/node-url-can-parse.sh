#!/usr/bin/env bash
# Node 20.20.2 and 22.23.5: URL.canParse says no to a valid URL with a letter of Latin-1 beyond ASCII, such as
# "https://bücher.example/a", from some thousand calls on. `new URL` takes the same text every time, and so did canParse
# before. Node 24 and 26 do not do so. Only texts that V8 keeps as one flat string of Latin-1 are concerned, as those from
# JSON.parse are; one that was just put together of two is answered rightly. So a test with few calls, or with a literal,
# sees nothing.
#
# Seen 2026-11-30 (refused of 300,000): 20.20.2: 296,771, the first at call 3,229; 22: 293,099, the first at 6,901; 24: 0.
#
# Exits 0 while this is so, 1 when it changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >trial.cjs <<'JS'
const [text] = JSON.parse('["https://b\u00fccher.example/a"]');
const asked = (url) => (URL.canParse(url) ? 1 : 0);
let refused = 0;
for (let call = 0; call < 300_000; call += 1) if (asked(text) === 0) refused += 1;
console.log(process.version, 'refused', refused, 'of 300000; new URL:', new URL(text).hostname);
process.exitCode = refused > 0 ? 3 : 0;
JS
outcome() {
  npm install --silent --no-audit --no-fund --prefix "node-$1" "node@$1" >/dev/null
  local code=0
  "node-$1/node_modules/node/bin/node" trial.cjs || code=$?
  [ "$code" -eq "$2" ] || { echo "changed in $1"; exit 1; }
}
outcome 20.20.2 3
outcome 24.11.0 0
