import { Buffer } from 'node:buffer';
import {
  type FuzzWords,
  type Json,
  type JsonObject,
  learned,
  mutated,
  nastyTexts,
  objectIn,
  type Schema,
  ValueMaker,
} from './fuzz-values.ts';
import type { Random } from './random.ts';
import { envelope } from './rpc.ts';

export type Era = 'handshake' | '2026-07-28';

export interface FuzzedTool {
  readonly name: string;
  readonly inputSchema: Schema;
}

/**
 * What is sent: the bytes of one or more lines, without the last newline, or the order to repeat under a new id the call
 * that last asked for a confirmation, now with it.
 */
export type Step = { readonly bytes: Buffer } | { readonly again: number };

/** Everything that a client in its right mind, a broken one, and an attacker may write to the server. */
export class MessageMaker {
  readonly #random: Random;
  readonly #era: Era;
  readonly #tools: readonly FuzzedTool[];
  readonly #values: ValueMaker;
  readonly #otherParams: readonly JsonObject[];
  #nextId = 1;

  constructor(random: Random, era: Era, tools: readonly FuzzedTool[], words: FuzzWords) {
    this.#random = random;
    this.#era = era;
    this.#tools = tools;
    this.#values = new ValueMaker(random, words);
    this.#otherParams = [...otherParams, ...words.uris.map((uri) => ({ uri }))];
  }

