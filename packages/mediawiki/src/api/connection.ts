import {
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  PermissionError,
  path,
  RejectedError,
  type Secret,
  UnauthenticatedError,
} from '@crunchtools/mcp-core';
import { type Ask, type FormFile, formOf, Session } from '@crunchtools/mcp-core/site';
import { sessionCodes } from './answer.ts';
import { malformed } from './read.ts';

/** What requests of a session need of it. */
export interface SessionState {
  readonly token: string;
  readonly user: string;
  readonly rights: ReadonlySet<string>;
}

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** How the account is opened: by name and password, or by a token that the client sends with each request. */
export type Login = { readonly user: string; readonly password: Secret } | 'token';

const api = path`/api.php`;
/** A longer query is sent as a form: proxies and servers refuse long addresses. */
const longestQuery = 2_000;

const format = { format: 'json', formatversion: 2, errorformat: 'plaintext', errorlang: 'en' } as const;

/** A session with the wiki, begun by the first request. */
export function openSession(
  client: HttpClient,
  login: Login,
  variable: string,
  keepSecret: (value: string) => void,
): Session<SessionState> {
  return new Session<SessionState>({
    client,
    service: 'MediaWiki',
    site: { variable, what: 'the wiki' },
    identify,
    logIn: async (ask) => {
      if (login === 'token') return stateOf(await ask(get(whoAmI)));
      // A session can end between the steps of its login, too: what that looks like is refused for good only the second time.
      return (await opened(ask, login)) ?? (await opened(ask, login)) ?? endedMeanwhile();
    },
    isOver: ({ details }) => {
      const code = details?.['code'];
      return typeof code === 'string' && sessionCodes.has(code);
    },
    // Cookies with the name of the account are no secrets.
    cookies: { keepSecret, isOpen: (name) => /UserName$|UserID$/u.test(name) },
  });
}

/** A private wiki answers this with a refusal that only MediaWiki has. */
async function identify(ask: Ask): Promise<void> {
  try {
    const { json } = await ask(get({ action: 'query', meta: 'siteinfo', siprop: 'general' }));
    const generator = memberOf(memberOf(memberOf(json, 'query'), 'general'), 'generator');
    if (typeof generator === 'string' && generator.startsWith('MediaWiki ')) return;
  } catch (error) {
    if (error instanceof PermissionError && error.details?.['code'] === 'readapidenied') return;
    throw error;
  }
  throw new RejectedError('What answers there is not MediaWiki.', { details: { status: 404 } });
}

const whoAmI = { action: 'query', meta: 'tokens|userinfo', type: 'csrf', uiprop: 'rights' } as const;

/** @returns nothing when the session ended before the login did. @throws {UnauthenticatedError} when the wiki says no. */
async function opened(ask: Ask, login: Exclude<Login, 'token'>): Promise<SessionState | undefined> {
  if (!(await logIn(ask, login))) return undefined;
  const answer = await ask(get(whoAmI));
  return memberOf(memberOf(memberOf(answer.json, 'query'), 'userinfo'), 'anon') === true
    ? undefined
    : stateOf(answer);
}

function endedMeanwhile(): never {
  throw new UnauthenticatedError('The session with MediaWiki ended twice while its login was under way.', {
    nextStep:
      'Check that no proxy on the way drops cookies, and that the wiki keeps its sessions ($wgSessionCacheType).',
  });
}

