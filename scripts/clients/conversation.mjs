/**
 * What the scripted model does, one step a turn. `from` takes a value out of the results so far; a step without the
 * value it needs is left out, as a model would that was told something else.
 *
 * @typedef {object} Step
 * @property {string} tool
 * @property {Readonly<Record<string, unknown>>} args
 * @property {{ readonly name: string, readonly pattern: RegExp, readonly list?: boolean }} [from]
 */

const zone = 'mapleandpine.com';
/** A record of the simulated account that dangles: to delete it is a risky plan. */
const record = '08b7bc72c10c4c75f5eed3584790d8f7';

/** @param {number} index */
function longRecord(index) {
  return { type: 'TXT', name: `note-${index}`, content: `a note of some length ${'x'.repeat(150)}` };
}

/** @type {readonly Step[]} */
const conversation = [
  { tool: 'list_zones', args: {} },
  { tool: 'list_dns_records', args: { zone, per_page: 1000 } },
  { tool: 'export_dns_records', args: { zone } },
  // Its plan is an answer of some 25 kB, where clients begin to cut.
  {
    tool: 'sync_dns_records',
    args: {
      zone: 'northfork-labs.dev',
      records: Array.from({ length: 60 }, (_, index) => longRecord(index)),
      dry_run: true,
    },
  },
  { tool: 'get_analytics', args: { zone, report: 'traffic' } },
  { tool: 'delete_dns_record', args: { zone, record_id: record } },
  {
    tool: 'delete_dns_record',
    args: { zone, record_id: record },
    from: { name: 'confirm', pattern: /"confirm":\s*"([0-9a-f]{16})"/u },
  },
  {
    tool: 'create_dns_record',
    args: {
      zone,
      type: 'SRV',
      name: '_ldap._tcp',
      data: { priority: 10, weight: 60, port: 389, target: `ldap.${zone}` },
      dry_run: true,
    },
  },
  { tool: 'create_dns_record', args: { zone, type: 'A', name: 'scripted', content: '192.0.2.44' } },
  {
    tool: 'undo_change',
    args: {},
    from: { name: 'change_ids', pattern: /"change_id":\s*"(chg_[0-9a-f]{8})"/u, list: true },
  },
];

const deletion = { tool: 'delete_dns_record', args: { zone, record_id: record } };

/**
 * What is played. `prompt`: the person starts a prompt of the server, and the model says nothing more. `interrupt`: the
 * person gives up while a call runs. `snippet`: the server has a token that nobody has. `approve`, `decline`: a person answers a form.
 *
 * @type {Readonly<Record<string, readonly Step[]>>}
 */
export const scripts = {
  conversation,
  prompt: [],
  interrupt: [{ tool: 'get_zone_settings', args: { zone } }],
  snippet: [{ tool: 'list_zones', args: {} }],
  approve: [deletion],
  decline: [deletion],
};

/** The resource that a model reads last, where its client gives it a tool for that. */
export const resource = { server: 'cloudflare', uri: 'cloudflare://zones' };

/** Claude Code, Codex, Gemini CLI and others have a tool of their own that reads a resource of any server. */
const readsResources = /^(?:read_?mcp_?resource(?:_?tool)?|access_mcp_resource)$/iu;

export const farewell = 'The script is done.';

/** @typedef {{ readonly name: string, readonly namespace?: string | undefined }} Offered */

/**
 * A tool by the name that a client gave it: `mcp__cloudflare__list_zones`, `cloudflare-list_zones`.
 *
 * @param {readonly Offered[]} offered
 * @param {string} tool
 */
function named(offered, tool) {
  const ending = new RegExp(`(?:^|[^a-z0-9]|_)${tool}$`, 'u');
  const found = offered.filter(({ name }) => ending.test(name));
  return found.toSorted((a, b) => a.name.length - b.name.length)[0];
}

/**
 * @typedef {object} Turn
 * @property {string} [text]
 * @property {{ readonly name: string, readonly namespace?: string | undefined, readonly args: unknown }} [call]
 */

/**
 * What the model does next.
 *
 * @param {readonly Step[]} steps
 * @param {readonly Offered[]} offered
 * @param {readonly string[]} results What the calls so far came back with, searches left out.
 * @param {readonly string[]} done The tools called so far, by our names.
 * @param {boolean} searched Whether the last call was a search for tools.
 * @returns {Turn}
 */
export function nextTurn(steps, offered, results, done, searched) {
  if (offered.length === 0) return { text: 'ok' };
  const step = stepAfter(steps, results, done.length);
  if (step === undefined) return lastTurn(steps, offered, done);
  const tool = named(offered, step.tool);
  if (tool !== undefined) return { call: { ...tool, args: step.args } };
  return throughSearch(offered, step, searched);
}

/**
 * Clients that show a model no tools before it searches: Codex (`tool_search`), Qwen Code (`tool_search`, `tool_call`).
 *
 * @param {readonly Offered[]} offered
 * @param {{ readonly tool: string, readonly args: unknown }} step
 * @param {boolean} searched
 * @returns {Turn}
 */
function throughSearch(offered, { tool, args }, searched) {
  const has = (/** @type {string} */ name) => offered.some((other) => other.name === name);
  if (searched && has('tool_call')) {
    return { call: { name: 'tool_call', args: { name: `mcp__cloudflare__${tool}`, arguments: args } } };
  }
  if (searched || !has('tool_search')) {
    return { text: `There is no tool ${tool} among ${offered.map(({ name }) => name).join(' ')}` };
  }
  const query = has('tool_call')
    ? `select:mcp__cloudflare__${tool}`
    : `${tool.replaceAll('_', ' ')} cloudflare`;
  return { call: { name: 'tool_search', args: has('tool_call') ? { query } : { query, limit: 8 } } };
}

/**
 * @param {readonly Step[]} steps
 * @param {readonly Offered[]} offered
 * @param {readonly string[]} done
 * @returns {Turn}
 */
function lastTurn(steps, offered, done) {
  const reader = offered.find(({ name }) => readsResources.test(name));
  if (steps !== conversation || reader === undefined || done.includes(reader.name)) return { text: farewell };
  return { call: { ...reader, args: resource } };
}

/**
 * @param {readonly Step[]} steps
 * @param {readonly string[]} results
 * @param {number} calls
 */
function stepAfter(steps, results, calls) {
  let taken = 0;
  for (const [index, { tool, args, from }] of steps.entries()) {
    const value = from === undefined ? undefined : valueIn(results.slice(0, taken), from.pattern);
    if (from !== undefined && value === undefined) continue;
    if (taken === calls) {
      const added = from === undefined ? {} : { [from.name]: from.list === true ? [value] : value };
      return { index, tool, args: { ...args, ...added } };
    }
    taken += 1;
  }
  return undefined;
}

/**
 * @param {readonly string[]} results
 * @param {RegExp} pattern
 */
function valueIn(results, pattern) {
  for (const result of results.toReversed()) {
    const found = pattern.exec(result.replaceAll(String.raw`\"`, '"'))?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
