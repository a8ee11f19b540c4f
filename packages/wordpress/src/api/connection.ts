import {
  type ApiPath,
  type HttpClient,
  type HttpMethod,
  type HttpRequest,
  type HttpResponse,
  isJsonObject,
  type JsonObject,
  MalformedResponseError,
  NotConfiguredError,
  NotFoundError,
  PermissionError,
  path,
  type QueryParameters,
  RejectedError,
  SafeError,
  UnauthenticatedError,
  urlOf,
} from '@crunchtools/mcp-core';
import { type Ask, type FormFile, formOf, Session } from '@crunchtools/mcp-core/site';
import { decoded } from '../schema.ts';
import { number, object, text, textOr, texts } from './read.ts';

/** Who this server is to the site. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly capabilities: ReadonlySet<string>;
}

/** Where the interface lies: `/wp-json`, or, without rewriting of addresses, `?rest_route=`. */
export type Style = 'wp-json' | 'rest_route';

/** What the first, anonymous request has shown. */
interface Found {
  style: Style;
  /** Whether the site offers application passwords at all; `undefined` when it does not say so to strangers. */
  offersPasswords: boolean | undefined;
  /** Whether it is known that the site is at the path that was named. */
  isPlaced: boolean;
}

/** How the person named the site. */
interface Chosen {
  readonly variable: string;
  readonly isSecure: boolean;
  /** `/blog`, or nothing. */
  readonly basePath: string;
}

/** The session with one site, and what is known of the site. */
export interface SiteSession {
  readonly session: Session<Account>;
  readonly found: Found;
}

export function openSession(client: HttpClient, chosen: Chosen): SiteSession {
  const found: Found = { style: 'wp-json', offersPasswords: undefined, isPlaced: false };
  const session = new Session<Account>({
    client,
    service: 'WordPress',
    site: { variable: chosen.variable, what: 'the site' },
    identify: (ask) => identify(ask, found, chosen),
    logIn: async (ask) => {
      try {
        // A wrong password reads as anonymous everywhere else (6.1.9, run).
        const { json } = await ask(request(found.style, 'GET', path`/wp/v2/users/me`, { context: 'edit' }));
        // A site that is closed to strangers did not say before where it is.
        if (!found.isPlaced) requirePlace((await ask(indexAt(found.style))).json, chosen);
        found.isPlaced = true;
        return accountOf(object(json, 'account'));
      } catch (error) {
        const isClosed = error instanceof NotFoundError && codeOf(error) !== '';
        throw error instanceof UnauthenticatedError || error instanceof PermissionError || isClosed
          ? refused(error, found, chosen.isSecure)
          : error;
      }
    },
  });
  return { session, found };
}

/** Looks for the interface without any credential: at its usual place, then where it is without rewriting. */
async function identify(ask: Ask, found: Found, chosen: Chosen): Promise<void> {
  let first: unknown;
  for (const style of ['wp-json', 'rest_route'] as const) {
    found.isPlaced = style === 'wp-json';
    try {
      const { json } = await ask(indexAt(style));
      const index = isJsonObject(json) ? json : {};
      if (texts(index['namespaces']).includes('wp/v2')) {
        const { authentication } = index;
        if (!found.isPlaced) requirePlace(index, chosen);
        found.isPlaced = true;
        found.style = style;
        found.offersPasswords = isJsonObject(authentication) && 'application-passwords' in authentication;
        return;
      }
      first ??= new RejectedError('What answers there is not WordPress.', { details: { status: 404 } });
    } catch (error) {
      // Closed to strangers, in the words of WordPress.
      if (error instanceof SafeError && codeOf(error).startsWith('rest_')) {
        found.style = style;
        return;
      }
      if (!mayBeElsewhere(error)) throw error;
      if (codeOf(error) === 'wp_die' && error.details?.['status'] === 410) throw gone(error, chosen);
      first ??= error;
    }
  }
  throw first;
}

/** Where it says what it is; without rewriting of addresses, also where. */
function indexAt(style: Style): Pick<HttpRequest, 'method' | 'path' | 'query'> {
  const more = style === 'rest_route' ? ',home,url' : '';
  return request(style, 'GET', undefined, { _fields: `name,namespaces,authentication${more}` });
}

/**
 * WordPress takes `?rest_route=` below every path: of a network, the main site answers for each site that there is not (6.1.9, run). Its
 * posts would be written by who misspelt the path of another one.
 *
 * @throws {NotConfiguredError}
 */
function requirePlace(index: unknown, { variable, basePath }: Chosen): void {
  const places = ['home', 'url'].flatMap((name) =>
    isJsonObject(index) ? (urlOf(textOr(index, name) ?? '') ?? []) : [],
  );
  const [home] = places;
  if (home === undefined || places.some(({ pathname }) => isSamePath(pathname, basePath))) return;
  throw new NotConfiguredError(
    `The WordPress that answers at ${variable} is at another path: its address is ${home.origin}${home.pathname}. It would answer so for every site that there is not.`,
    {
      nextStep: `If it is the one that is meant, set ${variable} to that address; if not, correct the path.`,
      quotes: true,
    },
  );
}

