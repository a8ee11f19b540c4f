import { type Account, Accounts, adminRights, type Credentials, editorRights } from './accounts.ts';
import type { Context, Module, Troubles } from './context.ts';
import { Failure, failure } from './failure.ts';
import type { JsonObject } from './json.ts';
import { edit } from './modules/edit.ts';
import { revertFile, upload } from './modules/files.ts';
import { login } from './modules/login.ts';
import { move, remove, undelete } from './modules/pages.ts';
import { parse, unknownAction } from './modules/parse.ts';
import { query } from './query/query.ts';
import { type Parameters, parametersOf, type SimulatedRequest, type SimulatedResponse } from './request.ts';
import { Store } from './store.ts';
import { namespacesOf } from './title.ts';

export interface WikiOptions {
  readonly siteName?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** What stands before `/api.php`: `/w`, or nothing. */
  readonly basePath?: string;
}

/** A wiki in memory, reached as over the network. */
export interface Wiki {
  readonly store: Store;
  readonly accounts: Accounts;
  /** What is wrong with it from now on. */
  trouble(troubles: Troubles): void;
  answer(request: SimulatedRequest): SimulatedResponse;
}

interface Action {
  readonly run: Module;
  /** Takes POST only, and the token that shows that a person meant it. */
  readonly isWrite: boolean;
}

const actions: Readonly<Record<string, Action>> = {
  query: { run: query, isWrite: false },
  parse: { run: parse, isWrite: false },
  login: { run: login, isWrite: false },
  edit: { run: edit, isWrite: true },
  move: { run: move, isWrite: true },
  delete: { run: remove, isWrite: true },
  undelete: { run: undelete, isWrite: true },
  upload: { run: upload, isWrite: true },
  filerevert: { run: revertFile, isWrite: true },
};

/** Read in any case, by the module that reads answers or by none. */
const common = [
  'action',
  'format',
  'formatversion',
  'errorformat',
  'errorlang',
  'continue',
  'uselang',
  'curtimestamp',
];

export function createWiki({
  siteName = 'Test Wiki',
  now = Date.now,
  basePath = '',
}: WikiOptions = {}): Wiki {
  const store = new Store(siteName, namespacesOf(siteName), () => new Date(now()));
  const accounts = new Accounts();
  let troubles: Troubles = {};
  return {
    store,
    accounts,
    trouble(present) {
      troubles = present;
    },
    answer(request) {
      const [path] = request.path.split('?');
      if (path !== `${basePath}/api.php`) return notFound();
      const parameters = parametersOf(request);
      const cookies: string[] = [];
      const warnings: Context['warnings'] = [];
      const action = parameters.text('action') ?? 'help';
      let module = action;
      try {
        const asker = accounts.asker(request);
        const context: Context = { request, parameters, asker, accounts, store, troubles, warnings, cookies };
        module = 'main';
        const chosen = actionOf(action);
        checkAsserts(context);
        module = action;
        if (chosen.isWrite) checkToken(context);
        module = 'main';
        checkAllowed(context, action, chosen.isWrite);
        module = action;
        const answer = chosen.run(context);
        for (const name of common) parameters.text(name);
        return reply({ ...told(parameters, warnings), ...answer }, cookies);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const inner = action === 'query' && module === 'query' ? innerModule(parameters) : module;
        return reply({ errors: error.problems.map((problem) => ({ ...problem, module: inner })) }, cookies);
      }
    },
  };
}

function actionOf(name: string): Action {
  const found = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (found === undefined) throw unknownAction(name);
  return found;
}

/** Of a query, the part that failed; where there is one, that. */
function innerModule(parameters: Parameters): string {
  const [name] = [...parameters.list('list'), ...parameters.list('prop'), ...parameters.list('meta')];
  return name === undefined ? 'query' : `query+${name}`;
}

function checkAsserts({ parameters, asker }: Context): void {
  const assert = parameters.text('assert');
  const isIn = asker.account !== undefined;
  if (assert === 'user' && !isIn)
    throw failure('assertuserfailed', 'You are no longer logged in, so the action could not be completed.');
  if (assert === 'bot' && !asker.rights.has('bot'))
    throw failure(
      'assertbotfailed',
      'You do not have the "bot" right, so the action could not be completed.',
    );
  const name = parameters.text('assertuser');
  if (name !== undefined && asker.account?.name !== name)
    throw failure(
      'assertnameduserfailed',
      `You are no longer logged in as "${name}", so the action could not be completed.`,
    );
}

function checkToken({ request, parameters, asker }: Context): void {
  const token = parameters.text('token');
  if (token === undefined) throw failure('missingparam', 'The "token" parameter must be set.');
  if (request.method !== 'POST' || parameters.isInQuery('token'))
    throw failure(
      'mustpostparams',
      'The following parameter was found in the query string, but must be in the POST body: token.',
    );
  if (token !== asker.csrfToken) throw failure('badtoken', 'Invalid CSRF token.');
}

function checkAllowed({ parameters, asker, troubles }: Context, action: string, isWrite: boolean): void {
  if (
    troubles.private === true &&
    asker.account === undefined &&
    action !== 'login' &&
    !asksForTokens(parameters)
  )
    throw failure('readapidenied', 'You need read permission to use this module.');
  // A login writes, too (run).
  if (troubles.readonly === true && (isWrite || action === 'login'))
    throw failure('readonly', 'The wiki is currently in read-only mode.', {
      readonlyreason: 'Backup until 12:00',
    });
  const most = parameters.number('maxlag');
  if (most !== undefined && (troubles.lag ?? 0) > most)
    throw failure('maxlag', `Waiting for a database server: ${troubles.lag} seconds lagged.`, {
      host: 'db1',
      lag: troubles.lag ?? 0,
      type: 'db',
    });
}

/** A private wiki answers this one query to everybody: without it nobody could log in. */
function asksForTokens(parameters: Parameters): boolean {
  return (
    parameters.text('action') === 'query' &&
    parameters.text('meta') === 'tokens' &&
    parameters.list('list').length === 0 &&
    parameters.list('prop').length === 0
  );
}

function told(parameters: Parameters, warnings: Context['warnings']): JsonObject {
  const unknown = parameters.unknown();
  const all = [
    ...(unknown.length === 0
      ? []
      : [
          {
            code: 'unrecognizedparams',
            text: `Unrecognized parameter${unknown.length === 1 ? '' : 's'}: ${unknown.join(', ')}.`,
            module: 'main',
          },
        ]),
    ...warnings,
  ];
  return all.length === 0 ? {} : { warnings: all };
}

function reply(content: JsonObject, setCookies: readonly string[]): SimulatedResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    setCookies,
    body: Buffer.from(JSON.stringify(content)),
  };
}

function notFound(): SimulatedResponse {
  return {
    status: 404,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    setCookies: [],
    body: Buffer.from('<!DOCTYPE html><title>Not Found</title>'),
  };
}

/** Adds an account that logs in as `Name@mcp`. */
export function addAccount(
  wiki: Wiki,
  name: string,
  {
    password,
    token,
    isAdmin = false,
    rights,
  }: Omit<Credentials, 'login'> & { readonly isAdmin?: boolean; readonly rights?: readonly string[] },
): void {
  const account: Account = {
    id: isAdmin ? 1 : 2 + name.length,
    name,
    groups: isAdmin ? ['bot', 'bureaucrat', 'interface-admin', 'sysop'] : [],
    rights: rights ?? (isAdmin ? adminRights : editorRights),
  };
  wiki.accounts.add(account, { login: `${name}@mcp`, password, ...(token === undefined ? {} : { token }) });
}
