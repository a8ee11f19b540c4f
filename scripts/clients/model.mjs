// node model.mjs LOG SCENARIO: a model on loopback that does what conversation.mjs says, behind the interfaces of four providers.
// It prints its port, and writes every request and its own reply to the log.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import process from 'node:process';
import * as zlib from 'node:zlib';
import { scripts } from './conversation.mjs';
import { anthropic, chat, gemini, responses } from './providers.mjs';

const [log = 'model.jsonl', scenario = 'conversation'] = process.argv.slice(2);
const steps = scripts[scenario] ?? [];

/** @param {Buffer} body @param {string | undefined} encoding */
function inflated(body, encoding) {
  if (encoding === 'gzip') return zlib.gunzipSync(body);
  if (encoding === 'br') return zlib.brotliDecompressSync(body);
  // Newer than the Node that the types are of; clients run on a newer one.
  const zstd = Reflect.get(zlib, 'zstdDecompressSync');
  return encoding === 'zstd' && typeof zstd === 'function' ? zstd(body) : body;
}

/** @param {import('node:http').IncomingMessage} request @returns {Promise<any>} */
async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = inflated(Buffer.concat(chunks), request.headers['content-encoding']).toString();
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return {};
  }
}

/** @type {readonly (readonly [RegExp, import('./providers.mjs').Provider])[]} */
const providers = [
  [/\/messages$/u, anthropic],
  [/\/responses$/u, responses],
  [/\/chat\/completions$/u, chat],
  [/:(?:streamG|g)enerateContent$/u, gemini],
];

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://loopback');
  const body = await read(request);
  const provider = providers.find(([path]) => path.test(pathname))?.[1];
  if (provider === undefined || request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'application/json' });
    const data = [{ id: 'fake', object: 'model', created: 1, owned_by: 'loopback' }];
    response.end(JSON.stringify({ object: 'list', data, models: [], input_tokens: 100, totalTokens: 100 }));
    return;
  }
  const { whole, events } = provider(body, steps);
  appendFileSync(log, `${JSON.stringify({ path: pathname, body, whole })}\n`);
  if (body.stream !== true && !pathname.includes(':stream')) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(whole));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [event, data] of events) {
    const name = event === undefined ? '' : `event: ${event}\n`;
    response.write(`${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  }
  response.end();
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