function isSamePath(one: string, other: string): boolean {
  return wholePath(one) === wholePath(other);
}

function wholePath(place: string): string {
  return (place.endsWith('/') ? place : `${place}/`).toLowerCase();
}

/** What WordPress itself gives in the place of a site: one of a network is archived, suspended or deleted (410; 6.1.9, run). */
function gone(error: SafeError, { variable }: Chosen): NotConfiguredError {
  return new NotConfiguredError(`WordPress shows no site at ${variable}. ${error.message}`, {
    nextStep: 'Ask who runs the site, or the network that it belongs to, whether it is archived or deleted.',
    quotes: true,
    cause: error,
    ...(error.details && { details: error.details }),
  });
}

/** Whether the web server has no such page, or gives another one: not where a redirect or the network is the trouble. */
function mayBeElsewhere(error: unknown): error is SafeError {
  if (error instanceof MalformedResponseError) return error.details?.['reason'] !== undefined;
  return error instanceof NotFoundError || error instanceof RejectedError || error instanceof PermissionError;
}

function request(
  style: Style,
  method: HttpMethod,
  route: ApiPath | undefined,
  query: QueryParameters,
): Pick<HttpRequest, 'method' | 'path' | 'query'> {
  if (style === 'rest_route')
    return {
      method,
      path: path`/index.php`,
      query: { rest_route: route === undefined ? '/' : String(route), ...query },
    };
  return { method, path: route === undefined ? path`/wp-json` : path`/wp-json/${route}`, query };
}

function accountOf(user: JsonObject): Account {
  const capabilities = isJsonObject(user['capabilities']) ? user['capabilities'] : {};
  return {
    id: number(user, 'id'),
    login: text(user, 'username'),
    name: decoded(textOr(user, 'name') ?? ''),
    roles: texts(user['roles']),
    capabilities: new Set(
      Object.entries(capabilities).flatMap(([name, value]) => (value === true ? [name] : [])),
    ),
  };
}

function withoutFreedom(account: Account): Account {
  const kept = [...account.capabilities].filter((each) => each !== 'unfiltered_html');
  return { ...account, capabilities: new Set(kept) };
}

/** Which of the reasons it is that WordPress takes the credential for nobody's, as far as it says. */
function refused(error: SafeError, found: Found, isSecure: boolean): UnauthenticatedError {
  const code = codeOf(error);
  const [message, nextStep] = explanationOf(code, found, isSecure) ?? closed(error);
  return new UnauthenticatedError(`${message} Nothing was done.`, {
    nextStep,
    quotes: error.quotes,
    cause: error,
    details: { code },
  });
}

/** What WordPress calls a failure; nothing for what is none of its answers. */
function codeOf({ details }: SafeError): string {
  const code = details?.['code'];
  return typeof code === 'string' ? code : '';
}

const profile = 'Users > Profile > Application Passwords of the site';

/** @returns what is wrong, and what to do. Codes are those of `wp_authenticate_application_password` (6.1.9, read). */
function explanationOf(
  code: string,
  { offersPasswords }: Found,
  isSecure: boolean,
): readonly [string, string] | undefined {
  if (code === 'application_passwords_disabled_for_user')
    return [
      'The site allows this account no application passwords.',
      'Ask an administrator which plugin or policy says so, or use another account.',
    ];
  if (offersPasswords === false || code === 'application_passwords_disabled')
    return isSecure
      ? [
          'The site has application passwords switched off: a security plugin or the host does that.',
          'Ask an administrator to allow them (filter wp_is_application_passwords_available).',
        ]
      : [
          'The site offers no application passwords, which WordPress allows over https only, or where WP_ENVIRONMENT_TYPE is "local".',
          'Give the site https, or, on this machine, set WP_ENVIRONMENT_TYPE to local; where it is, a plugin switches them off.',
        ];
  if (code === 'invalid_username' || code === 'invalid_email')
    return [
      'WordPress knows no account of the name in WORDPRESS_USER.',
      `Write the login, as ${profile} shows it.`,
    ];
  if (code === 'incorrect_password')
    return [
      'WordPress does not accept WORDPRESS_APP_PASSWORD for WORDPRESS_USER.',
      `It may be revoked: ${profile} lists those that hold, and makes new ones.`,
    ];
  // Every other code is one of a plugin, or of a web server that answers for WordPress.
  if (code !== '' && code !== 'rest_not_logged_in' && code !== 'rest_forbidden_context') return undefined;
  return [
    'WordPress takes this server for nobody: WORDPRESS_USER or WORDPRESS_APP_PASSWORD is wrong or revoked, the account is allowed none, or the web server keeps the Authorization header to itself.',
    `See whether ${profile} lists the password. If so, Tools > Site Health says whether the header arrives; for Apache with CGI the cure is "CGIPassAuth On" or the rewrite rule that WordPress writes into .htaccess.`,
  ];
}

