import { isJsonObject, type JsonObject } from '../json.ts';
import type { Policy } from '../policy/policy.ts';
import type { ChannelReader, LineChannel } from './channel.ts';
import { type Known, type RequestId, recognise } from './recognise.ts';
import { type ListMethod, listMembers, type RecordedList, type Recording } from './recording.ts';

export interface ResponderOptions {
  readonly channel: LineChannel;
  /** Absent where sources run unbuilt: the server then answers everything itself. */
  readonly recording: Recording | undefined;
  readonly policy: Policy;
  /**
   * Loads the server and lets it serve the channel.
   * @param replay what it has to be told first, without answering: see `serveChannel`.
   */
  readonly load: (replay: readonly JsonObject[]) => Promise<void>;
  /** Told when the server could not be loaded. */
  readonly onFailure: (error: unknown) => void;
}

/** What the SDK would have made of a connection so far. */
type Phase = 'opening' | 'handshake' | 'probe' | 'modern';

/**
 * How long after a list the server is loaded if nothing asks for it. Long enough for the other lists that clients ask
 * for at once; a model that decides on its first call takes far longer.
 */
const idleMs = 100;

const internalError = -32_603;

type Answer = readonly [id: RequestId, result: string];
/** What a notification is answered with. */
const nothing = 'nothing';

/**
 * Answers what never changes while the process runs, so that a client that starts the server and lists its tools
 * need not wait for the server to be loaded. It answers only what it recognises beyond doubt and in the order in
 * which clients do it; at anything else it steps aside for good: the server is loaded, told what was said, and reads
 * the channel itself from the very message on that was in doubt.
 */
export class StartupResponder implements ChannelReader {
  readonly #options: ResponderOptions;
  #phase: Phase = 'opening';
  #replay: readonly JsonObject[] = [];
  #idle: NodeJS.Timeout | undefined;

  constructor(options: ResponderOptions) {
    this.#options = options;
  }

  open(): void {
    this.#options.channel.read(this);
  }

  line(text: string): void {
    const recognised = recognise(text);
    const answer = recognised && this.#answer(recognised.known, recognised.message);
    if (answer === undefined) {
      this.skipped();
      return;
    }
    if (answer !== nothing) void this.#options.channel.answer(...answer);
    this.#idle?.refresh();
  }

  /** Too long for what is answered here. */
  parsed(): void {
    this.skipped();
  }

  /** Like everything else that is not recognised, such a line is for the server to refuse. */
  skipped(): void {
    this.#options.channel.unread();
    this.#stepAside();
  }

  /** Whatever was asked here is answered by now. */
  inputEnded(): void {
    this.#options.channel.close();
  }

  closed(): void {
    clearTimeout(this.#idle);
  }

  /** @returns `undefined` for what is left to the server. */
  #answer(known: Known, message: JsonObject): Answer | typeof nothing | undefined {
    const { recording } = this.#options;
    if (recording === undefined) return undefined;
    switch (known.kind) {
      case 'initialize':
        if (this.#phase !== 'opening') return undefined;
        this.#become('handshake', message);
        return [known.id, initializeResult(recording, known.revision)];
      case 'initialized':
        if (this.#phase !== 'handshake') return undefined;
        // Once is enough: it settles nothing that a second could change.
        if (this.#replay.length === 1) this.#become('handshake', message);
        return nothing;
      case 'ping':
        return this.#phase === 'handshake' ? [known.id, '{}'] : undefined;
      case 'discover':
        if (this.#phase === 'handshake') return undefined;
        if (this.#phase === 'opening') this.#become('probe', message);
        return [known.id, recording.discover];
      case 'list':
        return this.#list(known, message, recording);
    }
  }

  #list(
    { id, method, era }: Extract<Known, { kind: 'list' }>,
    message: JsonObject,
    recording: Recording,
  ): Answer | undefined {
    const list = recording.lists[method];
    if (list === undefined || (era === 'handshake') !== (this.#phase === 'handshake')) return undefined;
    if (era === 'modern' && this.#phase !== 'modern') {
      this.#phase = 'modern';
      // The cheapest request that settles the era of a connection: the method is gone in it.
      this.#replay = [{ ...message, method: 'ping' }];
    }
    this.#idle ??= setTimeout(() => this.#stepAside(), idleMs);
    return [id, listResult(method, list, era, this.#options.policy)];
  }

  #become(phase: Phase, message: JsonObject): void {
    this.#phase = phase;
    this.#replay = [...this.#replay, message];
  }

  #stepAside(): void {
    clearTimeout(this.#idle);
    this.#options.channel.pause();
    this.#options.load(this.#replay).catch((error: unknown) => {
      this.#options.onFailure(error);
      this.#options.channel.read(refusingAll(this.#options.channel));
    });
  }
}

function initializeResult({ revisions, initialize }: Recording, revision: string): string {
  const spoken = revisions.includes(revision) ? revision : revisions[0];
  return joined(`"protocolVersion":${JSON.stringify(spoken)}`, initialize);
}

function listResult(
  method: ListMethod,
  { items, rest }: RecordedList,
  era: 'handshake' | 'modern',
  policy: Policy,
): string {
  const offered = items.filter(({ needs }) => needs.every((need) => policy.decide(need).allowed));
  const listed = offered.map((item) => item.listed).join(',');
  return joined(`"${listMembers[method]}":[${listed}]`, rest[era]);
}

/** A member put before those of an object. */
function joined(member: string, object: string): string {
  return object === '{}' ? `{${member}}` : `{${member},${object.slice(1)}`;
}

/** Answers every request when there is no server to do it: silence would leave the client waiting. */
function refusingAll(channel: LineChannel): ChannelReader {
  const refuse = (id: RequestId): void => {
    const error = { code: internalError, message: 'The server could not be loaded.' };
    void channel.write(JSON.stringify({ jsonrpc: '2.0', id, error }));
  };
  return {
    line(text) {
      const id = requestIdOf(parsedLine(text));
      if (id !== undefined) refuse(id);
    },
    parsed({ value }) {
      const id = requestIdOf(value);
      if (id !== undefined) refuse(id);
    },
    skipped({ id, awaitsAnswer }) {
      if (awaitsAnswer && id !== null) refuse(id);
    },
    inputEnded: () => channel.close(),
    closed() {},
  };
}

function requestIdOf(message: unknown): RequestId | undefined {
  if (!isJsonObject(message) || typeof message['method'] !== 'string') return undefined;
  const { id } = message;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
