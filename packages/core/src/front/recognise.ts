import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { paramsProblem } from './params.ts';
import { type ListMethod, listMembers } from './recording.ts';
import { capabilities, fits, implementation } from './shape.ts';

/** The revision whose requests carry an envelope each; earlier ones begin with a handshake. */
const modernRevision = '2026-07-28';
const envelope = {
  revision: 'io.modelcontextprotocol/protocolVersion',
  client: 'io.modelcontextprotocol/clientInfo',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
} as const;

export type RequestId = string | number;

/** A message with exactly one right answer, or none, that does not depend on anything but what was said before. */
export type Known =
  | { readonly kind: 'initialize'; readonly id: RequestId; readonly revision: string }
  | { readonly kind: 'initialized' }
  | { readonly kind: 'ping'; readonly id: RequestId }
  | { readonly kind: 'discover'; readonly id: RequestId }
  | {
      readonly kind: 'list';
      readonly id: RequestId;
      readonly method: ListMethod;
      readonly era: 'handshake' | 'modern';
    };

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
  const message = parse(line);
  if (message?.['jsonrpc'] !== '2.0' || !onlyHas(message, members)) return undefined;
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
  const initialized = method === 'notifications/initialized' && isPlain(params);
  return initialized ? { kind: 'initialized' } : undefined;
}

const initializeMembers = new Set(['protocolVersion', 'capabilities', 'clientInfo', '_meta']);

function initializeOf(id: RequestId, params: JsonValue | undefined): Known | undefined {
  if (!isJsonObject(params) || !onlyHas(params, initializeMembers)) return undefined;
  const { protocolVersion, capabilities: declared, clientInfo, _meta } = params;
  if (typeof protocolVersion !== 'string' || !isPlainMeta(_meta)) return undefined;
  if (!isJsonObject(declared) || !fits(declared, capabilities) || !isImplementation(clientInfo))
    return undefined;
  return { kind: 'initialize', id, revision: protocolVersion };
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
  if (!isJsonObject(params) || !onlyHas(params, onlyMeta)) return false;
  const meta = params['_meta'];
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

function parse(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