/** The interface, or the part that says who one is, is closed by something that is no part of WordPress. */
function closed({ message }: SafeError): readonly [string, string] {
  return [
    `Something on the site closes its interface, or the part of it that says whose credential this is (/wp/v2/users/me). ${message}`,
    'A plugin for security, or code of the theme, does that: ask an administrator of the site to open it for accounts that are logged in. If it is open for them, the credential is wrong.',
  ];
}

/** An answer with what its headers say of the list that it is a page of. */
export interface Listed {
  readonly items: readonly JsonObject[];
  /** Of what WordPress knows, which may be more than it shows to this account. */
  readonly total: number;
  readonly pages: number;
  /** Whether the page has as many items as it should: WordPress counts what it then leaves out (6.1.9, run). */
  readonly isFull: boolean;
  /** Whether its account may make another item; nothing where WordPress does not say. */
  readonly mayCreate: boolean | undefined;
}

/** The site as one tool call uses it: cancelled with the call, and counted for its audit line. */
export class Connection {
  readonly #site: SiteSession;
  readonly #signal: AbortSignal;
  #account: Account | undefined;
  #isFiltered = false;
  #requests = 0;

  constructor(site: SiteSession, signal: AbortSignal) {
    this.#site = site;
    this.#signal = signal;
  }

  get requests(): number {
    return this.#requests;
  }

  /** Who this server is to the site; known after the first request of the call. */
  get known(): Account | undefined {
    return this.#account;
  }

  /**
   * Learns from a post, read to be edited, whether WordPress takes HTML out of what this account writes. In a network of sites, and where
   * DISALLOW_UNFILTERED_HTML is set, the list of capabilities holds `unfiltered_html` all the same (6.1.9 and 7.1.4, run); the links
   * of a post tell. Of types that tell nothing, it learns nothing.
   */
  learn(post: JsonObject): void {
    const { _links: links } = post;
    if (this.#isFiltered || !isJsonObject(links)) return;
    const actions = Object.keys(links).filter((name) => name.startsWith('wp:action-'));
    if (actions.length === 0 || actions.includes('wp:action-unfiltered-html')) return;
    this.#isFiltered = true;
    this.#account = this.#account && withoutFreedom(this.#account);
  }

  get style(): Style {
    return this.#site.found.style;
  }

  /** Looks whether there is a WordPress, without any credential. */
  async identify(): Promise<void> {
    await this.#site.session.identify(this.#signal);
  }

  /** Who this server is to the site. */
  async account(): Promise<Account> {
    this.#account ??= await this.#site.session.state(this.#signal);
    return this.#account;
  }

  /** @param route none for the index. @throws {SafeError} for everything that is not a good answer. */
  async read(route: ApiPath | undefined, query: QueryParameters = {}): Promise<JsonObject> {
    return object((await this.#send('GET', route, query)).json, 'object');
  }

  /** One page of a list. */
  async list(route: ApiPath, query: QueryParameters): Promise<Listed> {
    const { json, headers } = await this.#send('GET', route, query);
    const items = Array.isArray(json) ? json.filter((item) => isJsonObject(item)) : [];
    // Lists of templates, themes and plugins come whole, without these.
    const total = Number(headers['x-wp-total'] ?? items.length);
    const most = Number(query['per_page'] ?? total);
    const due = Math.min(most, total - (Number(query['page'] ?? 1) - 1) * most);
    // WordPress lists the methods that this account may use (`rest_send_allow_header`; 6.1.9, run).
    const mayCreate = headers['allow']?.split(/, */u).includes('POST');
    const pages = Number(headers['x-wp-totalpages'] ?? 1);
    return { items, total, pages, isFull: items.length >= due, mayCreate };
  }

  /** @throws {OutcomeUnknownError} when it may or may not have been done. @throws {SafeError} */
  async write(
    method: 'POST' | 'DELETE',
    route: ApiPath,
    json?: JsonObject,
    query: QueryParameters = {},
  ): Promise<JsonObject> {
    const { json: answer } = await this.#send(method, route, query, json === undefined ? {} : { json });
    return object(answer, 'object');
  }

  /** A file with its fields, as one request. @throws as `write` */
  async upload(
    route: ApiPath,
    fields: Readonly<Record<string, string>>,
    file: FormFile,
    query: QueryParameters,
  ): Promise<JsonObject> {
    const { json } = await this.#send('POST', route, query, { body: formOf(fields, file) });
    return object(json, 'object');
  }

  async #send(
    method: HttpMethod,
    route: ApiPath | undefined,
    query: QueryParameters,
    payload: Pick<HttpRequest, 'json' | 'body'> = {},
  ): Promise<HttpResponse> {
    this.#requests += 1;
    return this.#site.session.request(this.#signal, (account) => {
      this.#account = this.#isFiltered ? withoutFreedom(account) : account;
      return { ...request(this.style, method, route, query), ...payload };
    });
  }
}
