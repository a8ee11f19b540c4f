import {
  Breath,
  OutcomeUnknownError,
  PermissionError,
  type RateLimitedError,
  RejectedError,
  sleep as realSleep,
  type SafeError,
  type Sleep,
  toSafeError,
} from '@crunchtools/mcp-core';
import { chosenAccount } from '../../account.ts';
import type { Account, AccountsApi, ZonesApi } from '../zones/api.ts';
import type {
  AccountList,
  BulkOperation,
  ItemPage,
  ListItem,
  ListKind,
  ListsApi,
  RedirectRules,
} from './api.ts';
import { Domains } from './domains.ts';
import { mostItems } from './limits.ts';

/** Zones of an account that are looked at, 50 a request. */
const mostZonePages = 20;

/** Milliseconds before each look at a bulk operation; the last is repeated. */
const looks = [0, 250, 500, 1_000, 2_000, 4_000] as const;
/** So long an operation is waited for, in milliseconds: clients give up sooner than Cloudflare. */
const patienceMs = 240_000;
/** So long where the call was cancelled or its end could not be asked for: what is at work by then stays unknown. */
const afterwardsMs = 5_000;
/** Where nothing says whether a write began, it is looked for so long. */
const doubtMs = [0, 2_000, 4_000, 8_000] as const;

/** What all calls of a process know of bulk operations: whoever finds out what became of a write was not there. */
export class ListOperations {
  readonly #last = new Map<string, { readonly id: string; readonly at: number }>();

  note(key: string, id: string): void {
    this.#last.set(key, { id, at: Date.now() });
  }

  /** The operation of a list that began at or after a time. */
  since(key: string, at: number): string | undefined {
    const known = this.#last.get(key);
    return known !== undefined && known.at >= at ? known.id : undefined;
  }
}

export interface ListsParts {
  readonly api: { readonly lists: ListsApi; readonly accounts: AccountsApi; readonly zones: ZonesApi };
  readonly operations: ListOperations;
  readonly allowedZones: readonly string[] | undefined;
  readonly sleep: Sleep | undefined;
  readonly signal: AbortSignal;
}

/** What a list held when it was read, and by what is seen whether it changed since. */
interface Held extends Contents {
  readonly stamp: string;
  /** Whether every later change shows in the stamp: it was read after the second of the last change. */
  readonly isSettled: boolean;
}

/** A list and all that is in it. */
export interface Contents {
  readonly list: AccountList;
  readonly items: readonly ListItem[];
}

/** So often a list is read that changes meanwhile. */
const mostReadings = 4;
/** A list that was changed longer ago than this, in milliseconds, by the clock of this machine, is not of this second by Cloudflare's. */
const clockErrorMs = 3_600_000;
/** Milliseconds before each further try of a write while another operation is pending. */
const turns = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** The lists of one call: what was read is kept, so that whoever writes can tell whether the plan still holds. */
export class Lists {
  readonly #parts: ListsParts;
  readonly #lists = new Map<string, Promise<readonly AccountList[]>>();
  readonly #held = new Map<string, Held>();
  readonly #domains = new Map<string, Promise<Domains | undefined>>();

  constructor(parts: ListsParts) {
    this.#parts = parts;
  }

  get api(): ListsApi {
    return this.#parts.api.lists;
  }

  /** Lets others have their turn in long work on items. */
  get breath(): Breath {
    return new Breath(this.#parts.signal);
  }

  /** Names of the zones that may be touched; `undefined` when all may. */
  get allowed(): Domains | undefined {
    const { allowedZones } = this.#parts;
    return allowedZones === undefined ? undefined : new Domains(allowedZones);
  }

  /** @param given a name or an id. @throws {SafeError} that says how to name one. */
  async account(given: string | undefined): Promise<Account> {
    const { api, allowedZones } = this.#parts;
    return chosenAccount(await api.accounts.reached(allowedZones), given);
  }

  /** All lists, as first read in this call. */
  async all(accountId: string): Promise<readonly AccountList[]> {
    const known = this.#lists.get(accountId) ?? this.api.list(accountId);
    this.#lists.set(accountId, known);
    return known;
  }

  async named(accountId: string, name: string): Promise<AccountList | undefined> {
    return (await this.all(accountId)).find((list) => list.name === name);
  }

  /** Creates a list, which is known to be empty then. */
  async create(accountId: string, name: string, kind: ListKind): Promise<AccountList> {
    const list = await this.api.create(accountId, { name, kind });
    this.#lists.set(
      accountId,
      this.all(accountId).then((others) => [...others, list]),
    );
    return list;
  }

