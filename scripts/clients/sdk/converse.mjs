import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const zone = 'mapleandpine.com';
const records = ['08b7bc72c10c4c75f5eed3584790d8f7', 'ed6cec7de4b1c62ef3dac1cd9dd93921'];
const data = { priority: 10, weight: 60, port: 389, target: `ldap.${zone}` };
const notes = Array.from({ length: 60 }, (_, index) => ({
  type: 'TXT',
  name: `note-${index}`,
  content: 'x'.repeat(170),
}));

/** A module that is installed in the folder where this runs. @param {string} name @returns {Promise<any>} */
export function load(name) {
  const require = createRequire(path.join(process.cwd(), 'package.json'));
  return import(pathToFileURL(require.resolve(name)).href);
}

/** A person who approves, declines, and approves whatever else is asked. */
export function person() {
  let asked = 0;
  return () => {
    asked += 1;
    return asked === 2 ? { action: 'decline' } : { action: 'accept', content: { approve: true } };
  };
}

/**
 * What a library can do. Without `asks`, nobody is asked, and the value of `confirm` is repeated.
 *
 * @typedef {object} Library
 * @property {(tool: string, args: object) => Promise<string>} call Gives the text that a model would read.
 * @property {boolean} [asks] Whether a `person` answers.
 * @property {(uri: string) => Promise<string>} [read]
 * @property {(name: string, args: Record<string, string>) => Promise<readonly unknown[]>} [prompt] Its messages.
 * @property {(tool: string, args: object, signal: AbortSignal) => Promise<unknown>} [cancellable]
 */

/**
 * Holds the conversation and prints what it saw as one line of JSON.
 *
 * @param {number} tools
 * @param {Library} library
 */
export async function converse(tools, { call, asks = false, read, prompt, cancellable }) {
  /** @param {string} tool @param {object} [args] */
  const answer = async (tool, args = {}) => JSON.parse(await call(tool, args));
  /** @param {string} tool @param {object} args */
  const agreed = async (tool, args) => {
    const first = await answer(tool, args);
    return first.confirm === undefined ? first : answer(tool, { ...args, confirm: first.confirm });
  };
  const zones = (await answer('list_zones')).total;
  const [first, second] = records.map((record) => ({ zone, record_id: record }));
  const deleted = await answer('delete_dns_record', first);
  const guarded = asks
    ? { approved: deleted.status, declined: (await answer('delete_dns_record', second)).status }
    : {
        asked: deleted.status,
        confirmed: (await answer('delete_dns_record', { ...first, confirm: deleted.confirm })).status,
      };
  const srv = (await agreed('create_dns_record', { zone, type: 'SRV', name: '_ldap._tcp', data })).status;
  /** @type {{ records: { name: string, priority: number }[] }} */
  const listed = await answer('list_dns_records', { zone, type: 'SRV' });
  const priority = listed.records.filter(({ name }) => name === '_ldap._tcp').map((found) => found.priority);
  const plan = await call('sync_dns_records', { zone: 'northfork-labs.dev', records: notes, dry_run: true });
  const whole = plan.length > 25_000 && JSON.parse(plan).status === 'planned';
  const made = await agreed('create_dns_record', {
    zone,
    type: 'A',
    name: 'scripted',
    content: '192.0.2.44',
  });
  const undone = (await agreed('undo_change', { change_ids: [made.change_id] })).status;
  /** @type {Record<string, unknown>} */
  const seen = { tools, zones, ...guarded, srv, priority, whole, undone };
  if (read !== undefined) seen['resource'] = (await read('cloudflare://zones')).includes(zone);
  if (prompt !== undefined) seen['prompt'] = (await prompt('audit_zone', { zone })).length === 1;
  if (cancellable !== undefined) {
    const abort = new AbortController();
    // Whether the call or its end comes first is left open: the next call has to work in both cases.
    const abandoned = cancellable('get_zone_settings', { zone }, abort.signal).catch(() => undefined);
    abort.abort();
    await abandoned;
    seen['after_cancel'] = (await answer('list_zones')).total;
  }
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}

/** Blocks of MCP or of a library, as one text. @param {any} content */
export function textOf(content) {
  if (typeof content === 'string') return content;
  return [content]
    .flat()
    .map(({ text }) => text ?? '')
    .join('');
}
