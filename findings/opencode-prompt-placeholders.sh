#!/usr/bin/env bash
# opencode 1.18.33: a prompt of an MCP server with the argument `name`, called as a command with the value Ada, is asked for
# with {"name": "$1"}. opencode puts the value into the text that comes back. So the server never sees what the person
# wrote: a prompt that looks the value up, or refuses one that does not fit, does so with "$1".
#
# Seen 2026-11-30, what the server is asked for `opencode run --command trial:greet Ada`:
#   {"name":"greet","arguments":{"name":"$1"}}
#
# Exits 0 while this is so, 1 when it changed, 2 when it could not be tried.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts=false opencode-ai@1.18.33 >/dev/null || { echo 'could not be installed'; exit 2; }
cat >server.cjs <<'JS'
const { appendFileSync } = require('node:fs');
const { createInterface } = require('node:readline');
const prompt = { name: 'greet', arguments: [{ name: 'name', required: true }] };
const results = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { prompts: {} },
    serverInfo: { name: 'trial', version: '1.0.0' },
  }),
  'prompts/list': () => ({ prompts: [prompt] }),
  'prompts/get': (params) => {
    appendFileSync(process.argv[2], `${JSON.stringify(params)}\n`);
    const text = `Say hello to ${params.arguments.name}.`;
    return { messages: [{ role: 'user', content: { type: 'text', text } }] };
  },
};
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: results[method]?.(params) ?? {} }));
});
JS
mkdir home project
cat >project/opencode.json <<JSON
{
  "autoupdate": false,
  "share": "disabled",
  "model": "none/none",
  "provider": {
    "none": {
      "npm": "@ai-sdk/openai-compatible",
      "options": { "baseURL": "http://127.0.0.1:9/v1", "apiKey": "none" },
      "models": { "none": { "name": "None", "tool_call": true } }
    }
  },
  "mcp": { "trial": { "type": "local", "command": ["$(command -v node)", "$folder/server.cjs", "$folder/asked.txt"] } }
}
JSON
cd project
# No model answers, so it may wait for one: what counts comes before.
HOME="$folder/home" timeout --kill-after=5 40 "$folder/node_modules/.bin/opencode" run --command trial:greet Ada </dev/null >../out.txt 2>&1 || true
[ -s ../asked.txt ] || { echo 'the server was not asked:'; tail -n 5 ../out.txt; exit 2; }
sort -u ../asked.txt
[ "$(sort -u ../asked.txt)" = '{"name":"greet","arguments":{"name":"$1"}}' ] || { echo 'changed'; exit 1; }
