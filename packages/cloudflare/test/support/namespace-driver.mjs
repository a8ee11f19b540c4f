// Runs inside a network namespace of its own, as plain JavaScript on the Node under test: starts the simulator
// as https://api.cloudflare.com and https://cloudflare-dns.com, lets the unmodified bundle talk to them, and prints
// what both saw.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:https';
import { createInterface } from 'node:readline';

const [simulator, bundle, cert, key, token] = process.argv.slice(2);

const service = spawn(
  process.execPath,
  [simulator, '--port', '443', '--tls-cert', cert, '--tls-key', key, '--token', token],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
await once(service.stdout, 'data');

const { CLOUDFLARE_API_TOKEN: _, ...inherited } = process.env;
const server = spawn(process.execPath, [bundle, '--log-level', 'error'], {
  stdio: ['pipe', 'pipe', 'pipe'],
  env: { ...inherited, CLOUDFLARE_API_TOKEN: token },
});
let stderr = '';
server.stderr.setEncoding('utf8').on('data', (chunk) => {
  stderr += chunk;
});
const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
let nextId = 1;

async function ask(method, params) {
  server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: nextId++, method, params })}\n`);
  return JSON.parse((await lines.next()).value);
}

await ask('initialize', {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'driver', version: '1' },
});
const calls = [
  ['list_zones', {}],
  ['create_dns_record', { zone: 'mapleandpine.com', type: 'A', name: 'wire', content: '192.0.2.7' }],
  ['list_dns_records', { zone: 'mapleandpine.com', name: 'wire.mapleandpine.com' }],
  ['check_dns', { zone: 'mapleandpine.com', name: 'wire', type: 'A' }],
  [
    'create_rule',
    {
      zone: 'mapleandpine.com',
      phase: 'url_rewrite',
      expression: 'http.request.uri.path eq "/wire"',
      rewrite: { path: '/wired' },
    },
  ],
  ['trace_request', { zone: 'mapleandpine.com', url: 'https://mapleandpine.com/wire' }],
  ['migrate_page_rules', { zone: 'mapleandpine.com' }],
];
const answers = [];
for (const [name, args] of calls) {
  const { result } = await ask('tools/call', { name, arguments: args });
  answers.push({ isError: result.isError === true, text: result.content[0].text });
}
server.stdin.end();
const [code] = await once(server, 'exit');
const seen = await log();
service.kill();
process.stdout.write(JSON.stringify({ answers, code, stderr, seen }));

/** What the simulator was sent; asked for without a check of its certificate, which is the bundle's part. */
async function log() {
  const asked = request({
    host: '127.0.0.1',
    port: 443,
    path: '/__simulator/requests',
    rejectUnauthorized: false,
  });
  asked.end();
  const [response] = await once(asked, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return JSON.parse(body);
}
