import { createHash } from 'node:crypto';
import { failure } from './failure.ts';

export interface Account {
  readonly id: number;
  readonly name: string;
  readonly groups: readonly string[];
  readonly rights: readonly string[];
}

/** What opens an account: a bot password, or the token of an owner-only OAuth consumer. */
export interface Credentials {
  /** `Admin@mcp`. */
  readonly login: string;
  readonly password: string;
  readonly token?: string;
}

/** Of a login with the grants that editing needs (Special:BotPasswords of 1.39.17, run). */
export const editorRights: readonly string[] = [
  'read',
  'edit',
  'createpage',
  'createtalk',
  'writeapi',
  'move',
  'move-subpages',
  'move-rootuserpages',
  'move-categorypages',
  'upload',
  'minoredit',
  'purge',
  'applychangetags',
  'changetags',
  'editcontentmodel',
  'autoconfirmed',
  'editsemiprotected',
];

/** Of a login of an administrator with every grant but those over accounts and protection. */
export const adminRights: readonly string[] = [
  'bot',
  'autoconfirmed',
  'editsemiprotected',
  'nominornewtalk',
  'autopatrol',
  'suppressredirect',
  'apihighlimits',
  'writeapi',
  'noratelimit',
  'delete',
  'bigdelete',
  'deletedhistory',
  'deletedtext',
  'undelete',
  'move',
  'move-subpages',
  'move-rootuserpages',
  'move-categorypages',
  'patrol',
  'editprotected',
  'rollback',
  'upload',
  'reupload',
  'reupload-shared',
  'unwatchedpages',
  'ipblock-exempt',
  'markbotedits',
  'browsearchive',
  'movefile',
  'read',
  'edit',
  'createpage',
  'createtalk',
  'viewmywatchlist',
  'editmywatchlist',
  'minoredit',
  'purge',
  'applychangetags',
  'changetags',
  'editcontentmodel',
];

/** Of the grant `editsiteconfig` to an interface administrator. */
export const interfaceRights: readonly string[] = [
  'editinterface',
  'editsitecss',
  'editsitejs',
  'editsitejson',
];

export const readerRights: readonly string[] = ['read', 'writeapi', 'purge', 'autoconfirmed'];

const anonymousRights = [
  'createaccount',
  'read',
  'edit',
  'createpage',
  'createtalk',
  'writeapi',
  'viewmywatchlist',
];

/** Who asks, by session or token. */
export interface Asker {
  readonly account: Account | undefined;
  /** An account's name, or an address. */
  readonly name: string;
  readonly rights: ReadonlySet<string>;
  readonly csrfToken: string;
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
}

const anonymous: Asker = {
  account: undefined,
  name: '127.0.0.1',
  rights: new Set(anonymousRights),
  // What nobody in particular is given: an edit with it succeeds, by an address.
  csrfToken: '+\\',
};

/** Accounts, and the sessions that logins opened. */
export class Accounts {
  readonly #accounts = new Map<string, { readonly account: Account; readonly credentials: Credentials }>();
  /** By the value of the cookie. */
  readonly #sessions = new Map<string, Account>();
  readonly #loginTokens = new Map<string, string>();
  readonly #edited = new Set<string>();
  #made = 0;

  add(account: Account, credentials: Credentials): void {
    this.#accounts.set(account.name, { account, credentials });
  }

  named(name: string): Account | undefined {
    return this.#accounts.get(name)?.account;
  }

  asker({ headers }: Sent): Asker {
    const [, bearer] = /^Bearer (.+)$/u.exec(headers['authorization'] ?? '') ?? [];
    if (bearer !== undefined) {
      const found = [...this.#accounts.values()].find(({ credentials }) => credentials.token === bearer);
      if (found === undefined)
        throw failure(
          'mwoauth-invalid-authorization',
          'The authorization headers in your request are not valid: Invalid access token',
        );
      return known(found.account, bearer);
    }
    const session = cookieOf(headers, 'wiki_BPsession');
    const account = session === undefined ? undefined : this.#sessions.get(session);
    return account === undefined || session === undefined ? anonymous : known(account, session);
  }

  /** Whether an account still has the one edit of its minute; minutes are long here. */
  mayEditNow(name: string): boolean {
    const isFirst = !this.#edited.has(name);
    this.#edited.add(name);
    return isFirst;
  }

  /** Ends every session, as a wiki does that lost its cache. */
  forgetSessions(): void {
    this.#sessions.clear();
  }

  loginToken(sent: Sent): { readonly token: string; readonly cookie: string | undefined } {
    const before = cookieOf(sent.headers, 'wiki_session');
    const session = before ?? this.#fresh('session');
    const token = this.#loginTokens.get(session) ?? `${this.#fresh('login').slice(0, 40)}+\\`;
    this.#loginTokens.set(session, token);
    return { token, cookie: before === undefined ? `wiki_session=${session}; path=/; HttpOnly` : undefined };
  }

  /** @returns the cookie of the new session; `undefined` for credentials that open nothing. */
  logIn(
    sent: Sent,
    given: { readonly name: string; readonly password: string; readonly token: string },
  ): { readonly account: Account; readonly cookie: string } | 'wrong-token' | 'wrong-password' {
    const session = cookieOf(sent.headers, 'wiki_session');
    if (session === undefined || this.#loginTokens.get(session) !== given.token) return 'wrong-token';
    const found = [...this.#accounts.values()].find(
      ({ credentials }) => credentials.login === given.name && credentials.password === given.password,
    );
    if (found === undefined) return 'wrong-password';
    const fresh = this.#fresh('bot');
    this.#sessions.set(fresh, found.account);
    return { account: found.account, cookie: `wiki_BPsession=${fresh}; path=/; HttpOnly` };
  }

  #fresh(kind: string): string {
    this.#made += 1;
    return createHash('sha256').update(`${kind} ${this.#made}`).digest('hex');
  }
}

function known(account: Account, secret: string): Asker {
  const token = createHash('sha1').update(`csrf ${secret}`).digest('hex');
  return { account, name: account.name, rights: new Set(account.rights), csrfToken: `${token}+\\` };
}

function cookieOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  for (const pair of (headers['cookie'] ?? '').split(';')) {
    const [key = '', value] = pair.trim().split('=');
    if (key === name) return value;
  }
  return undefined;
}
