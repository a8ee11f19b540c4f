import { isJsonObject, type JsonObject } from '../json.ts';
import type { Policy } from '../policy/policy.ts';
import type { ChannelReader, LineChannel } from './channel.ts';
import { IdleWork } from './idle.ts';
import type { ParsedLine, SkippedLine } from './lines.ts';
import {
  type Known,
  type KnownCall,
  type Recognised,
  type RequestId,
  recognise,
  recogniseValue,
  skippedError,
} from './recognise.ts';
import { type ListMethod, listMembers, type RecordedList, type Recording } from './recording.ts';

export interface ResponderOptions {
  readonly channel: LineChannel;
  /** Absent where sources run unbuilt: the server then answers everything itself. */
  readonly recording: Recording | undefined;
  readonly policy: Policy;
  /** Loads the server. */
  readonly load: () => Promise<Loaded>;
  /** Told when the server could not be loaded. */
  readonly onFailure: (error: unknown) => void;
}

/** The server behind the responder: it serves calls by itself, and everything else through the SDK. */
export interface Loaded {
  /**
   * Begins a call, and answers it.
   * @returns whether it does; what it leaves alone is for the SDK.
   */
  call(call: KnownCall, client: CallingClient): boolean;
  /** Takes a call back. @returns whether it runs here. */
  cancel(id: RequestId): boolean;
  /** Whether a call is running, or not yet answered. */
  isBusy(): boolean;
  /** Reads what calls may need, in steps of some ten milliseconds at most. */
  prepare(): Iterable<void>;
  /** Resolves when no call is running and all are answered. */
  idle(): Promise<void>;
  /** The client has gone. */
  closed(): void;
  /**
   * Opens what serves the rest; it reads from `channel`.
   * @param replay what it has to be told first, without answering: see `serveChannel`.
   */
  open(channel: ReadableChannel, replay: readonly JsonObject[]): void;
}

/** A channel, as its readers know it. */
export type ReadableChannel = Pick<LineChannel, 'read' | 'write' | 'writeAnswer' | 'close'>;

/** What a client of a handshake revision said of itself. Each call of later ones says it anew. */
export interface CallingClient {
  readonly revision: string | undefined;
  readonly asksForms: boolean;
  /** Opens what serves the rest. Resolves when it has been told what was said. */
  readonly openRest: () => Promise<void>;
}

/** What the SDK would have made of a connection so far. */
type Phase = 'opening' | 'handshake' | 'probe' | 'modern';

const internalError = -32_603;

type Answer = readonly [id: RequestId, result: string];
/** What is not answered, or not here. */
const nothing = 'nothing';

/**
 * Answers what never changes while the process runs, so that a client that starts the server and lists its tools
 * need not wait for the server to be loaded; and hands calls to the server, which needs no SDK for them. It does what
 * it recognises beyond doubt and in the order in which clients do it; anything else is for the SDK: it is loaded, told
 * what was said, and reads from the very message on that was in doubt, all but calls.
 */
export class StartupResponder implements ChannelReader {
  readonly #options: ResponderOptions;
  #phase: Phase = 'opening';
  #client: CallingClient = { revision: undefined, asksForms: false, openRest: () => this.#openRest() };
  #replay: readonly JsonObject[] = [];
  /** Reads the server, and what calls may need of it, once lists were asked for. */
  readonly #idle: IdleWork;
  #hasListed = false;
  #loading: Promise<Loaded> | undefined;
  #loaded: Loaded | undefined;
  #opening: Promise<void> | undefined;
  /** Reads through the SDK what is not done here, once there has been such a thing. */
  #rest: ChannelReader | undefined;

  constructor(options: ResponderOptions) {
    this.#options = options;
    this.#idle = new IdleWork(this.#prepared(), () => this.#loaded?.isBusy() === true);
  }

  open(): void {
    this.#options.channel.read(this);
  }

  line(text: string): void {
    this.#hear(recognise(text), (rest) => rest.line(text));
  }

  parsed(line: ParsedLine): void {
    this.#hear(recogniseValue(line.value), (rest) => rest.parsed(line));
  }

  /** Once the era is settled, such a line is refused here as the SDK's transport does. */
  skipped(line: SkippedLine): void {
    const isSettled = this.#phase === 'handshake' || this.#phase === 'modern';
    if (this.#rest !== undefined) this.#rest.skipped(line);
    else if (isSettled) this.#refuse(line);
    else this.#leave();
  }

  #refuse(line: SkippedLine): void {
    const error = skippedError(line);
    if (error !== undefined) {
      void this.#options.channel.write(JSON.stringify({ jsonrpc: '2.0', error, id: line.id }));
    }
  }

  #hear(recognised: Recognised | undefined, toRest: (rest: ChannelReader) => void): void {
    if (this.#hasListed) this.#idle.later();
    if (this.#rest !== undefined) {
      if (recognised === undefined || !this.#begun(recognised.known)) toRest(this.#rest);
      return;
    }
    const answer = recognised && this.#answer(recognised.known, recognised.message);
    if (answer === undefined) {
      this.#leave();
      return;
    }
    if (answer !== nothing) void this.#options.channel.answer(...answer);
    if (recognised !== undefined) this.#expectCall(recognised.known);
  }

  /** A client that has the tools calls one, some time; one that has asked for another list only may well ask for the tools. */
  #expectCall(known: Known): void {
    if (known.kind !== 'list') return;
    this.#hasListed = true;
    if (known.method === 'tools/list') this.#idle.soon();
    else this.#idle.later();
  }

