import { isJsonObject, type JsonObject, type JsonValue, NotFoundError, path } from '@crunchtools/mcp-core';
import type { Connection, Subject } from '../../api/connection.ts';
import { idIn, listOf, objectOf, optionalNumber, optionalText, text } from '../../api/fields.ts';
import { compact } from '../../schema.ts';

export type ListKind = 'redirect' | 'ip' | 'hostname' | 'asn';

/** A list of an account. Its name is unique there, and neither that nor its kind can be changed. */
export interface AccountList {
  readonly id: string;
  readonly name: string;
  /** One of `ListKind`, or what Cloudflare adds to them. */
  readonly kind: string;
  readonly description: string | undefined;
  readonly items: number;
  /** How many rules of the account and its zones name it. */
  readonly references: number;
  readonly modified_on: string | undefined;
}

export interface ListItem {
  readonly id: string;
  /** Under the name of its kind: an object of a redirect or a hostname, a text of an address, a number of an AS. */
  readonly value: JsonValue | undefined;
  readonly comment: string | undefined;
  /** Whether these are all that somebody can have set: what Cloudflare adds to items one day is not known here. */
  readonly isKnown: boolean;
}

export interface ItemPage {
  readonly items: readonly ListItem[];
  readonly cursor: string | undefined;
}

/** A bulk operation. What `error` says is Cloudflare's. */
export interface BulkOperation {
  readonly status: string;
  readonly error: string | undefined;
}

/** A rule of an account that redirects by a list. */
export interface RedirectRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly expression: string;
  readonly description: string | undefined;
  readonly list: string | undefined;
  /** The field that is looked up in the list. */
  readonly key: string | undefined;
}

/** The entry point of the phase `http_request_redirect` of an account. */
export interface RedirectRules {
  readonly rulesetId: string | undefined;
  readonly rules: readonly RedirectRule[];
}

const reading: Subject = { what: 'list', permission: 'Account Filter Lists Read' };
const writing: Subject = { what: 'list', permission: 'Account Filter Lists Write' };
const readingRules: Subject = { what: 'account', permission: 'Account Rulesets Read' };
const writingRules: Subject = { what: 'account', permission: 'Account Rulesets Write' };

/** Public clients ask for so many; Cloudflare does not say what is the most. */
const itemsPerPage = 500;
const phase = 'http_request_redirect';

