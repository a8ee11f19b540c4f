// The least that a server does for a call: one request, its JSON read, and what it holds told twice, as data and as text.
// Nothing is checked, limited, marked or filtered.
const http = require('node:http');
const { createInterface } = require('node:readline');

const [port, path, token] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
const options = { agent, host: '127.0.0.1', port, path, headers: { authorization: `Bearer ${token}` } };

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (id === undefined) return;
  if (method !== 'tools/call') {
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: {} })}\n`);
    return;
  }
  http.get(options, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => {
      const structuredContent = { records: JSON.parse(Buffer.concat(chunks)).result };
      const content = [{ type: 'text', text: JSON.stringify(structuredContent) }];
      process.stdout.write(
        `${JSON.stringify({ jsonrpc: '2.0', id, result: { content, structuredContent } })}\n`,
      );
    });
  });
});
