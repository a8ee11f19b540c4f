import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import type { Recording } from '../front/recording.ts';
import { isJsonObject, type JsonObject, sameJson } from '../json.ts';
import type { ServerDefinition } from './definition.ts';
import { modernRevisions } from './revision.ts';
import { serveTransport } from './serve.ts';

/**
 * Asks a server, through the SDK, for the answers that never change. Meant for the build: the front door gives them
 * out later, before the server is loaded.
 * @throws {Error} when an answer is not what the front door takes it for.
 */
export async function record<Services>(definition: ServerDefinition<Services>): Promise<Recording> {
  const [newest, ...older] = await handshakes(definition);
  if (newest === undefined) throw new Error('the server speaks no handshake revision');
  const revisions = [newest, ...older].map(({ protocolVersion }) => protocolVersion);
  const unknown = await handshake(definition, 'unknown');
  const alike = [...older, unknown].every(({ rest }) => sameJson(rest, newest.rest));
  if (!alike || unknown.protocolVersion !== newest.protocolVersion) {
    throw new Error('the answer to initialize depends on its revision');
  }
  const handshakeList = await listOf(definition, {});
  const modernList = await listOf(definition, modernParams);
  if (!sameJson(handshakeList.tools, modernList.tools)) throw new Error('the eras see different tools');
  return {
    revisions,
    initialize: JSON.stringify(newest.rest),
    discover: JSON.stringify(await ask(definition, 'server/discover', modernParams)),
    list: { handshake: JSON.stringify(handshakeList.rest), modern: JSON.stringify(modernList.rest) },
    tools: definition.tools.tools().map(({ name, toolset, effect }, index) => {
      const listed = handshakeList.tools[index];
      if (!isJsonObject(listed) || listed['name'] !== name) throw new Error(`${name} is not in its place`);
      return { name, toolset, effect, listed: JSON.stringify(listed) };
    }),
  };
}

const modernParams: JsonObject = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': modernRevisions[0],
    'io.modelcontextprotocol/clientCapabilities': {},
  },
};

interface Handshake {
  readonly protocolVersion: string;
  readonly rest: JsonObject;
}

/** What `initialize` answers for each revision that it accepts, best first. */
async function handshakes<Services>(definition: ServerDefinition<Services>): Promise<readonly Handshake[]> {
  const asked = SUPPORTED_PROTOCOL_VERSIONS.filter((revision) => !modernRevisions.includes(revision));
  const answers: Handshake[] = [];
  for (const revision of asked) {
    const answer = await handshake(definition, revision);
    if (answer.protocolVersion === revision) answers.push(answer);
  }
  return answers;
}

async function handshake<Services>(
  definition: ServerDefinition<Services>,
  revision: string,
): Promise<Handshake> {
  const clientInfo = { name: 'build', version: '1' };
  const params = { protocolVersion: revision, capabilities: {}, clientInfo };
  const { protocolVersion, ...rest } = await ask(definition, 'initialize', params);
  if (typeof protocolVersion !== 'string') throw new Error('initialize names no revision');
  return { protocolVersion, rest };
}

async function listOf<Services>(definition: ServerDefinition<Services>, params: JsonObject) {
  const { tools, ...rest } = await ask(definition, 'tools/list', params);
  if (!Array.isArray(tools)) throw new Error('tools/list lists nothing');
  return { tools, rest };
}

/** The result of the first request of a connection of its own. */
function ask<Services>(
  definition: ServerDefinition<Services>,
  method: string,
  params: JsonObject,
): Promise<JsonObject> {
  return new Promise((resolve, reject) => {
    const transport: Transport = {
      async start() {},
      async close() {},
      async send(answer: JSONRPCMessage) {
        const { result } = JSON.parse(JSON.stringify(answer));
        if (isJsonObject(result)) resolve(result);
        else reject(new Error(`${method} is not answered: ${JSON.stringify(answer)}`));
      },
    };
    serveTransport(definition, transport);
    transport.onmessage?.({ jsonrpc: '2.0', id: 1, method, params });
  });
}