  next(): Step {
    const roll = this.#random.next();
    const maker = weights.find(([upTo]) => roll < upTo)?.[1] ?? ((made: MessageMaker) => made.#randomBytes());
    return maker(this);
  }

  static readonly plainCall = (made: MessageMaker): Step => made.#line(made.#call());

  static readonly mutatedCall = (made: MessageMaker): Step => {
    const call = made.#call();
    const params = objectIn(call['params']);
    const args = mutated(params['arguments'] ?? {}, made.#random);
    return made.#line({ ...call, params: { ...params, arguments: args } });
  };

  /** Confirming what was just asked for. */
  static readonly again = (made: MessageMaker): Step => ({ again: made.#id() });

  static readonly mutatedEnvelope = (made: MessageMaker): Step => made.#line(made.#brokenEnvelope());

  static readonly otherMethod = (made: MessageMaker): Step => {
    const method = made.#random.pick(otherMethods);
    return made.#line({
      jsonrpc: '2.0',
      id: made.#id(),
      method,
      params: { ...made.#meta(), ...made.#random.pick(made.#otherParams) },
    });
  };

  static readonly cancel = (made: MessageMaker): Step => {
    const recent = Math.max(1, made.#nextId - 1 - made.#random.below(6));
    const requestId = made.#random.chance(0.85) ? recent : made.#random.pick(['', 'p1', -1, 1e9, null]);
    const reason = made.#random.pick(nastyTexts);
    return made.#line({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { ...made.#meta(), requestId, reason },
    });
  };

  static readonly notification = (made: MessageMaker): Step =>
    made.#line({
      jsonrpc: '2.0',
      method: made.#random.pick(notifications),
      params: { ...made.#meta(), progressToken: 1, progress: made.#random.below(9) },
    });

  /** Answers to what was never asked, and objects that are no message at all. */
  static readonly stray = (made: MessageMaker): Step => {
    const id: Json = made.#random.pick([0, 1, 'p1', null, made.#nextId]);
    return made.#line(
      made.#random.pick<Json>([
        { jsonrpc: '2.0', id, result: {} },
        { jsonrpc: '2.0', id, result: { action: 'accept', content: { approve: true } } },
        { jsonrpc: '2.0', id, error: { code: -1, message: made.#random.pick(nastyTexts) } },
        { jsonrpc: '2.0', id: made.#id() },
        {},
        [],
        [made.#call()],
        [[]],
        42,
        null,
        'text',
      ]),
    );
  };

  /** A call whose bytes were damaged on the way. */
  static readonly damaged = (made: MessageMaker): Step => {
    const bytes = Buffer.from(JSON.stringify(made.#call()));
    const random = made.#random;
    switch (random.below(4)) {
      case 0:
        return { bytes: bytes.subarray(0, random.below(bytes.length)) };
      case 1:
        bytes[random.below(bytes.length)] = random.below(256);
        return { bytes };
      case 2:
        return { bytes: Buffer.concat([bytes.subarray(0, random.below(bytes.length)), made.#noise(12)]) };
      default:
        return { bytes: Buffer.concat([Buffer.from('\ufeff'), bytes]) };
    }
  };

  static readonly oversized = (made: MessageMaker): Step => ({
    bytes: Buffer.from(`{"jsonrpc":"2.0","id":${made.#id()},"method":"${'x'.repeat(24 * 1024 * 1024)}"}`),
  });

  #randomBytes(): Step {
    return { bytes: this.#noise(200) };
  }

  #noise(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.#random.below(most) }, () => this.#random.below(256)));
  }

  #line(message: Json): Step {
    return { bytes: Buffer.from(JSON.stringify(message)) };
  }

  #id(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }

  #call(): JsonObject {
    const tool = this.#random.pick(this.#tools);
    return {
      jsonrpc: '2.0',
      id: this.#id(),
      method: 'tools/call',
      params: { ...this.#meta(), name: tool.name, arguments: this.#values.object(tool.inputSchema) },
    };
  }

  /** What each request of 2026-07-28 carries; now and then that of the other era. */
  #meta(): JsonObject {
    const modern = (this.#era === '2026-07-28') !== this.#random.chance(0.01);
    const progress = this.#random.chance(0.1) ? { progressToken: this.#random.pick([1, 'token']) } : {};
    if (!modern) return Object.keys(progress).length > 0 ? { _meta: progress } : {};
    const asks = this.#random.chance(0.3) ? { elicitation: { form: {} } } : {};
    const meta = { ...envelope(), 'io.modelcontextprotocol/clientCapabilities': asks, ...progress };
    return { _meta: meta };
  }

  #brokenEnvelope(): Json {
    const call = this.#call();
    const random = this.#random;
    const params = objectIn(call['params']);
    switch (random.below(9)) {
      case 0:
        return { ...call, jsonrpc: random.pick<Json>(['1.0', 2, null, '2.0\u0000']) };
      case 1:
        return {
          ...call,
          id: random.pick<Json>([null, {}, [], true, 1.5, -7, 1e21, '', '\u202e', 'x'.repeat(2000)]),
        };
      case 2:
        return { ...call, method: random.pick<Json>([...nastyTexts, 7, null]) };
      case 3:
        return { ...call, params: mutated(params, random) };
      case 4:
        return { ...call, params: { ...params, name: random.pick<Json>([...nastyTexts, 7, null]) } };
      case 5:
        return {
          ...call,
          params: {
            ...params,
            requestState: random.pick<Json>([learned('state', random.below(20)), 'f'.repeat(64), 7]),
            inputResponses: mutated({ approval: { action: 'accept', content: { approve: true } } }, random),
          },
        };
      case 6:
        return { ...call, params: { ...params, _meta: mutated(envelopeOf(), random) } };
      case 7:
        return { ...call, [random.pick(nastyTexts)]: random.pick(nastyTexts) };
      default:
        return mutated(call, random);
    }
  }
}

function envelopeOf(): Json {
  return JSON.parse(JSON.stringify(envelope()));
}

type Maker = (made: MessageMaker) => Step;

/** What is left is random bytes. */
const weights: readonly (readonly [upTo: number, Maker])[] = [
  [0.12, MessageMaker.plainCall],
  [0.72, MessageMaker.mutatedCall],
  [0.73, MessageMaker.again],
  [0.82, MessageMaker.mutatedEnvelope],
  [0.84, MessageMaker.otherMethod],
  [0.87, MessageMaker.cancel],
  [0.88, MessageMaker.notification],
  [0.91, MessageMaker.stray],
  [0.96, MessageMaker.damaged],
  [0.9601, MessageMaker.oversized],
];

const otherMethods = [
  'ping',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'logging/setLevel',
  'server/discover',
  'initialize',
  'tasks/list',
  'rpc.discover',
  'no/such',
];

const otherParams: readonly JsonObject[] = [
  {},
  { cursor: 'x' },
  { uri: 'x://../../etc/passwd' },
  { uri: 'file:///etc/passwd' },
  { name: '__proto__', arguments: {} },
  { level: 'debug' },
  { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  { ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'x', value: '\u202e' } },
];

const notifications = [
  'notifications/initialized',
  'notifications/progress',
  'notifications/roots/list_changed',
  'notifications/no-such',
];