  forget(accountId: string): void {
    this.#lists.delete(accountId);
  }

  /** Everything in a list, page by page. @throws {RejectedError} for one that is too long, or changes all the time. */
  async items(accountId: string, list: AccountList): Promise<readonly ListItem[]> {
    return (await this.#read(accountId, list)).items;
  }

  /** The pages of a list, until one is empty or the last; so a service that never ends is left all the same. */
  async *pages(
    accountId: string,
    list: AccountList,
    search: string | undefined,
  ): AsyncGenerator<ItemPage, void, void> {
    let cursor: string | undefined;
    const { breath } = this;
    do {
      await breath.take();
      const page = await this.api.items(accountId, list, { cursor, search });
      yield page;
      cursor = page.items.length === 0 || page.cursor === cursor ? undefined : page.cursor;
    } while (cursor !== undefined);
  }

  /**
   * What a list holds now: as it was read before in this call where Cloudflare says that it has not changed since, by its
   * time and its number of items. That time has whole seconds.
   * @param need `seen` takes what was read within the second of the last change, too, in which more may have changed; `fresh` reads that
   * again.
   */
  async itemsNow(accountId: string, id: string, need: 'seen' | 'fresh'): Promise<Contents | undefined> {
    const now = await this.api.get(accountId, id);
    if (now === undefined) return undefined;
    const held = this.#held.get(id);
    if (held?.stamp === stampOf(now) && (held.isSettled || need === 'seen')) return held;
    return this.#read(accountId, now);
  }

  /** What was read of a list no longer counts. */
  forgetItems(id: string): void {
    this.#held.delete(id);
  }

  /** The zones of an account; `undefined` where they cannot be told. */
  domains(accountId: string): Promise<Domains | undefined> {
    const known = this.#domains.get(accountId) ?? this.#domainsOf(accountId);
    this.#domains.set(accountId, known);
    return known;
  }

  async redirectRules(accountId: string): Promise<RedirectRules> {
    return this.api.redirectRules(accountId);
  }

  /**
   * Waits before another try of a write that Cloudflare turned away, because another operation is pending.
   * @returns `false` where it is not worth another try.
   */
  async awaitTurn(error: RateLimitedError, attempt: number): Promise<boolean> {
    const wait = turns[attempt];
    const asked = Number(error.details?.['retry_after_seconds'] ?? 0) * 1_000;
    if (wait === undefined || asked > wait + 15_000) return false;
    await this.#sleep(Math.max(wait, asked));
    return true;
  }

  /**
   * Begins a bulk operation and waits until it has ended. An error after it began leaves open what became of it.
   * @param key names the list for `outcomeOf`.
   * @throws {OperationFailed} when Cloudflare says that it failed. @throws {OutcomeUnknownError}
   */
  async carryOut(accountId: string, key: string, begin: () => Promise<string>): Promise<void> {
    const id = await begin();
    this.#parts.operations.note(key, id);
    let end: BulkOperation | undefined;
    try {
      end = await this.#ended(accountId, id);
    } catch (error) {
      throw unknown('Cloudflare could not be asked how far it is.', toSafeError(error));
    }
    if (end === undefined) throw unknown('It was still at work after four minutes.', undefined);
    if (end.status !== 'completed') throw new OperationFailed(end.error);
  }

  /**
   * What has become, some seconds later at most, of the operation that was begun at or after a time; `undefined` when none is
   * known.
   * @throws {SafeError} when it cannot be asked about.
   */
  async endSince(accountId: string, key: string, at: number): Promise<BulkOperation | undefined> {
    const id = this.#parts.operations.since(key, at);
    if (id === undefined) return undefined;
    const end = await this.#ended(accountId, id, afterwardsMs);
    return end ?? { status: 'pending', error: undefined };
  }

  /** Looks several times, some seconds apart, until something is seen. */
  async lookFor<Found>(look: () => Promise<Found | undefined>): Promise<Found | undefined> {
    for (const milliseconds of doubtMs) {
      await this.#sleep(milliseconds);
      const found = await look();
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #ended(accountId: string, id: string, mostMs = patienceMs): Promise<BulkOperation | undefined> {
    let waited = 0;
    for (let look = 0; waited < mostMs; look += 1) {
      const milliseconds = looks[look] ?? looks[looks.length - 1] ?? 0;
      await this.#sleep(milliseconds);
      waited += milliseconds;
      const operation = await this.api.operation(accountId, id);
      if (operation.status !== 'pending' && operation.status !== 'running') return operation;
    }
    return undefined;
  }

  /** Reads a list until nothing changed between two looks at it. Its number of items may be wrong all the same. */
  async #read(accountId: string, known: AccountList): Promise<Held> {
    let before = known;
    let count: number | undefined;
    for (let reading = 0; reading < mostReadings; reading += 1) {
      if (before.items > mostItems) throw tooLong(before);
      const isSettled = isLongAgo(before);
      const items: ListItem[] = [];
      for await (const page of this.pages(accountId, before, undefined)) {
        items.push(...page.items);
        if (items.length > mostItems) throw tooLong(before);
      }
      const after = await this.api.get(accountId, before.id);
      if (after === undefined) throw vanished(before);
      const stamp = stampOf(after);
      const isSame = stamp === stampOf(before);
      const isWhole = items.length === after.items;
      if (isSame && (isWhole || count === items.length)) {
        const held = { list: after, items, stamp, isSettled };
        this.#held.set(after.id, held);
        return held;
      }
      count = isSame ? items.length : undefined;
      before = after;
    }
    throw busy(before);
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (milliseconds === 0) return;
    const { sleep = realSleep, signal } = this.#parts;
    await sleep(milliseconds, signal);
  }

  async #domainsOf(accountId: string): Promise<Domains | undefined> {
    const { api } = this.#parts;
    if (this.allowed !== undefined) return this.allowed;
    const names: string[] = [];
    try {
      for (let page = 1; page <= mostZonePages; page += 1) {
        const found = await api.zones.list({ account_id: accountId, per_page: 50, page });
        names.push(...found.items.map(({ name }) => name));
        if (page >= found.pages) return new Domains(names);
      }
    } catch (error) {
      if (!(error instanceof PermissionError)) throw error;
      return undefined;
    }
    return new Domains(names, true);
  }
}

