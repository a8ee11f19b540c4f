#!/usr/bin/env bash
# openai-agents 0.24.0 (Python): with `convert_schemas_to_strict`, an argument of an MCP tool that may be left out has to be
# given, and there is no null to say "left out" with. A model has to invent a filter, a page, a value to confirm with.
#
# Strict schemas of OpenAI require every member; their documentation makes a member optional with a union with null, and
# @openai/agents 0.20.0 (JavaScript) does so with the same tool. Here `required` grows, and the type stays.
#
# Seen 2026-11-30:
#   Python      strict  required ["zone","status"] status {"type":"string"}
#   JavaScript  strict  required ["zone","status"] status {"anyOf":[{"type":"string"},{"type":"null"}]}
#
# Exits 0 while this is so, 1 when it changed, 2 when it could not be tried.
set -euo pipefail
command -v python3 >/dev/null || { echo 'needs python3'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile openai-agents==0.24.0 || { echo 'could not be installed'; exit 2; }
npm install --silent --no-audit --no-fund @openai/agents@0.20.0 >/dev/null || { echo 'could not be installed'; exit 2; }
cat >server.cjs <<'JS'
const { createInterface } = require('node:readline');
const properties = { zone: { type: 'string' }, status: { type: 'string' } };
const inputSchema = { type: 'object', properties, required: ['zone'], additionalProperties: false };
const results = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'trial', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools: [{ name: 'list', inputSchema }] }),
};
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id !== undefined && results[method] === undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } }));
  else if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: results[method](params) }));
});
JS
cat >trial.py <<'PY'
import asyncio
import json

from agents.mcp import MCPServerStdio, MCPUtil


async def main():
    async with MCPServerStdio(params={"command": "node", "args": ["server.cjs"]}) as server:
        (tool,) = await server.list_tools()
        made = MCPUtil.to_function_tool(tool, server, convert_schemas_to_strict=True)
    schema = made.params_json_schema
    required, status = (json.dumps(each, separators=(",", ":")) for each in (schema["required"], schema["properties"]["status"]))
    print("Python     ", "strict " if made.strict_json_schema else "open   ", "required", required, "status", status)


asyncio.run(main())
PY
cat >trial.mjs <<'JS'
import { getAllMcpTools, MCPServerStdio } from '@openai/agents';

const server = new MCPServerStdio({ name: 'trial', command: 'node', args: ['server.cjs'] });
await server.connect();
const [{ strict, parameters }] = await getAllMcpTools({ mcpServers: [server], convertSchemasToStrict: true });
const [required, status] = [parameters.required, parameters.properties.status].map((each) => JSON.stringify(each));
console.log('JavaScript ', strict ? 'strict ' : 'open   ', 'required', required, 'status', status);
await server.close();
JS
found=$(venv/bin/python trial.py 2>/dev/null; node trial.mjs 2>/dev/null)
echo "$found"
expected='Python      strict  required ["zone","status"] status {"type":"string"}
JavaScript  strict  required ["zone","status"] status {"anyOf":[{"type":"string"},{"type":"null"}]}'
[ "$found" = "$expected" ] || { echo 'changed'; exit 1; }