  async *#prepared(): AsyncGenerator<void, void, void> {
    // What fails is told to the first call; the lists do not need it.
    const loaded = await this.#load();
    yield;
    yield* loaded.prepare();
  }

  inputEnded(): void {
    this.#idle.end();
    if (this.#rest !== undefined) {
      this.#rest.inputEnded();
      return;
    }
    const close = (): void => this.#options.channel.close();
    if (this.#loaded === undefined) close();
    else void this.#loaded.idle().then(close);
  }

  closed(): void {
    this.#idle.end();
    this.#loaded?.closed();
    this.#rest?.closed();
  }

  /** @returns `undefined` for what is left to the SDK. */
  #answer(known: Known, message: JsonObject): Answer | typeof nothing | undefined {
    const { recording } = this.#options;
    if (recording === undefined) return undefined;
    switch (known.kind) {
      case 'initialize':
        return this.#initialize(known, message, recording);
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
      case 'call':
        return this.#call(known, message);
      case 'cancelled':
        // Before an era is settled, a notification can settle it.
        if (this.#phase !== 'handshake' && this.#phase !== 'modern') return undefined;
        this.#loaded?.cancel(known.requestId);
        return nothing;
    }
  }

  #initialize(
    { id, revision: asked, asksForms }: Extract<Known, { kind: 'initialize' }>,
    message: JsonObject,
    { revisions, initialize }: Recording,
  ): Answer | undefined {
    if (this.#phase !== 'opening') return undefined;
    const revision = revisions.includes(asked) ? asked : revisions[0];
    this.#become('handshake', message);
    this.#client = { ...this.#client, revision, asksForms };
    return [id, joined(`"protocolVersion":${JSON.stringify(revision)}`, initialize)];
  }

  #list(
    { id, method, era }: Extract<Known, { kind: 'list' }>,
    message: JsonObject,
    recording: Recording,
  ): Answer | undefined {
    const list = recording.lists[method];
    if (list === undefined || !this.#settled(era, message)) return undefined;
    return [id, listResult(method, list, era, this.#options.policy)];
  }

  #call(known: KnownCall, message: JsonObject): typeof nothing | undefined {
    if (this.#loaded !== undefined) {
      return this.#settled(known.era, message) && this.#begun(known) ? nothing : undefined;
    }
    const { channel } = this.#options;
    channel.unread();
    channel.pause();
    this.#load().then(
      () => channel.read(this),
      () => channel.read(refusingAll(channel)),
    );
    return nothing;
  }

  /** Whether a call was begun, or taken back. */
  #begun(known: Known): boolean {
    if (known.kind === 'cancelled') return this.#loaded?.cancel(known.requestId) === true;
    if (known.kind !== 'call' || (known.era === 'handshake') !== (this.#phase === 'handshake')) return false;
    return (
      (known.era === 'handshake' || this.#phase === 'modern') &&
      this.#loaded?.call(known, this.#client) === true
    );
  }

  /** Whether a request belongs to the era of the connection, which a first one of the later era settles. */
  #settled(era: 'handshake' | 'modern', message: JsonObject): boolean {
    if ((era === 'handshake') !== (this.#phase === 'handshake')) return false;
    if (era === 'handshake' || this.#phase === 'modern') return true;
    this.#phase = 'modern';
    const { params } = message;
    const _meta = isJsonObject(params) ? { _meta: params['_meta'] } : {};
    // The cheapest request that settles the era of a connection: the method is gone in it.
    this.#replay = [{ ...message, method: 'ping', params: _meta }];
    return true;
  }

  #become(phase: Phase, message: JsonObject): void {
    this.#phase = phase;
    this.#replay = [...this.#replay, message];
  }

  #load(): Promise<Loaded> {
    this.#loading ??= this.#options.load().then(
      (loaded) => {
        this.#loaded = loaded;
        return loaded;
      },
      (error: unknown) => {
        this.#options.onFailure(error);
        throw error;
      },
    );
    return this.#loading;
  }

  /** Leaves the line that is being read, and all that come, to the SDK. */
  #leave(): void {
    const { channel } = this.#options;
    channel.unread();
    this.#openRest().catch(() => channel.read(refusingAll(channel)));
  }

  /** Nothing is read meanwhile. */
  #openRest(): Promise<void> {
    this.#opening ??= this.#opened();
    return this.#opening;
  }

  async #opened(): Promise<void> {
    const { channel } = this.#options;
    channel.pause();
    const loaded = await this.#load();
    await new Promise<void>((resolve) => {
      const read = (reader: ChannelReader): void => {
        this.#rest = reader;
        channel.read(this);
        resolve();
      };
      loaded.open(behind(channel, read), this.#replay);
    });
  }
}

function behind(channel: LineChannel, read: (reader: ChannelReader) => void): ReadableChannel {
  return {
    read,
    write: (json) => channel.write(json),
    writeAnswer: (line) => channel.writeAnswer(line),
    close: () => channel.close(),
  };
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