/** @returns whether it came to an answer about the password. */
async function logIn(ask: Ask, { user, password }: Exclude<Login, 'token'>): Promise<boolean> {
  const asked = await ask(get({ action: 'query', meta: 'tokens', type: 'login' }));
  const token = memberOf(memberOf(memberOf(asked.json, 'query'), 'tokens'), 'logintoken');
  const fields = {
    ...texts({ action: 'login', ...format }),
    lgname: user,
    lgpassword: password.expose(),
    lgtoken: typeof token === 'string' ? token : '',
  };
  const { json } = await ask({ method: 'POST', path: api, body: formOf(fields), safe: true });
  const result = memberOf(memberOf(json, 'login'), 'result');
  if (result === 'Success') return true;
  // The token belongs to a session (API:Login): that one is over.
  if (result === 'WrongToken' || result === 'NeedToken') return false;
  throw new UnauthenticatedError('MediaWiki does not accept MEDIAWIKI_USER with MEDIAWIKI_PASSWORD.', {
    nextStep:
      'Look at Special:BotPasswords of the wiki: the user is Name@app, and the password is that of the app, of 32 signs, not of the account.',
  });
}

function stateOf({ json }: HttpResponse): SessionState {
  const query = memberOf(json, 'query');
  const token = memberOf(memberOf(query, 'tokens'), 'csrftoken');
  const info = memberOf(query, 'userinfo');
  const user = memberOf(info, 'name');
  const rights = memberOf(info, 'rights');
  // After a login that failed, the wiki goes on as anybody: edits would be made by an address.
  if (
    typeof token !== 'string' ||
    token === '+\\' ||
    typeof user !== 'string' ||
    memberOf(info, 'anon') === true
  )
    throw new UnauthenticatedError(
      'MediaWiki takes this server for nobody in particular, in spite of its credential.',
      {
        nextStep: 'Check the credential; the doctor command says what is wrong with it.',
      },
    );
  return { token, user, rights: new Set(Array.isArray(rights) ? rights.map(String) : []) };
}

function get(parameters: Parameters): {
  readonly method: 'GET';
  readonly path: typeof api;
  readonly query: Parameters;
} {
  return { method: 'GET', path: api, query: { ...parameters, ...format } };
}

function texts(parameters: Parameters): Record<string, string> {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== false);
  return Object.fromEntries(given.map(([name, value]) => [name, value === true ? '1' : String(value)]));
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

/** The session as one tool call uses it: cancelled with the call, and counted for its audit line. */
export class Connection {
  readonly #session: Session<SessionState>;
  readonly #signal: AbortSignal;
  #state: SessionState | undefined;
  #requests = 0;

  constructor(session: Session<SessionState>, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
  }

  get requests(): number {
    return this.#requests;
  }

  /** Who this server is to the wiki; known after the first request of the call. */
  get state(): SessionState | undefined {
    return this.#state;
  }

  /** Looks whether there is a MediaWiki, without any credential. */
  async identify(): Promise<void> {
    await this.#session.identify(this.#signal);
  }

  /** @throws {SafeError} for everything that is not a good answer. */
  async read(parameters: Parameters): Promise<JsonObject> {
    const given = texts(parameters);
    const length = Object.values(given).reduce((sum, value) => sum + encodeURIComponent(value).length, 0);
    const isForm = length > longestQuery || Object.values(given).some((value) => /\p{Control}/u.test(value));
    return this.#send((state) => {
      const all = { ...given, ...texts(format), assert: 'user', assertuser: state.user };
      return isForm
        ? { method: 'POST', path: api, body: formOf(all), safe: true }
        : { method: 'GET', path: api, query: all };
    });
  }

  /** @throws {OutcomeUnknownError} when it may or may not have been done. @throws {SafeError} */
  async write(parameters: Parameters, file?: FormFile): Promise<JsonObject> {
    return this.#send((state) => ({
      method: 'POST',
      path: api,
      body: formOf(
        {
          ...texts({ ...parameters, ...format, maxlag: 5 }),
          assert: 'user',
          assertuser: state.user,
          // The last one: a request that was cut off has none, and does nothing.
          token: state.token,
        },
        file,
      ),
    }));
  }

  async #send(build: (state: SessionState) => HttpRequest): Promise<JsonObject> {
    this.#requests += 1;
    const { json } = await this.#session.request(this.#signal, (state) => {
      this.#state = state;
      return build(state);
    });
    if (isJsonObject(json)) return json;
    throw malformed('object');
  }
}
