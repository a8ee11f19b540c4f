import type { LineChannel } from '../app/channel.ts';
import type { KnownCall, RequestId } from '../app/recognise.ts';
import type { CallingClient, Loaded, ReadableChannel } from '../app/responder.ts';
import { type CallRequest, call } from '../call/call.ts';
import type { Answer } from '../change/approve.ts';
import type { Question } from '../change/question.ts';
import type { JsonObject } from '../json.ts';
import type { Tool } from '../tool/define.ts';
import type { ServerDefinition } from './definition.ts';
import { type Person, questionResult } from './elicit.ts';
import { serveChannel } from './serve.ts';
import {
  callAndAsk,
  forRevision,
  resultLineOf,
  type ToolResult,
  toolResult,
  withoutClientArguments,
} from './tool-result.ts';

/**
 * Serves the calls of a client, and opens what serves the rest when it is asked for. A call that is known beyond doubt
 * needs nothing of the SDK until a person has to be asked: reading it takes longer than all else before the answer.
 *
 * @param prepare reads what calls may need besides their tools, in steps.
 */
export function serveCalls<Services>(
  definition: ServerDefinition<Services>,
  channel: LineChannel,
  prepare: () => Iterable<void> = () => [],
): Loaded {
  return new Calls(definition, channel, prepare);
}

const internalError = -32_603;
const serverInfoKey = 'io.modelcontextprotocol/serverInfo';

class Calls<Services> implements Loaded {
  readonly #definition: ServerDefinition<Services>;
  readonly #channel: LineChannel;
  /** By id, what takes the latest call of that id back: a client may use one twice. */
  readonly #running = new Map<RequestId, AbortController>();
  readonly #unanswered = new Set<Promise<void>>();
  readonly #prepare: () => Iterable<void>;
  #person: Person | undefined;

  constructor(definition: ServerDefinition<Services>, channel: LineChannel, prepare: () => Iterable<void>) {
    this.#definition = definition;
    this.#channel = channel;
    this.#prepare = prepare;
  }

  isBusy(): boolean {
    return this.#unanswered.size > 0;
  }

  *prepare(): Generator<void, void, void> {
    yield* this.#prepare();
    yield* this.#definition.tools.prepare();
  }

  call(known: KnownCall, client: CallingClient): boolean {
    const tool = this.#definition.tools.get(known.name);
    if (tool === undefined) return false;
    const canceller = new AbortController();
    this.#running.set(known.id, canceller);
    const answered = this.#answer(known, tool, client, canceller.signal).finally(() => {
      if (this.#running.get(known.id) === canceller) this.#running.delete(known.id);
      this.#unanswered.delete(answered);
    });
    this.#unanswered.add(answered);
    return true;
  }

  cancel(id: RequestId): boolean {
    const canceller = this.#running.get(id);
    canceller?.abort();
    return canceller !== undefined;
  }

  async idle(): Promise<void> {
    while (this.#unanswered.size > 0) await Promise.all(this.#unanswered);
    await this.#definition.gate.idle();
  }

  closed(): void {
    for (const canceller of this.#running.values()) canceller.abort();
  }

  open(channel: ReadableChannel, replay: readonly JsonObject[]): void {
    const onPerson = (person: Person): void => {
      this.#person = person;
    };
    serveChannel(this.#definition, channel, replay, { idle: () => this.idle(), onPerson });
  }

  /** Answers a call, unless it is taken back. Never rejects. */
  async #answer(
    known: KnownCall,
    tool: Tool<Services>,
    client: CallingClient,
    signal: AbortSignal,
  ): Promise<void> {
    const { id } = known;
    try {
      const result = await this.#result(known, tool, client, signal);
      if (signal.aborted) return;
      const line = resultLineOf({ id, result });
      if (line !== undefined) await this.#channel.writeAnswer(line);
      else await this.#write({ result, jsonrpc: '2.0', id });
    } catch {
      if (!signal.aborted)
        await this.#write({ jsonrpc: '2.0', id, error: { code: internalError, message: 'Internal error' } });
    }
  }

  async #result(
    known: KnownCall,
    tool: Tool<Services>,
    client: CallingClient,
    signal: AbortSignal,
  ): Promise<{ readonly [member: string]: unknown }> {
    const request = {
      args: withoutClientArguments(tool, known.args),
      signal,
      progress: this.#progressOf(known, signal),
    };
    if (known.era === 'modern') return this.#modernResult(known, tool, request);
    const canAsk = client.asksForms && this.#person?.canBeAsked !== false;
    const ask = (question: Question): Promise<Answer | undefined> => this.#ask(question, client, signal);
    const presented = await callAndAsk(this.#definition, tool, request, canAsk, ask);
    return toolResult(forRevision(presented, client.revision));
  }

  /** A question is the result; the call that brings its answer is for the SDK. */
  async #modernResult(
    { asksForms }: KnownCall,
    tool: Tool<Services>,
    request: Omit<CallRequest, 'canAsk' | 'answer'>,
  ): Promise<{ readonly [member: string]: unknown }> {
    const { name, title, version, websiteUrl } = this.#definition;
    const end = await call(this.#definition, tool, { ...request, canAsk: asksForms });
    const result: ToolResult | ReturnType<typeof questionResult> =
      end.kind === 'question' ? questionResult(end.question) : toolResult(end.presented);
    const meta = { ...result._meta, [serverInfoKey]: { name, title, version, websiteUrl } };
    return { ...result, resultType: result['resultType'] ?? 'complete', _meta: meta };
  }

  async #ask(question: Question, client: CallingClient, signal: AbortSignal): Promise<Answer | undefined> {
    await client.openRest();
    return this.#person?.ask(signal, question);
  }

  #progressOf({ progressToken }: KnownCall, signal: AbortSignal): CallRequest['progress'] {
    return async (progress, total, message) => {
      if (progressToken === undefined || signal.aborted) return;
      const params = { progressToken, progress, total, message };
      await this.#write({ method: 'notifications/progress', params, jsonrpc: '2.0' });
    };
  }

  #write(message: unknown): Promise<void> {
    return this.#channel.write(JSON.stringify(message));
  }
}
