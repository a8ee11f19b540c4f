import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { inputLimits, type SkippedLine } from './lines.ts';
import { type ListMethod, listMembers } from './recording.ts';

/** How many values the walk may still visit. */
interface Budget {
  left: number;
}

/**
 * Why the parameters of a message are not even looked at, or `undefined` when they are: they pass one of
 * `inputLimits`, or hold `__proto__`, which the SDK's own parsing drops without a word, and an argument must never
 * vanish. Takes time in proportion to what is within the limits, and repeats nothing of the message.
 */
export function paramsProblem(message: JsonObject): string | undefined {
  return problemOf(message['params'], 0, { left: inputLimits.values });
}

/** What is said of parameters that are too much as a whole. */
export const excessOf = {
  values: `The parameters hold more than ${inputLimits.values} values.`,
  depth: `The parameters are nested deeper than ${inputLimits.depth} levels.`,
  loose: 'More than 1 MiB of the message is neither in a list nor in a text among the arguments.',
  names: `The lists in the parameters hold members of more than ${inputLimits.names} different names.`,
} as const;

const invalidRequest = -32_600;
const invalidParams = -32_602;

/** What a request is answered that was not read as a whole; `undefined` for what is never answered. */
export function skippedError({
  excess,
  awaitsAnswer,
}: SkippedLine): { readonly code: number; readonly message: string } | undefined {
  if (!awaitsAnswer) return undefined;
  if (excess !== 'bytes') return { code: invalidParams, message: excessOf[excess] };
  const most = inputLimits.lineBytes / 1024 / 1024;
  return { code: invalidRequest, message: `The message is longer than ${most} MiB and was skipped.` };
}

