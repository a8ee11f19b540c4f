import {
  type JSONRPCMessage,
  type Transport as McpTransport,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/server';
import { type Config, readConfig } from '../app/config.ts';
import type { Program } from '../app/program.ts';
import { type ListMethod, listMembers, type RecordedList, type Recording } from '../app/recording.ts';
import type { Features } from '../feature/feature.ts';
import type { Transport } from '../http/transport.ts';
import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '../json.ts';
import { createLogger, type Logger } from '../log/logger.ts';
import type { ToolIdentity } from '../tool/effect.ts';
import type { ServerDefinition } from './definition.ts';
import { modernRevisions } from './revision.ts';
import { serveTransport } from './serve.ts';

/**
 * Asks a server, through the SDK, for the answers that never change. Meant for the build: the startup responder gives them
 * out later, before the server is loaded.
 * @throws {Error} when an answer is not what the startup responder takes it for.
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
  return {
    revisions,
    initialize: JSON.stringify(newest.rest),
    discover: JSON.stringify(await ask(definition, 'server/discover', modernParams)),
    lists: await listsOf(definition),
  };
}

const nowhere: Transport = {
  send: () => Promise.reject(new Error('a recording needs no network')),
  close() {},
};

/**
 * What the startup responder of a server gives out, for the build.
 * @param define the server, connected by this transport, which sends nothing.
 */
export async function recordOf<Services>(
  program: Program,
  features: Features<Services>,
  define: (config: Config, log: Logger, transport: Transport) => ServerDefinition<Services>,
): Promise<Recording> {
  const log = createLogger({ level: 'silent', write: () => {}, now: () => new Date() });
  const recorded = await record(define(readConfig(program, [], {}), log, nowhere));
  return { ...recorded, features: features.outlines() };
}

interface Listable {
  readonly name: string;
  readonly needs: readonly ToolIdentity[];
}

async function listsOf<Services>(definition: ServerDefinition<Services>): Promise<Recording['lists']> {
  const { tools, prompts } = definition;
  const recorded = (method: ListMethod, items: readonly Listable[] | undefined) =>
    recordedList(definition, method, items);
  const needed = (names: readonly string[]): ToolIdentity[] =>
    tools
      .tools()
      .filter(({ name }) => names.includes(name))
      .map(identityOf);
  return {
    'tools/list': await recorded('tools/list', tools.tools().map(itself)),
    'prompts/list': await recorded(
      'prompts/list',
      prompts?.all().map(({ name, uses }) => ({ name, needs: needed(uses) })),
    ),
    ...(await resourceLists(definition, recorded)),
  };
}

async function resourceLists<Services>(
  { resources, apps }: ServerDefinition<Services>,
  recorded: (method: ListMethod, items: readonly Listable[]) => Promise<RecordedList | undefined>,
): Promise<Recording['lists']> {
  if (resources === undefined && apps === undefined) return {};
  const pages = (apps ?? []).map(({ name }) => ({ name, needs: [] }));
  const fixed = (resources?.fixed() ?? []).map(itself);
  const templates = (resources?.templates() ?? []).map(itself);
  return {
    'resources/list': await recorded('resources/list', [...fixed, ...pages]),
    'resources/templates/list': await recorded('resources/templates/list', templates),
  };
}

function itself(identity: ToolIdentity): Listable {
  return { name: identity.name, needs: [identityOf(identity)] };
}

/** @throws {Error} when a list is not what the startup responder takes it for. */
async function recordedList<Services>(
  definition: ServerDefinition<Services>,
  method: ListMethod,
  expected: readonly Listable[] | undefined,
): Promise<RecordedList | undefined> {
  if (expected === undefined) return undefined;
  const handshakeList = await listOf(definition, method, {});
  const modernList = await listOf(definition, method, modernParams);
  if (!sameJson(handshakeList.items, modernList.items)) throw new Error(`the eras see different ${method}`);
  if (handshakeList.items.length !== expected.length) throw new Error(`${method} lists something else`);
  return {
    rest: { handshake: JSON.stringify(handshakeList.rest), modern: JSON.stringify(modernList.rest) },
    items: expected.map(({ name, needs }, index) => {
      const listed = handshakeList.items[index];
      if (!isJsonObject(listed) || listed['name'] !== name) throw new Error(`${name} is not in its place`);
      return { needs, listed: JSON.stringify(listed) };
    }),
  };
}

function identityOf({ name, toolset, effect }: ToolIdentity): ToolIdentity {
  return { name, toolset, effect };
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

async function listOf<Services>(
  definition: ServerDefinition<Services>,
  method: ListMethod,
  params: JsonObject,
): Promise<{ readonly items: readonly JsonValue[]; readonly rest: JsonObject }> {
  const { [listMembers[method]]: items, ...rest } = await ask(definition, method, params);
  if (!Array.isArray(items)) throw new Error(`${method} lists nothing`);
  return { items, rest };
}

/** The result of the first request of a connection of its own. */
function ask<Services>(
  definition: ServerDefinition<Services>,
  method: string,
  params: JsonObject,
): Promise<JsonObject> {
  return new Promise((resolve, reject) => {
    const transport: McpTransport = {
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
