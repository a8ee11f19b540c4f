import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  NotFoundError,
  path,
  RejectedError,
} from '@crunchtools/mcp-core';
import type { Connection, Subject } from '../../api/connection.ts';
import { idIn, listOf, objectOf, optionalNumber, optionalText, text } from '../../api/fields.ts';

/** A Page Rule as Cloudflare returns it, with its one target and its actions in a form that compares. */
export interface PageRule {
  readonly id: string;
  /** The URL pattern. */
  readonly url: string;
  /** By id; `true` for an action without a value. */
  readonly actions: JsonObject;
  /** The higher number wins. */
  readonly priority: number;
  readonly status: string;
  readonly created_on: string | undefined;
  readonly modified_on: string | undefined;
}

/** What is sent of a rule; PATCH takes any part of it. */
export interface PageRuleBody {
  readonly url?: string | undefined;
  readonly actions?: JsonObject | undefined;
  readonly priority?: number | undefined;
  readonly status?: string | undefined;
}

/** "Invalid Page Rule identifier", with HTTP 400: what Cloudflare says when there is no such rule. */
const noSuchRule = 1002;

/** `/zones/{zone_id}/pagerules` (developers.cloudflare.com/api/resources/page_rules). The list has no pages. */
export class PageRulesApi {
  readonly #connection: Connection;
  readonly #listed = new Map<string, readonly PageRule[]>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Every rule of the zone, in no promised order. */
  async list(zoneId: string): Promise<readonly PageRule[]> {
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones/${zoneId}/pagerules`,
      subject: { what: 'zone', permission: 'Page Rules Read' },
    });
    const rules = listOf(envelope.result, 'list of Page Rules').map(pageRuleOf);
    this.#listed.set(zoneId, rules);
    return rules;
  }

  /** What `list` found last, if it was asked: a plan is judged by what it was made from. */
  listed(zoneId: string): readonly PageRule[] | undefined {
    return this.#listed.get(zoneId);
  }

  /** @throws {NotFoundError} */
  async get(zoneId: string, id: string): Promise<PageRule> {
    return this.#one(id, 'Page Rules Read', async (subject) => {
      const request = { method: 'GET', path: rulePath(zoneId, id), subject } as const;
      return pageRuleOf((await this.#connection.send(request)).result);
    });
  }

  async create(zoneId: string, body: PageRuleBody): Promise<PageRule> {
    const request = {
      method: 'POST',
      path: path`/zones/${zoneId}/pagerules`,
      json: wireOf(body),
      subject: { what: 'zone', permission: 'Page Rules Write' },
    } as const;
    return this.#connection.write(request, pageRuleOf);
  }

  /** @throws {NotFoundError} */
  async patch(zoneId: string, id: string, body: PageRuleBody): Promise<PageRule> {
    return this.#one(id, 'Page Rules Write', (subject) => {
      const request = {
        method: 'PATCH',
        path: rulePath(zoneId, id),
        json: wireOf(body),
        subject,
      } as const;
      return this.#connection.write(request, pageRuleOf);
    });
  }

  /** @throws {NotFoundError} */
  async delete(zoneId: string, id: string): Promise<void> {
    await this.#one(id, 'Page Rules Write', (subject) => {
      const request = { method: 'DELETE', path: rulePath(zoneId, id), subject } as const;
      return this.#connection.write(request, (result) => idIn(result, 'deleted Page Rule'));
    });
  }

  /** How many rules the zone may have, bought ones included; `undefined` when Cloudflare does not say. */
  async quota(zoneId: string): Promise<number | undefined> {
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones/${zoneId}`,
      subject: { what: 'zone', permission: 'Zone Read' },
    });
    const { meta } = objectOf(envelope.result, 'zone');
    return isJsonObject(meta) ? optionalNumber(meta, 'page_rule_quota') : undefined;
  }

  async #one<Result>(
    id: string,
    permission: string,
    send: (subject: Subject) => Promise<Result>,
  ): Promise<Result> {
    const what = `Page Rule ${id} in this zone`;
    try {
      return await send({ what, permission });
    } catch (error) {
      throw error instanceof RejectedError && hasCode(error.details, noSuchRule)
        ? missing(what, error)
        : error;
    }
  }
}

function rulePath(zoneId: string, id: string): Parameters<Connection['send']>[0]['path'] {
  return path`/zones/${zoneId}/pagerules/${id}`;
}

function missing(what: string, cause: RejectedError): NotFoundError {
  return new NotFoundError(`There is no such ${what}. ${cause.message}`, {
    nextStep: 'Look the rule up again with list_page_rules.',
    details: cause.details ?? {},
    quotes: true,
    cause,
  });
}

function hasCode(details: JsonObject | undefined, code: number): boolean {
  const errors = details?.['errors'];
  return (
    Array.isArray(errors) && errors.some((error: JsonValue) => isJsonObject(error) && error['code'] === code)
  );
}

function wireOf({ url, actions, priority, status }: PageRuleBody): JsonObject {
  const body: Record<string, JsonValue> = {};
  if (url !== undefined)
    body['targets'] = [{ target: 'url', constraint: { operator: 'matches', value: url } }];
  if (actions !== undefined)
    body['actions'] = Object.entries(actions).map(([id, value]) => actionOf(id, value));
  if (priority !== undefined) body['priority'] = priority;
  if (status !== undefined) body['status'] = status;
  return body;
}

function actionOf(id: string, value: JsonValue | undefined): JsonObject {
  return value === true || value === undefined ? { id } : { id, value };
}

function pageRuleOf(value: JsonValue | undefined): PageRule {
  const rule = objectOf(value, 'Page Rule');
  return {
    id: text(rule, 'id'),
    url: urlOf(rule),
    actions: Object.fromEntries(listOf(rule['actions'], 'actions').map(entryOf)),
    priority: optionalNumber(rule, 'priority') ?? 1,
    status: optionalText(rule, 'status') ?? 'disabled',
    created_on: optionalText(rule, 'created_on'),
    modified_on: optionalText(rule, 'modified_on'),
  };
}

/** Page Rules have had one target since there are any; the list is a promise that was never kept. */
function urlOf(rule: JsonObject): string {
  const [target] = listOf(rule['targets'], 'targets');
  return text(objectOf(objectOf(target, 'target')['constraint'], 'constraint'), 'value');
}

function entryOf(value: JsonValue): [string, JsonValue] {
  const action = objectOf(value, 'action');
  return [text(action, 'id'), action['value'] ?? true];
}