/** `/accounts/{account_id}/rules/lists` and the rules that use lists of redirects (API reference, Rules > Lists; Rulesets). */
export class ListsApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(accountId: string): Promise<readonly AccountList[]> {
    const request = {
      method: 'GET',
      path: path`/accounts/${accountId}/rules/lists`,
      subject: reading,
    } as const;
    const { result } = await this.#connection.send(request);
    return listOf(result, 'list of lists').map(accountListOf);
  }

  /** `undefined` when it is not there. */
  async get(accountId: string, id: string): Promise<AccountList | undefined> {
    try {
      const { result } = await this.#connection.send({
        method: 'GET',
        path: path`/accounts/${accountId}/rules/lists/${id}`,
        subject: reading,
      });
      return accountListOf(result);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  async create(
    accountId: string,
    list: { readonly name: string; readonly kind: ListKind },
  ): Promise<AccountList> {
    return this.#connection.write(
      { method: 'POST', path: path`/accounts/${accountId}/rules/lists`, json: { ...list }, subject: writing },
      accountListOf,
    );
  }

  /** Cloudflare refuses while a rule names the list. */
  async delete(accountId: string, id: string): Promise<void> {
    const place = path`/accounts/${accountId}/rules/lists/${id}`;
    await this.#connection.write({ method: 'DELETE', path: place, subject: writing }, (result) =>
      idIn(result, 'deleted list'),
    );
  }

  /**
   * One page of a list, in ascending order.
   * @param search of redirects a part of source or target, of addresses how they begin.
   */
  async items(
    accountId: string,
    list: Pick<AccountList, 'id' | 'kind'>,
    { cursor, search }: { readonly cursor?: string | undefined; readonly search?: string | undefined } = {},
  ): Promise<ItemPage> {
    const { result, resultInfo } = await this.#connection.send({
      method: 'GET',
      path: path`/accounts/${accountId}/rules/lists/${list.id}/items`,
      query: compact({ per_page: itemsPerPage, cursor, search }),
      subject: reading,
    });
    const items = listOf(result, 'list of items').map((item) => itemOf(item, list.kind));
    return { items, cursor: resultInfo.cursor };
  }

  /**
   * Adds items, and replaces those that are there by the same address or source. All writes of items begin a bulk operation
   * and answer with its id; Cloudflare refuses a second one of the account while one is pending, and the list may be another
   * after that: a refused one is not sent again.
   */
  add(accountId: string, listId: string, items: readonly JsonObject[]): Promise<string> {
    return this.#bulk('POST', accountId, listId, [...items]);
  }

  /** @param ids Cloudflare's, of items. */
  remove(accountId: string, listId: string, ids: readonly string[]): Promise<string> {
    return this.#bulk('DELETE', accountId, listId, { items: ids.map((id) => ({ id })) });
  }

  async operation(accountId: string, id: string): Promise<BulkOperation> {
    const { result } = await this.#connection.send({
      method: 'GET',
      path: path`/accounts/${accountId}/rules/lists/bulk_operations/${id}`,
      subject: reading,
    });
    const operation = objectOf(result, 'bulk operation');
    return { status: text(operation, 'status'), error: optionalText(operation, 'error') };
  }

  /** The rules that use lists of redirects, in their order. */
  async redirectRules(accountId: string): Promise<RedirectRules> {
    try {
      const { result } = await this.#connection.send({
        method: 'GET',
        path: path`/accounts/${accountId}/rulesets/phases/${phase}/entrypoint`,
        subject: readingRules,
      });
      return redirectRulesOf(result);
    } catch (error) {
      // Answered where no rule was ever made.
      if (error instanceof NotFoundError) return { rulesetId: undefined, rules: [] };
      throw error;
    }
  }

  /** Makes a rule behind all others; the first one makes the ruleset. */
  async addRedirectRule(
    accountId: string,
    rulesetId: string | undefined,
    rule: JsonObject,
  ): Promise<RedirectRules> {
    const request =
      rulesetId === undefined
        ? ({
            method: 'PUT',
            path: path`/accounts/${accountId}/rulesets/phases/${phase}/entrypoint`,
            json: { rules: [rule] },
          } as const)
        : ({
            method: 'POST',
            path: path`/accounts/${accountId}/rulesets/${rulesetId}/rules`,
            json: rule,
          } as const);
    return this.#connection.write({ ...request, subject: writingRules }, redirectRulesOf);
  }

  async deleteRedirectRule(accountId: string, rulesetId: string, id: string): Promise<RedirectRules> {
    const place = path`/accounts/${accountId}/rulesets/${rulesetId}/rules/${id}`;
    const request = { method: 'DELETE', path: place, subject: writingRules } as const;
    return this.#connection.write(request, redirectRulesOf);
  }

  #bulk(method: 'POST' | 'DELETE', accountId: string, listId: string, json: JsonValue): Promise<string> {
    const place = path`/accounts/${accountId}/rules/lists/${listId}/items`;
    return this.#connection.write({ method, path: place, json, once: true, subject: writing }, (result) =>
      text(objectOf(result, 'bulk operation'), 'operation_id'),
    );
  }
}

function accountListOf(value: JsonValue | undefined): AccountList {
  const list = objectOf(value, 'list');
  return {
    id: text(list, 'id'),
    name: text(list, 'name'),
    kind: text(list, 'kind'),
    description: optionalText(list, 'description'),
    items: optionalNumber(list, 'num_items') ?? 0,
    references: optionalNumber(list, 'num_referencing_filters') ?? 0,
    modified_on: optionalText(list, 'modified_on'),
  };
}

/** What Cloudflare adds to what was set. */
const addedMembers: ReadonlySet<string> = new Set(['id', 'created_on', 'modified_on']);

function itemOf(value: JsonValue, kind: string): ListItem {
  const item = objectOf(value, 'list item');
  const comment = optionalText(item, 'comment');
  const isOther = (member: string): boolean =>
    member !== kind && member !== 'comment' && !addedMembers.has(member);
  const isKnown =
    item[kind] !== undefined &&
    (comment !== undefined || isNothing(item['comment'])) &&
    !Object.keys(item).some((member) => isOther(member) && !isNothing(item[member]));
  return { id: text(item, 'id'), value: item[kind], comment, isKnown };
}

function isNothing(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}

function redirectRulesOf(value: JsonValue | undefined): RedirectRules {
  const ruleset = objectOf(value, 'ruleset');
  return {
    rulesetId: text(ruleset, 'id'),
    rules: listOf(ruleset['rules'], 'list of rules').map((each) => {
      const rule = objectOf(each, 'rule');
      const parameters = rule['action_parameters'];
      const from = isJsonObject(parameters) ? parameters['from_list'] : undefined;
      return {
        id: text(rule, 'id'),
        enabled: rule['enabled'] !== false,
        expression: optionalText(rule, 'expression') ?? '',
        description: optionalText(rule, 'description'),
        list: isJsonObject(from) ? optionalText(from, 'name') : undefined,
        key: isJsonObject(from) ? optionalText(from, 'key') : undefined,
      };
    }),
  };
}
