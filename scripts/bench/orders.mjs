/**
 * What clients ask when they start a server, and in which order: seen with each (docs/clients.md). Requests of one step are sent together.
 *
 * @typedef {object} Order
 * @property {string} client
 * @property {'handshake' | 'modern'} era
 * @property {string} [revision] Of a handshake.
 * @property {readonly (readonly string[])[]} steps Methods, up to and with `tools/list`.
 */

const lists = ['prompts/list', 'resources/list', 'resources/templates/list'];

/** @type {readonly Order[]} */
export const orders = [
  {
    client: 'Claude Code 2.1.332',
    era: 'modern',
    steps: [['server/discover'], ['prompts/list', 'resources/list', 'tools/list']],
  },
  { client: 'Codex 0.171.0', era: 'handshake', revision: '2025-06-18', steps: [['tools/list']] },
  {
    client: 'Gemini CLI 0.61.0',
    era: 'handshake',
    revision: '2025-06-18',
    steps: [['prompts/list'], ['tools/list']],
  },
  { client: 'Copilot CLI 1.0.102', era: 'modern', steps: [['server/discover'], ['tools/list']] },
  { client: 'opencode 1.18.33', era: 'handshake', revision: '2025-11-25', steps: [['tools/list']] },
  {
    client: 'Qwen Code 0.24.4',
    era: 'handshake',
    revision: '2025-11-25',
    steps: [['prompts/list', 'resources/list', 'tools/list']],
  },
  { client: 'Cline CLI 3.0.65', era: 'handshake', revision: '2024-11-05', steps: [['tools/list']] },
  {
    client: 'Continue 1.5.47',
    era: 'handshake',
    revision: '2025-11-25',
    steps: [['prompts/list'], ['tools/list']],
  },
  // Nobody seen does this; whoever asks for everything one after the other is here.
  {
    client: 'all lists, one by one',
    era: 'handshake',
    revision: '2025-11-25',
    steps: [...lists, 'tools/list'].map((method) => [method]),
  },
];

const clientInfo = { name: 'bench', version: '1' };

const envelope = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {},
  },
};

/**
 * Asks what a client asks, up to the list of tools.
 *
 * @param {import('./child.mjs').Child} child
 * @param {Order} order
 */
export async function askInOrder(child, { era, revision = '', steps }) {
  if (era === 'handshake') {
    await child.ask('initialize', { protocolVersion: revision, capabilities: {}, clientInfo });
    child.tell('notifications/initialized');
  }
  for (const methods of steps)
    await Promise.all(methods.map((method) => child.ask(method, era === 'modern' ? envelope : undefined)));
}

/**
 * @param {import('./child.mjs').Child} child
 * @param {Order} order
 * @param {{ readonly name: string, readonly arguments: object }} call
 */
export function callInOrder(child, { era }, call) {
  return child.ask('tools/call', era === 'modern' ? { ...call, ...envelope } : call);
}
