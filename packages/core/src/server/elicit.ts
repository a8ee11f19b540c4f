import {
  type ElicitRequestFormParams,
  type InputRequiredResult,
  inputRequired,
  ProtocolError,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { supportsForms } from '../app/recognise.ts';
import type { Answer, Verdict } from '../change/approve.ts';
import type { Question } from '../change/question.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { connectionClosed, malformedResponse } from './pending.ts';

/** The key of the one question that a call can end with. */
const key = 'approval';

const capabilitiesKey = 'io.modelcontextprotocol/clientCapabilities';

/** As long as a ticket lives, less the time in which the answer has to arrive. */
const patienceMs = 14 * 60_000;

/** Whether the client of a 2026-07-28 request can put a form to a person. Each request says it anew. */
export function canAskModern({ mcpReq }: ServerContext): boolean {
  const declared: unknown = Reflect.get(mcpReq.envelope ?? {}, capabilitiesKey);
  return isJsonObject(declared) && supportsForms(declared);
}

/**
 * The answer a 2026-07-28 request brings along. One without the state that was given out with a question is none:
 * a caller could send it before anything was asked. Neither is a state without an answer to this question.
 */
export function answerOf({ mcpReq }: ServerContext): Answer | undefined {
  const ticket = mcpReq.requestState();
  if (typeof ticket !== 'string') return undefined;
  if (mcpReq.droppedInputResponseKeys?.includes(key) === true) {
    return { ticket, verdict: { kind: 'malformed', what: 'it is not the bare result of the question' } };
  }
  const response = mcpReq.inputResponses?.[key];
  return response === undefined ? undefined : { ticket, verdict: verdictOf(response) };
}

/** The result that makes a client of 2026-07-28 ask and then repeat the call. */
export function questionResult({ message, ticket }: Question): InputRequiredResult {
  return inputRequired({
    inputRequests: { [key]: inputRequired.elicit({ message, requestedSchema: form() }) },
    requestState: ticket,
  });
}

/** The person behind a connection of a handshake revision, as far as its client lets them be asked. */
export class Person {
  readonly server: Server;
  /** Set by the first answer of any kind: a client that has answered once is one that can. */
  #ability: 'declared' | 'proved' | 'none' = 'declared';

  constructor(server: Server) {
    this.server = server;
  }

  /** As the client said in its `initialize`, and did not take back. */
  get canBeAsked(): boolean {
    return this.#ability !== 'none' && supportsForms(jsonOf(this.server.getClientCapabilities()));
  }

  /**
   * Asks while the call waits.
   * @returns `undefined` when the client does not know the request at all, and never answered one: then it cannot ask,
   * whatever it declared.
   */
  async ask(signal: AbortSignal, { message, ticket }: Question): Promise<Answer | undefined> {
    const params = { mode: 'form' as const, message, requestedSchema: form() };
    try {
      const result = await this.server.request({ method: 'elicitation/create', params }, anyResult, {
        signal,
        timeout: patienceMs,
      });
      this.#ability = 'proved';
      return { ticket, verdict: verdictOf(result) };
    } catch (error) {
      const verdict = verdictOfError(error, signal);
      if (isUnknownMethod(error) && this.#ability === 'declared') {
        this.#ability = 'none';
        return undefined;
      }
      this.#ability = 'proved';
      return { ticket, verdict };
    }
  }
}

function jsonOf(capabilities: object | undefined): JsonObject | undefined {
  return isJsonObject(capabilities) ? capabilities : undefined;
}

/** JSON-RPC 2.0 section 5.1. */
const methodNotFound = -32_601;

/** The result is judged by `verdictOf`, which can say what is wrong with it. */
const anyResult = z.looseObject({});

/** Approved is what says so exactly: a form that was accepted, with its box on. */
export function verdictOf(result: unknown): Verdict {
  if (!isJsonObject(result)) return malformed(`it is ${kindOf(result)}, not an object`);
  const { action, content } = result;
  if (action === 'decline') return { kind: 'declined' };
  if (action === 'cancel') return { kind: 'dismissed' };
  if (action === 'accept') return verdictOfContent(content);
  return malformed('its action is none of accept, decline and cancel');
}

function verdictOfContent(content: unknown): Verdict {
  if (content === undefined) return malformed('it accepts a form without content');
  if (!isJsonObject(content))
    return malformed(`the content of its form is ${kindOf(content)}, not an object`);
  const approve = ownMember(content, 'approve');
  if (approve === undefined) return malformed('the content of its form has no member approve');
  if (typeof approve !== 'boolean') return malformed(`approve is ${kindOf(approve)}, not true or false`);
  return { kind: approve ? 'approved' : 'box_off' };
}

function ownMember(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function malformed(what: string): Verdict {
  return { kind: 'malformed', what };
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function verdictOfError(error: unknown, signal: AbortSignal): Verdict {
  if (signal.aborted) return { kind: 'dismissed' };
  if (!(error instanceof ProtocolError) || error.code === connectionClosed) return { kind: 'dismissed' };
  if (error.code === malformedResponse)
    return malformed('it has neither a result that is an object nor an error');
  return { kind: 'failed', code: error.code };
}

function isUnknownMethod(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === methodNotFound;
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
