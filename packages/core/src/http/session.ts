import { OutcomeUnknownError, SafeError, UnauthenticatedError } from '../errors/errors.ts';
import { Flights } from '../memory/recent.ts';
import { type ChosenSite, contactError } from './contact.ts';
import { CookieJar, type CookieJarOptions } from './cookies.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './types.ts';

/** Sends one request of a step, cancelled with it. */
export type Ask = (request: HttpRequest) => Promise<HttpResponse>;

/** @typeParam State what requests of a session need of it, such as a token against forged requests. */
export interface SessionOptions<State> {
  readonly client: HttpClient;
  /** The service in messages. */
  readonly service: string;
  /** How the person chose the site, so that messages can say what to correct. */
  readonly site?: ChosenSite;
  /**
   * Looks whether this is the service at all, without any credential: once in a process, before the first one leaves.
   * @throws {SafeError} when the answer does not fit.
   */
  readonly identify?: (ask: Ask) => Promise<void>;
  /**
   * Begins a session, with cookies of its own. A POST of it has to be `safe`: it changes nothing that anybody has.
   * @throws {UnauthenticatedError} when the credential is refused.
   */
  readonly logIn: (ask: Ask) => Promise<State>;
  /**
   * Whether a failure says that the session is over, and so that nothing was done. Failures that leave open what was done
   * are not asked about. Without it a session is never begun anew.
   */
  readonly isOver?: (error: SafeError) => boolean;
  readonly cookies?: CookieJarOptions;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** After so long a refused credential is tried again: services lock accounts that are tried too often. */
const refusedMs = 60_000;

interface Live<State> {
  readonly state: State;
  readonly cookies: CookieJar;
}

/**
 * A session with the one site: begun once, however many calls want it at the same time, and begun anew once when the
 * service says that it is over. No request of one session is ever sent with the cookies of another, or with none.
 */
export class Session<State> {
  readonly #options: SessionOptions<State>;
  readonly #identifying = new Flights<void>();
  readonly #beginning = new Flights<Live<State>>();
  readonly #now: () => number;
  #isIdentified = false;
  #live: Live<State> | undefined;
  #refused: { readonly error: UnauthenticatedError; readonly at: number } | undefined;

  constructor(options: SessionOptions<State>) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Makes sure that the site is the service. @throws {SafeError} that says what is there instead, and what to correct. */
  async identify(signal: AbortSignal): Promise<void> {
    const { identify } = this.#options;
    if (this.#isIdentified || identify === undefined) return;
    await this.#identifying.join('', signal, async (shared) => {
      await this.#explained(() => identify(this.#asking(shared, { anonymous: true })));
      this.#isIdentified = true;
    });
  }

  /** What the session is, begun where it is not yet. @throws {SafeError} as `request`. */
  async state(signal: AbortSignal): Promise<State> {
    await this.identify(signal);
    return (await this.#session(signal)).state;
  }

  /**
   * Sends a request within the session.
   * @param build makes it from the session, again for the next one; its signal is put in the place of any it has.
   * @throws {SafeError} as the client does. An `OutcomeUnknownError` is never repeated: whoever wrote finds out.
   */
  async request(signal: AbortSignal, build: (state: State) => HttpRequest): Promise<HttpResponse> {
    await this.identify(signal);
    const live = await this.#session(signal);
    try {
      return await this.#send(live, build, signal);
    } catch (error) {
      if (!this.#saysOver(error)) throw error;
      // Others may have begun the next one already.
      if (this.#live === live) this.#live = undefined;
      if (build(live.state).once === true) throw endedBefore(this.#options.service);
    }
    return this.#sendOnceMore(await this.#session(signal), build, signal);
  }

  async #sendOnceMore(
    live: Live<State>,
    build: (state: State) => HttpRequest,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    try {
      return await this.#send(live, build, signal);
    } catch (error) {
      if (!this.#saysOver(error)) throw error;
      if (this.#live === live) this.#live = undefined;
      throw endedAtOnce(this.#options.service, error);
    }
  }

  #send(live: Live<State>, build: (state: State) => HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { client } = this.#options;
    return client.request({ ...build(live.state), signal, cookies: live.cookies });
  }

  #saysOver(error: unknown): error is SafeError {
    if (!(error instanceof SafeError) || error instanceof OutcomeUnknownError) return false;
    return this.#options.isOver?.(error) === true;
  }

  #session(signal: AbortSignal): Promise<Live<State>> | Live<State> {
    if (this.#live !== undefined) return this.#live;
    return this.#beginning.join('', signal, (shared) => this.#begin(shared));
  }

  async #begin(signal: AbortSignal): Promise<Live<State>> {
    if (this.#refused !== undefined && this.#now() - this.#refused.at < refusedMs) throw this.#refused.error;
    const cookies = new CookieJar(this.#options.cookies);
    try {
      const state = await this.#options.logIn(this.#asking(signal, { cookies }));
      this.#live = { state, cookies };
      this.#refused = undefined;
      return this.#live;
    } catch (error) {
      if (error instanceof UnauthenticatedError) this.#refused = { error, at: this.#now() };
      throw error;
    }
  }

  #asking(signal: AbortSignal, how: Pick<HttpRequest, 'anonymous' | 'cookies'>): Ask {
    return (request) => this.#options.client.request({ ...request, ...how, signal });
  }

  async #explained(act: () => Promise<void>): Promise<void> {
    const { service, site } = this.#options;
    try {
      await act();
    } catch (error) {
      throw error instanceof SafeError && site !== undefined ? contactError(error, service, site) : error;
    }
  }
}

function endedBefore(service: string): UnauthenticatedError {
  return new UnauthenticatedError(`The session with ${service} was over. Nothing was done.`, {
    nextStep: 'Make the same call again: it begins a new session.',
  });
}

function endedAtOnce(service: string, cause: SafeError): UnauthenticatedError {
  return new UnauthenticatedError(
    `${service} ended the session right after it began. Nothing was done. ${cause.message}`,
    {
      nextStep:
        'Check that the credential is still valid and allowed to do this, and that cookies are not dropped on the way.',
      quotes: cause.quotes,
      cause,
    },
  );
}
