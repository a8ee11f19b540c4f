import './jitless.ts';
import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
  type Transport,
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { type ChannelStreams, LineChannel } from '../app/channel.ts';
import type { ReadableChannel } from '../app/responder.ts';
import { type CallRequest, call } from '../call/call.ts';
import type { Presented } from '../call/present.ts';
import type { Answer } from '../change/approve.ts';
import type { Question } from '../change/question.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { type ListedTool, listed, type Tool } from '../tool/define.ts';
import { nearest } from '../tool/nearest.ts';
import type { ServerDefinition } from './definition.ts';
import { answerOf, canAskModern, Person, questionResult } from './elicit.ts';
import { HardenedStdio } from './stdio.ts';
import { refuseCursor, registerSurface, surfaceCacheHints, surfaceCapabilities } from './surface.ts';
import { callAndAsk, forRevision, toolResult, withoutClientArguments } from './tool-result.ts';

/** How long a client may keep what never changes while the process runs. */
const cacheHints = {
  'server/discover': { ttlMs: 3_600_000, cacheScope: 'private' },
  'tools/list': { ttlMs: 3_600_000, cacheScope: 'private' },
  ...surfaceCacheHints,
} as const;

/**
 * Serves MCP on stdio, to clients of the handshake revisions (2024-11-05 to 2025-11-25) and of 2026-07-28.
 * Resolves when the client has gone.
 */
export function serve<Services>(
  definition: ServerDefinition<Services>,
  streams: ChannelStreams,
): Promise<void> {
  const channel = new LineChannel(streams);
  serveChannel(definition, channel);
  return channel.ended;
}

/**
 * Serves MCP on a channel whose client may have been answered before.
 * @param replay what the client said then, as far as it settles how to go on: the server takes note of it, and
 * answers none of it again.
 */
export function serveChannel<Services>(
  definition: ServerDefinition<Services>,
  channel: ReadableChannel,
  replay: readonly JsonObject[] = [],
  { idle = () => definition.gate.idle(), onPerson }: Beside = {},
): void {
  const onTrouble = (what: string): void => definition.log.debug('protocol', { what });
  serveTransport(definition, new HardenedStdio({ channel, replay, onTrouble, idle }), onPerson);
}

/** What else serves the same client. */
export interface Beside {
  /** Resolves when nothing is at work. */
  readonly idle?: () => Promise<void>;
  /** Told of the person behind a connection of a handshake revision. */
  readonly onPerson?: (person: Person) => void;
}

/** Serves MCP on any transport. */
export function serveTransport<Services>(
  definition: ServerDefinition<Services>,
  transport: Transport,
  onPerson?: (person: Person) => void,
): void {
  // The SDK makes a server for each probe of a connection, so making one must have no effect.
  serveStdio(({ era }) => connection(definition, era === 'modern', onPerson), {
    legacy: 'serve',
    transport,
    onerror: (error) => definition.log.debug('protocol', { what: error.name }),
  });
}

function connection<Services>(
  definition: ServerDefinition<Services>,
  modern: boolean,
  onPerson: ((person: Person) => void) | undefined,
): Server {
  const { name, title, version, websiteUrl, instructions } = definition;
  const server = new Server(
    { name, title, version, websiteUrl },
    { capabilities: { tools: {}, ...surfaceCapabilities(definition) }, instructions, cacheHints },
  );
  server.setRequestHandler('tools/list', (request) => {
    refuseCursor(request.params?.cursor);
    const pages = new Set(definition.apps?.map(({ uri }) => uri));
    return { tools: definition.tools.tools().map((tool) => withPage(listed(tool), pages)) };
  });
  const person = new Person(server);
  if (!modern) onPerson?.(person);
  server.setRequestHandler('tools/call', (request, context) =>
    modern
      ? callModern(definition, callOf(definition, request.params, context), context)
      : callLegacy(definition, callOf(definition, request.params, context), context, person),
  );
  registerSurface(server, definition, modern);
  return server;
}

interface ToolCall<Services> {
  readonly tool: Tool<Services>;
  readonly request: Omit<CallRequest, 'canAsk' | 'answer'>;
}

/**
 * A call of 2026-07-28: a question is the result, and its answer comes with another call. A state that this server did
 * not give out is an error of the protocol (multi round-trip requests), whatever else the call would have come to.
 */
async function callModern<Services>(
  definition: ServerDefinition<Services>,
  { tool, request }: ToolCall<Services>,
  context: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const asking = { canAsk: canAskModern(context), answer: answerOf(context) };
  const forged = asking.answer !== undefined && !definition.approvals.gaveOut(asking.answer.ticket);
  const end = await call(definition, tool, { ...request, ...asking });
  if (forged && end.kind === 'answer' && end.presented.isError) throw invalidState(end.presented);
  return end.kind === 'question' ? questionResult(end.question) : toolResult(end.presented);
}

/** Says all that the refusal says: some clients show a model only the message. */
function invalidState({ structured, text }: Presented): ProtocolError {
  const error = structured?.['error'];
  const { message, next_step: next } = isJsonObject(error) ? error : { message: text };
  const said = [message, next].filter((part) => typeof part === 'string').join(' ');
  return new ProtocolError(ProtocolErrorCode.InvalidParams, said, isJsonObject(error) ? error : {});
}

/** A call of a handshake revision: a question is asked meanwhile, and the call made again with its answer. */
async function callLegacy<Services>(
  definition: ServerDefinition<Services>,
  { tool, request }: ToolCall<Services>,
  context: ServerContext,
  person: Person,
): Promise<CallToolResult> {
  const { signal } = context.mcpReq;
  const asked = (question: Question): Promise<Answer | undefined> => person.ask(signal, question);
  const presented = await callAndAsk(definition, tool, request, person.canBeAsked, asked);
  return toolResult(forRevision(presented, person.server.getNegotiatedProtocolVersion()));
}

/** @throws {ProtocolError} for an unknown tool. */
function callOf<Services>(
  definition: ServerDefinition<Services>,
  { name, arguments: args }: { readonly name: string; readonly arguments?: unknown },
  context: ServerContext,
): ToolCall<Services> {
  const tool = definition.tools.get(name);
  if (tool === undefined) throw unknownTool(definition, name);
  const { signal } = context.mcpReq;
  return {
    tool,
    request: {
      args: withoutClientArguments(tool, args),
      signal,
      progress: (done, total, message) => notifyProgress(context, done, total, message),
    },
  };
}

async function notifyProgress(
  context: ServerContext,
  progress: number,
  total: number,
  message: string,
): Promise<void> {
  const progressToken = context.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  await context.mcpReq.notify({
    method: 'notifications/progress',
    params: { progressToken, progress, total, message },
  });
}

function unknownTool<Services>(definition: ServerDefinition<Services>, name: string): ProtocolError {
  const suggestion = nearest(name.replaceAll(/[^a-z_]/giu, ''), definition.tools.names());
  const hint = suggestion === undefined ? 'Call tools/list for the names.' : `Did you mean ${suggestion}?`;
  // Hidden characters become visible on the way out, like those of every error.
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name.slice(0, 64)}. ${hint}`);
}

/** A server without pages names none: a client would ask for it in vain. */
function withPage({ _meta, ...tool }: ListedTool, pages: ReadonlySet<string>): ListedTool {
  return _meta === undefined || !pages.has(_meta.ui.resourceUri) ? tool : { ...tool, _meta };
}
