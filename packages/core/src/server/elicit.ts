import {
  type ElicitRequestFormParams,
  type ElicitResult,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Answer } from '../change/approve.ts';
import { isJsonObject } from '../json.ts';
import type { Question } from './question.ts';

/** The key of the one question that a call can end with. */
const key = 'approval';

const capabilitiesKey = 'io.modelcontextprotocol/clientCapabilities';

/** As long as a ticket lives, less the time in which the answer has to arrive. */
const patienceMs = 14 * 60_000;

/** Whether the client of a 2026-07-28 request can put a form to a person. Each request says it anew. */
export function canAskModern({ mcpReq }: ServerContext): boolean {
  const declared: unknown = Reflect.get(mcpReq.envelope ?? {}, capabilitiesKey);
  return isJsonObject(declared) && supportsForms(declared['elicitation']);
}

/** Whether the client of a handshake revision can, as it said in its `initialize`. */
export function canAskLegacy(server: Server): boolean {
  return supportsForms(server.getClientCapabilities()?.elicitation);
}

/**
 * The answer a 2026-07-28 request brings along. One without the state that was given out with a question is none:
 * a caller could send it before anything was asked.
 */
export function answerOf({ mcpReq }: ServerContext): Answer | undefined {
  const ticket = mcpReq.requestState();
  const response = inputResponse(mcpReq.inputResponses, key);
  if (typeof ticket !== 'string' || response.kind !== 'elicit') return undefined;
  return { ticket, verdict: verdictOf(response) };
}

/** The result that makes a client of 2026-07-28 ask and then repeat the call. */
export function questionResult({ message, ticket }: Question): InputRequiredResult {
  return inputRequired({
    inputRequests: { [key]: inputRequired.elicit({ message, requestedSchema: form() }) },
    requestState: ticket,
  });
}

/**
 * Asks through a client of a handshake revision, while its call waits.
 * @returns `undefined` when the client could not ask after all.
 */
export async function elicit(
  server: Server,
  { mcpReq: { signal } }: ServerContext,
  { message, ticket }: Question,
): Promise<Answer | undefined> {
  try {
    const result = await server.elicitInput(
      { message, requestedSchema: form() },
      { signal, timeout: patienceMs },
    );
    return { ticket, verdict: verdictOf(result) };
  } catch {
    return signal.aborted ? { ticket, verdict: 'dismissed' } : undefined;
  }
}

/** Accepting the form with its box left empty is no approval. */
function verdictOf({
  action,
  content,
}: {
  readonly action: ElicitResult['action'];
  readonly content?: unknown;
}): Answer['verdict'] {
  if (action === 'cancel') return 'dismissed';
  return action === 'accept' && isJsonObject(content) && content['approve'] === true
    ? 'approved'
    : 'declined';
}

/** A client that names no mode means forms (revision 2025-06-18 knew nothing else). */
function supportsForms(elicitation: unknown): boolean {
  if (!isJsonObject(elicitation)) return false;
  return elicitation['form'] !== undefined || elicitation['url'] === undefined;
}

/** Made anew each time, because the SDK may keep and change what it is given. */
function form(): ElicitRequestFormParams['requestedSchema'] {
  return {
    type: 'object',
    properties: {
      approve: {
        type: 'boolean',
        title: 'Apply these changes',
        description: 'Nothing is changed unless this is on.',
        default: false,
      },
    },
    required: ['approve'],
  };
}