/** A bulk operation that Cloudflare ended with an error. The text is Cloudflare's. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';
  readonly said: string | undefined;

  constructor(said: string | undefined) {
    super('a bulk operation failed');
    this.said = said;
  }
}

function stampOf({ modified_on: modified, items }: AccountList): string {
  return `${modified ?? ''}/${items}`;
}

function isLongAgo({ modified_on: modified }: AccountList): boolean {
  return Date.parse(modified ?? '') < Date.now() - clockErrorMs;
}

function busy({ name }: AccountList): RejectedError {
  return new RejectedError(`The list ${name} was changed by somebody else each time that it was read.`, {
    nextStep: 'Call again when nobody else changes it. Nothing was changed.',
  });
}

function vanished({ name }: AccountList): RejectedError {
  return new RejectedError(`The list ${name} was deleted while it was read.`, {
    nextStep: 'Look at the lists there are, and call again. Nothing was changed.',
  });
}

function unknown(why: string, cause: SafeError | undefined): OutcomeUnknownError {
  return new OutcomeUnknownError(
    `Cloudflare took the change of the list and has not reported its end. ${why}`,
    {
      nextStep: 'Look at the list with list_redirects or list_ip_lists before you try again.',
      ...(cause === undefined ? {} : { details: { cause: cause.code }, cause }),
    },
  );
}

function tooLong({ name, items }: AccountList): RejectedError {
  return new RejectedError(
    `The list ${name} holds ${items} items; this server takes lists of up to ${mostItems}.`,
    {
      nextStep: 'Change it in the dashboard, or keep further items in another list. Nothing was changed.',
    },
  );
}
