import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { ServerProcess } from './process.mjs';

/**
 * @typedef {import('./process.mjs').Message} Message
 * @typedef {import('node:http').ServerResponse} Response
 */

/**
 * Puts a server on stdio behind streamable HTTP, for a suite that speaks nothing else. On loopback, for development:
 * it checks neither Origin nor Host nor headers, so what the suite asks of HTTP says nothing here.
 * A handshake starts a process of its own, which its session id names; requests without a session share one.
 *
 * @param {readonly string[]} command
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startBridge(command) {
  const shared = new ServerProcess(command);
  await opened(shared);
  /** @type {Map<string, ServerProcess>} */
  const sessions = new Map();

  /** @param {Message} message @param {unknown} session @param {Response} response */
  const serverFor = (message, session, response) => {
    if (message.method === 'initialize') {
      const id = randomUUID();
      response.setHeader('mcp-session-id', id);
      sessions.set(id, new ServerProcess(command));
      return sessions.get(id);
    }
    return typeof session === 'string' ? sessions.get(session) : shared;
  };

  /** @param {import('node:http').IncomingMessage} request @param {Response} response */
  const handle = async (request, response) => {
    const session = request.headers['mcp-session-id'];
    if (request.method !== 'POST') return response.writeHead(request.method === 'DELETE' ? 200 : 405).end();
    const message = await messageOf(request);
    if (message === undefined) return response.writeHead(400).end();
    const server = serverFor(message, session, response);
    if (server === undefined) return response.writeHead(404).end();
    if (message.method !== undefined && message.id !== undefined) return answer(server, message, response);
    server.say(message);
    return response.writeHead(202).end();
  };
  const http = createServer((request, response) => void handle(request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('the bridge has no port');
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    async stop() {
      http.closeAllConnections();
      http.close();
      await Promise.all([shared, ...sessions.values()].map((server) => server.stop()));
    },
  };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Message | undefined>} Nothing for what is no JSON object.
 */
async function messageOf(request) {
  /** @type {unknown} */
  const body = await json(request).catch(() => undefined);
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : undefined;
}

/**
 * On stdio the first request that is no probe settles which revisions a connection speaks, and the suite begins with probes.
 *
 * @param {ServerProcess} server
 */
async function opened(server) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'bridge', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  await new Promise((resolve) => {
    const request = { id: 0, method: 'tools/list', params: { _meta } };
    server.request(request, { tell: () => undefined, end: resolve });
  });
}

/** @param {Message} told */
function event(told) {
  return `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...told })}\n\n`;
}

/** @param {ServerProcess} server @param {Message} message @param {Response} response */
function answer(server, message, response) {
  const own = server.request(message, {
    tell(told) {
      if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event(told));
    },
    end(told) {
      if (response.headersSent) return response.end(event(told));
      return response
        .writeHead(statusOf(told), { 'content-type': 'application/json' })
        .end(JSON.stringify(told));
    },
  });
  response.on('close', () => server.cancel(own));
}

/**
 * MCP 2026-07-28, streamable HTTP: errors of the protocol have a status too.
 *
 * @param {Message} message
 */
function statusOf({ error }) {
  const code = error instanceof Object && 'code' in error ? error.code : undefined;
  if (code === -32_601) return 404;
  return [-32_022, -32_021, -32_602, -32_600, -32_700].includes(Number(code)) ? 400 : 200;
}
