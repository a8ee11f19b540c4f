// The least a server can do: two requests, answered with fixed text. Argument: a file with the JSON of the tools.
const { readFileSync } = require('node:fs');

const tools = readFileSync(process.argv[2], 'utf8');
const initialize =
  '{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"hand-written","version":"1"}}';
let rest = '';

process.stdin.setEncoding('utf8').on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const { id, method } = JSON.parse(line);
    if (id === undefined) continue;
    const result = method === 'initialize' ? initialize : `{"tools":${tools}}`;
    process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":${result}}\n`);
  }
});