function problemOf(value: JsonValue | undefined, depth: number, budget: Budget): string | undefined {
  budget.left -= 1;
  if (budget.left < 0) return excessOf.values;
  if (typeof value === 'string') return textProblem(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > inputLimits.depth) return excessOf.depth;
  const own = isJsonObject(value) ? objectProblem(value) : listProblem(value);
  if (own !== undefined) return own;
  for (const member of Object.values(value)) {
    const problem = problemOf(member, depth + 1, budget);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function textProblem(text: string): string | undefined {
  if (text.length <= inputLimits.textLength) return undefined;
  return `A text in the parameters is longer than ${inputLimits.textLength} characters.`;
}

function listProblem(list: readonly JsonValue[]): string | undefined {
  if (list.length <= inputLimits.items) return undefined;
  return `A list in the parameters has more than ${inputLimits.items} items.`;
}

function objectProblem(object: JsonObject): string | undefined {
  if (Object.hasOwn(object, '__proto__')) return 'No parameter can be named __proto__.';
  const names = Object.keys(object);
  if (names.length > inputLimits.members) {
    return `An object in the parameters has more than ${inputLimits.members} members.`;
  }
  if (names.every((name) => name.length <= inputLimits.nameLength)) return undefined;
  return `A name in the parameters is longer than ${inputLimits.nameLength} characters.`;
}

/**
 * What a member has to be if it is there. `objects` is an object whose members are all objects. Members that a
 * shape does not name may be anything.
 */
export type Shape = 'text' | 'boolean' | 'object' | 'objects' | { readonly [member: string]: Shape };

function fits(value: JsonValue | undefined, shape: Shape): boolean {
  if (value === undefined) return true;
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'boolean') return typeof value === 'boolean';
  if (!isJsonObject(value)) return false;
  if (shape === 'object') return true;
  if (shape === 'objects') return Object.values(value).every((member) => isJsonObject(member));
  return Object.entries(shape).every(([name, member]) => fits(value[name], member));
}

/** `ClientCapabilities` of MCP's schema, revisions up to 2026-07-28. */
const capabilities: Shape = {
  experimental: 'objects',
  extensions: 'objects',
  sampling: { context: 'object', tools: 'object' },
  elicitation: { form: { applyDefaults: 'boolean' }, url: 'object' },
  roots: { listChanged: 'boolean' },
  tasks: {
    list: 'object',
    cancel: 'object',
    requests: { sampling: { createMessage: 'object' }, elicitation: { create: 'object' } },
  },
};

/** `Implementation` of MCP's schema, which has `icons` besides. */
const implementation: Shape = {
  name: 'text',
  version: 'text',
  title: 'text',
  websiteUrl: 'text',
  description: 'text',
};

/** The revision whose requests carry an envelope each; earlier ones begin with a handshake. */
const modernRevision = '2026-07-28';
const envelope = {
  revision: 'io.modelcontextprotocol/protocolVersion',
  client: 'io.modelcontextprotocol/clientInfo',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
} as const;

export type RequestId = string | number;

/** A message that is well-formed beyond doubt. */
export type Known =
  | {
      readonly kind: 'initialize';
      readonly id: RequestId;
      readonly revision: string;
      /** Whether the client can put a form to a person. */
      readonly asksForms: boolean;
    }
  | { readonly kind: 'initialized' }
  | { readonly kind: 'ping'; readonly id: RequestId }
  | { readonly kind: 'discover'; readonly id: RequestId }
  | {
      readonly kind: 'list';
      readonly id: RequestId;
      readonly method: ListMethod;
      readonly era: 'handshake' | 'modern';
    }
  | KnownCall
  | { readonly kind: 'cancelled'; readonly requestId: RequestId };

/** A call of a tool, whose arguments are for the tool to check. */
export interface KnownCall {
  readonly kind: 'call';
  readonly id: RequestId;
  readonly name: string;
  readonly args: JsonObject | undefined;
  readonly progressToken: RequestId | undefined;
  readonly era: 'handshake' | 'modern';
  /** Whether the client says with it that it can put a form to a person; in a handshake it has said so before. */
  readonly asksForms: boolean;
}

export interface Recognised {
  readonly known: Known;
  readonly message: JsonObject;
}

const members = new Set(['jsonrpc', 'id', 'method', 'params']);

/**
 * What a line of stdin is, or `undefined` unless it is beyond doubt one of the messages above, well-formed, and with
 * nothing in it that this file does not know. To be unsure is always right: the SDK then decides.
 */
export function recognise(line: string): Recognised | undefined {
  return recogniseValue(parse(line));
}

/** As `recognise`, of a line that was parsed while it came in. */
export function recogniseValue(message: unknown): Recognised | undefined {
  if (!isJsonObject(message) || message['jsonrpc'] !== '2.0' || !onlyHas(message, members)) return undefined;
  if (paramsProblem(message) !== undefined) return undefined;
  const { id, method, params } = message;
  const known = Object.hasOwn(message, 'id') ? requestOf(id, method, params) : notificationOf(method, params);
  return known === undefined ? undefined : { known, message };
}

function requestOf(
  id: JsonValue | undefined,
  method: JsonValue | undefined,
  params: JsonValue | undefined,
): Known | undefined {
  if (!isRequestId(id)) return undefined;
  if (method === 'initialize') return initializeOf(id, params);
  if (method === 'ping') return isPlain(params) ? { kind: 'ping', id } : undefined;
  if (method === 'server/discover') return isModern(params) ? { kind: 'discover', id } : undefined;
  if (method === 'tools/call') return callOf(id, params);
  if (!isListMethod(method)) return undefined;
  if (isPlain(params)) return { kind: 'list', id, method, era: 'handshake' };
  return isModern(params) ? { kind: 'list', id, method, era: 'modern' } : undefined;
}

function isListMethod(method: JsonValue | undefined): method is ListMethod {
  return typeof method === 'string' && Object.hasOwn(listMembers, method);
}

/** As the SDK takes them: text, or a number that is safe and whole. */
function isRequestId(id: JsonValue | undefined): id is RequestId {
  return typeof id === 'string' || (typeof id === 'number' && Number.isSafeInteger(id));
}

function notificationOf(method: JsonValue | undefined, params: JsonValue | undefined): Known | undefined {
  if (method === 'notifications/cancelled') return cancelledOf(params);
  const initialized = method === 'notifications/initialized' && isPlain(params);
  return initialized ? { kind: 'initialized' } : undefined;
}

/** Whatever else a notification says: one that takes a request back must not be missed. */
function cancelledOf(params: JsonValue | undefined): Known | undefined {
  if (!isJsonObject(params)) return undefined;
  const { requestId, reason } = params;
  if (!isRequestId(requestId) || (reason !== undefined && typeof reason !== 'string')) return undefined;
  return { kind: 'cancelled', requestId };
}

const callMembers = new Set(['name', 'arguments', '_meta']);

function callOf(id: RequestId, params: JsonValue | undefined): Known | undefined {
  if (!isJsonObject(params) || !onlyHas(params, callMembers)) return undefined;
  const { name, arguments: args, _meta } = params;
  if (typeof name !== 'string' || (args !== undefined && !isJsonObject(args))) return undefined;
  const common = { kind: 'call', id, name, args } as const;
  if (isPlainMeta(_meta)) {
    return { ...common, progressToken: progressTokenOf(_meta), era: 'handshake', asksForms: false };
  }
  if (!isModernMeta(_meta)) return undefined;
  const asksForms = supportsForms(_meta[envelope.capabilities]);
  return { ...common, progressToken: progressTokenOf(_meta), era: 'modern', asksForms };
}

function progressTokenOf(meta: JsonValue | undefined): RequestId | undefined {
  const token = isJsonObject(meta) ? meta['progressToken'] : undefined;
  return isRequestId(token) ? token : undefined;
}

/** What capabilities say of forms. A client that names no mode means them (revision 2025-06-18 knew nothing else). */
export function supportsForms(declared: JsonValue | undefined): boolean {
  const elicitation = isJsonObject(declared) ? declared['elicitation'] : undefined;
  if (!isJsonObject(elicitation)) return false;
  return elicitation['form'] !== undefined || elicitation['url'] === undefined;
}

const initializeMembers = new Set(['protocolVersion', 'capabilities', 'clientInfo', '_meta']);

function initializeOf(id: RequestId, params: JsonValue | undefined): Known | undefined {
  if (!isJsonObject(params) || !onlyHas(params, initializeMembers)) return undefined;
  const { protocolVersion, capabilities: declared, clientInfo, _meta } = params;
  if (typeof protocolVersion !== 'string' || !isPlainMeta(_meta)) return undefined;
  if (!isJsonObject(declared) || !fits(declared, capabilities) || !isImplementation(clientInfo))
    return undefined;
  return { kind: 'initialize', id, revision: protocolVersion, asksForms: supportsForms(declared) };
}

/** Parameters of a request without arguments, of a handshake revision. */
function isPlain(params: JsonValue | undefined): boolean {
  if (params === undefined) return true;
  return isJsonObject(params) && onlyHas(params, onlyMeta) && isPlainMeta(params['_meta']);
}

const onlyMeta = new Set(['_meta']);
const plainMeta = new Set(['progressToken']);

function isPlainMeta(meta: JsonValue | undefined): boolean {
  if (meta === undefined) return true;
  return isJsonObject(meta) && onlyHas(meta, plainMeta) && isProgressToken(meta['progressToken']);
}

const modernMeta = new Set<string>([...plainMeta, ...Object.values(envelope)]);

/** Parameters of a request without arguments, of the revision with an envelope. */
function isModern(params: JsonValue | undefined): boolean {
  return isJsonObject(params) && onlyHas(params, onlyMeta) && isModernMeta(params['_meta']);
}

function isModernMeta(meta: JsonValue | undefined): meta is JsonObject {
  if (!isJsonObject(meta) || !onlyHas(meta, modernMeta)) return false;
  if (meta[envelope.revision] !== modernRevision || !isProgressToken(meta['progressToken'])) return false;
  const client = meta[envelope.client];
  if (client !== undefined && !isImplementation(client)) return false;
  const declared = meta[envelope.capabilities];
  return isJsonObject(declared) && fits(declared, capabilities);
}

function isImplementation(value: JsonValue | undefined): boolean {
  if (!isJsonObject(value) || !fits(value, implementation)) return false;
  return value['name'] !== undefined && value['version'] !== undefined && value['icons'] === undefined;
}

function isProgressToken(token: JsonValue | undefined): boolean {
  return token === undefined || typeof token === 'string' || Number.isSafeInteger(token);
}

function onlyHas(object: JsonObject, names: ReadonlySet<string>): boolean {
  return Object.keys(object).every((name) => names.has(name));
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
