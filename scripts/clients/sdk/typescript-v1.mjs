// The client of the TypeScript SDK, version 1: node typescript-v1.mjs COMMAND ARGUMENTS…, one line of JSON on stdout.
// Run from the folder where the SDK is installed.
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const sdk = (/** @type {string} */ name) =>
  import(pathToFileURL(require.resolve(`@modelcontextprotocol/sdk/${name}`)).href);
const { Client } = await sdk('client/index.js');
const { StdioClientTransport } = await sdk('client/stdio.js');
const { ElicitRequestSchema } = await sdk('types.js');

const zone = 'mapleandpine.com';
const records = ['5963675b4fca2c0bb07fc3a698db9dda', '00676b7a566aa66cfdd07470db27dd38'];
const accept = { action: 'accept', content: { approve: true } };
const answers = [accept, { action: 'decline' }, accept];
const [command, ...args] = process.argv.slice(2);

const client = new Client({ name: 'lab', version: '1' }, { capabilities: { elicitation: {} } });
client.setRequestHandler(ElicitRequestSchema, async () => answers.shift());
const transport = new StdioClientTransport({ command, args, stderr: 'ignore' });
await client.connect(transport);
const { tools } = await client.listTools();
/** @param {string} name @param {object} [given] @param {object} [options] */
const call = async (name, given = {}, options = {}) =>
  (await client.callTool({ name, arguments: given }, undefined, options)).structuredContent;

const zones = (await call('list_zones')).total;
const statuses = [];
for (const record of records)
  statuses.push((await call('delete_dns_record', { zone, record_id: record })).status);
const data = { priority: 10, weight: 60, port: 389, target: `ldap.${zone}` };
const srv = await call('create_dns_record', { zone, type: 'SRV', name: '_ldap._tcp', data, dry_run: true });
const made = await call('create_dns_record', { zone, type: 'A', name: 'scripted', content: '192.0.2.44' });
const undone = await call('undo_change', { change_ids: [made.change_id] });
const resource = await client.readResource({ uri: 'cloudflare://zones' });
const prompt = await client.getPrompt({ name: 'audit_zone', arguments: { zone } });
const abort = new AbortController();
const cancelled = call('get_zone_settings', { zone }, { signal: abort.signal }).catch(() => undefined);
abort.abort();
await cancelled;
const seen = {
  revision: 'handshake',
  tools: tools.length,
  zones,
  approved: statuses[0],
  declined: statuses[1],
  srv: srv.status,
  undone: undone.status,
  resource: resource.contents[0].text.length > 0,
  prompt: prompt.messages.length === 1,
  after_cancel: (await call('list_zones')).total,
};
process.stdout.write(`${JSON.stringify(seen)}\n`);
await client.close();
