import type { Accounts, Asker } from './accounts.ts';
import { failure } from './failure.ts';
import type { JsonObject } from './json.ts';
import type { Parameters, SimulatedRequest } from './request.ts';
import type { Store } from './store.ts';
import { isTitle, readTitle, type Title } from './title.ts';

/** What keeps a wiki from answering as it does otherwise, until told otherwise. */
export interface Troubles {
  readonly readonly?: boolean;
  /** One edit a minute for those who are not exempt. */
  readonly rateLimit?: boolean;
  /** Reading needs a login. */
  readonly private?: boolean;
  /** Seconds that the slowest copy of the database is behind. */
  readonly lag?: number;
}

/** One call. */
export interface Context {
  readonly request: SimulatedRequest;
  readonly parameters: Parameters;
  readonly asker: Asker;
  readonly accounts: Accounts;
  readonly store: Store;
  readonly troubles: Troubles;
  readonly warnings: { readonly code: string; readonly text: string; readonly module: string }[];
  readonly cookies: string[];
}

export type Module = (context: Context) => JsonObject;

/** @throws {Failure} for a name that cannot be one. */
export function titleIn({ parameters, store }: Pick<Context, 'parameters' | 'store'>, name: string): Title {
  const given = parameters.text(name);
  if (given === undefined) throw failure('missingparam', `The "${name}" parameter must be set.`);
  const title = readTitle(given, store.namespaces);
  if (!isTitle(title) || title.text === '') throw failure('invalidtitle', `Bad title "${given}".`);
  return title;
}

export function missingTitle(): Error {
  return failure('missingtitle', "The page you specified doesn't exist.");
}

/** The right is one that only administrators have. */
export function requireAdministrator(
  { asker, store }: Pick<Context, 'asker' | 'store'>,
  right: string,
): void {
  if (asker.rights.has(right)) return;
  throw failure(
    'permissiondenied',
    `The action you have requested is limited to users in the group: [[${store.siteName}:Administrators|Administrators]].`,
  );
}
