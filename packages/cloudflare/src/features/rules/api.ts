import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MalformedResponseError,
  NotFoundError,
  OutcomeUnknownError,
  path,
  RejectedError,
  UpstreamError,
} from '@crunchtools/mcp-core';
import type { ApiRequest, Connection, Subject } from '../../api/connection.ts';
import type { Envelope } from '../../api/envelope.ts';
import { listOf, objectOf, optionalNumber, optionalText, text } from '../../api/fields.ts';
import { compact, membersWhere } from '../../schema.ts';

/** One rule of a ruleset. What Cloudflare may add to rules one day is in `definition` too. */
export interface Rule {
  readonly id: string;
  /** Stays when a ruleset is replaced as a whole; equals the id unless it was set. */
  readonly ref: string;
  /** Everything that can be set, as Cloudflare returned it: action, expression, … */
  readonly definition: JsonObject;
}

/** The entry point ruleset of a phase in a zone. */
export interface Ruleset {
  readonly id: string;
  /** Rises by one with every write. */
  readonly version: number;
  readonly rules: readonly Rule[];
}

/** An entry point as the list of rulesets names it. */
export interface ListedEntrypoint {
  readonly id: string;
  /** As the API calls it. */
  readonly phase: string;
  readonly version: number;
}

/** A ruleset of Cloudflare's own that a zone may run, as the list of rulesets names it. */
export interface ListedManaged {
  readonly id: string;
  readonly name: string | undefined;
}

/** A rule of such a ruleset. Its expression stays with Cloudflare. */
export interface ManagedRule {
  readonly id: string;
  readonly description: string | undefined;
  /** What it does unless an override says otherwise. */
  readonly action: string | undefined;
  readonly enabled: boolean;
  /** Its tags: an override of a category holds for all rules that have one. */
  readonly categories: readonly string[];
  /** Of the last rule of a ruleset that adds up scores. */
  readonly score_threshold: number | undefined;
}

export interface ManagedRuleset extends ListedManaged {
  readonly version: string | undefined;
  readonly rules: readonly ManagedRule[];
}

/** Where an entry point is, and what a token needs there. */
export interface PhaseAddress {
  readonly zoneId: string;
  /** As the API calls it: `http_request_transform`. */
  readonly phase: string;
  /** As the dashboard calls it, without Read or Write: `Transform Rules`. */
  readonly permission: string;
}

/** Before a rule, after one, or from the top, counted from 1. */
export type RulePosition =
  | { readonly before: string }
  | { readonly after: string }
  | { readonly index: number };

/** One write to the rules of a phase. All of them answer with the whole ruleset. */
export type RuleWrite =
  | { readonly kind: 'first'; readonly rules: readonly JsonObject[] }
  | {
      readonly kind: 'add';
      readonly rulesetId: string;
      readonly rule: JsonObject;
      readonly position?: RulePosition;
    }
  | {
      readonly kind: 'edit';
      readonly rulesetId: string;
      readonly ruleId: string;
      /** The whole definition: what is left out is reset. Absent where the rule only moves. */
      readonly rule?: JsonObject;
      readonly position?: RulePosition;
    }
  | { readonly kind: 'remove'; readonly rulesetId: string; readonly ruleId: string };

/** Replacing all rules would overwrite whatever others wrote meanwhile, so it is only ever tried. */
export type RuleTrial =
  | RuleWrite
  | { readonly kind: 'replace'; readonly rulesetId: string; readonly rules: readonly JsonObject[] };

const mostPages = 20;

const managedPhase = 'http_request_firewall_managed';

/** `/zones/{zone_id}/rulesets` (developers.cloudflare.com/api/resources/rulesets). */
export class RulesetsApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** `undefined` when no rule was ever made in this phase. */
  async entrypoint({ zoneId, phase, permission }: PhaseAddress): Promise<Ruleset | undefined> {
    try {
      const envelope = await this.#connection.send({
        method: 'GET',
        path: path`/zones/${zoneId}/rulesets/phases/${phase}/entrypoint`,
        subject: { what: 'zone', permission: `${permission} Read` },
      });
      return rulesetOf(envelope.result);
    } catch (error) {
      // A zone that does not exist answers the same; it was resolved before, so this is the rare case.
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /**
   * The entry points that a zone has in the phases the token may read, without their rules. The list has at most 50 a page,
   * Cloudflare's own rulesets among them; few zones have more
   * (developers.cloudflare.com/ruleset-engine/basic-operations/view-rulesets).
   */
  async entrypoints(zoneId: string): Promise<readonly ListedEntrypoint[]> {
    return (await this.#listed(zoneId)).flatMap(entrypointIn);
  }

  /** The rulesets of Cloudflare's own that a zone may run by its rules of the phase `http_request_firewall_managed`. */
  async managedRulesets(zoneId: string): Promise<readonly ListedManaged[]> {
    return (await this.#listed(zoneId)).flatMap(managedIn);
  }

  /**
   * A ruleset of Cloudflare's own with its rules; `undefined` for an id that is none, and where the zone may not run it.
   * One page of the documentation reads them by the zone (waf/managed-rules/waf-exceptions/define-api), another one says that
   * only the account can (ruleset-engine/rulesets-api/view), so the account is asked where the zone does not tell.
   */
  async managedRuleset(
    zoneId: string,
    accountId: string | undefined,
    id: string,
  ): Promise<ManagedRuleset | undefined> {
    const places = [
      { path: path`/zones/${zoneId}/rulesets/${id}`, permission: 'Zone WAF Read' },
      ...(accountId === undefined
        ? []
        : [{ path: path`/accounts/${accountId}/rulesets/${id}`, permission: 'Account Rulesets Read' }]),
    ];
    for (const { path: place, permission } of places) {
      try {
        const subject = { what: 'ruleset', permission };
        const { result } = await this.#connection.send({ method: 'GET', path: place, subject });
        return managedRulesetOf(result);
      } catch (error) {
        if (!(error instanceof NotFoundError || error instanceof RejectedError)) throw error;
      }
    }
    return undefined;
  }

  async #listed(zoneId: string): Promise<readonly JsonValue[]> {
    const found: JsonValue[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const envelope = await this.#connection.send({
        method: 'GET',
        path: path`/zones/${zoneId}/rulesets`,
        query: { per_page: 50, cursor },
        subject: { what: 'zone', permission: undefined },
      });
      found.push(...listOf(envelope.result, 'list of rulesets'));
      ({ cursor } = envelope.resultInfo);
      if (cursor === undefined) return found;
    }
    throw new MalformedResponseError('The list of rulesets has no end.');
  }

  /**
   * Writes, and answers with the ruleset as it is then.
   * @throws {OutcomeUnknownError} when the request may or may not have been carried out.
   */
  async write(where: PhaseAddress, write: RuleWrite): Promise<Ruleset> {
    return this.#connection.write(requestFor(where, write), rulesetOf);
  }

  /**
   * Lets Cloudflare check a write without doing it (developers.cloudflare.com/ruleset-engine/rulesets-api/dry-run):
   * expressions, parameters, permission, plan and quota. Throws what the write would.
   */
  async check(where: PhaseAddress, trial: RuleTrial): Promise<void> {
    const envelope = await this.#tried({ ...requestFor(where, trial), query: { dry_run: 'true' } });
    if (envelope.result === null || envelope.result === undefined) return;
    throw new OutcomeUnknownError('Cloudflare answered a check of this change as if it had been made.', {
      nextStep: 'List the rules of this phase and compare before you do anything else.',
    });
  }

  async #tried(request: ApiRequest): Promise<Envelope> {
    try {
      return await this.#connection.send(request);
    } catch (error) {
      if (!(error instanceof OutcomeUnknownError || error instanceof MalformedResponseError)) throw error;
      throw new UpstreamError('Cloudflare did not answer the check of this change. Nothing was changed.', {
        nextStep: 'Make the same call again.',
        details: error.details ?? {},
        cause: error,
      });
    }
  }
}

function requestFor(where: PhaseAddress, write: RuleTrial): ApiRequest {
  const { zoneId, phase, permission } = where;
  const subject: Subject = { what: 'rule or ruleset', permission: `${permission} Write` };
  switch (write.kind) {
    case 'first':
      // Refused when somebody made the entry point meanwhile; PUT on the phase would overwrite it.
      return {
        method: 'POST',
        path: path`/zones/${zoneId}/rulesets`,
        json: { kind: 'zone', name: 'default', phase, rules: write.rules },
        subject,
      };
    case 'add':
      return {
        method: 'POST',
        path: path`/zones/${zoneId}/rulesets/${write.rulesetId}/rules`,
        json: withPosition(write.rule, write.position),
        subject,
      };
    case 'edit':
      return {
        method: 'PATCH',
        path: path`/zones/${zoneId}/rulesets/${write.rulesetId}/rules/${write.ruleId}`,
        json: withPosition(write.rule ?? {}, write.position),
        subject,
      };
    case 'remove':
      return {
        method: 'DELETE',
        path: path`/zones/${zoneId}/rulesets/${write.rulesetId}/rules/${write.ruleId}`,
        subject,
      };
    case 'replace':
      return {
        method: 'PUT',
        path: path`/zones/${zoneId}/rulesets/${write.rulesetId}`,
        json: { rules: write.rules },
        subject,
      };
  }
}

function withPosition(rule: JsonObject, position: RulePosition | undefined): JsonObject {
  return compact({ ...rule, position: position === undefined ? undefined : { ...position } });
}

/** What Cloudflare says of a rule and nobody can set. */
const readOnlyMembers: ReadonlySet<string> = new Set(['id', 'version', 'last_updated', 'categories']);

function ruleOf(value: JsonValue): Rule {
  const rule = objectOf(value, 'rule');
  const id = text(rule, 'id');
  const definition = membersWhere<JsonValue | undefined>(
    rule,
    (member, content) => !readOnlyMembers.has(member) && !isEmpty(content),
  );
  return { id, ref: optionalText(rule, 'ref') ?? id, definition };
}

/** Cloudflare writes nothing, null or an empty object for the same. */
function isEmpty(content: JsonValue | undefined): boolean {
  if (content === null || content === undefined || content === '') return true;
  return isJsonObject(content) && Object.keys(content).length === 0;
}

function rulesetOf(value: JsonValue | undefined): Ruleset {
  const ruleset = objectOf(value, 'ruleset');
  const rules = listOf(ruleset['rules'], 'list of rules').map(ruleOf);
  return { id: text(ruleset, 'id'), version: versionOf(ruleset), rules };
}

function versionOf(ruleset: JsonObject): number {
  const version = Number(text(ruleset, 'version'));
  if (Number.isSafeInteger(version)) return version;
  throw new MalformedResponseError("The version of the ruleset in Cloudflare's answer is not a number.");
}

function managedIn(value: JsonValue): readonly ListedManaged[] {
  const ruleset = objectOf(value, 'ruleset');
  const isManaged = optionalText(ruleset, 'kind') === 'managed';
  if (!isManaged || optionalText(ruleset, 'phase') !== managedPhase) return [];
  return [{ id: text(ruleset, 'id'), name: optionalText(ruleset, 'name') }];
}

/** Of the other kinds nothing is shown: they are the zone's own, or the account's. */
function managedRulesetOf(value: JsonValue | undefined): ManagedRuleset | undefined {
  const ruleset = objectOf(value, 'ruleset');
  if (optionalText(ruleset, 'kind') !== 'managed') return undefined;
  return {
    id: text(ruleset, 'id'),
    name: optionalText(ruleset, 'name'),
    version: optionalText(ruleset, 'version'),
    rules: listOf(ruleset['rules'] ?? [], 'list of rules').map(managedRuleOf),
  };
}

function managedRuleOf(value: JsonValue): ManagedRule {
  const rule = objectOf(value, 'rule');
  const { categories } = rule;
  const tags = Array.isArray(categories) ? categories : [];
  return {
    id: text(rule, 'id'),
    description: optionalText(rule, 'description'),
    action: optionalText(rule, 'action'),
    enabled: rule['enabled'] !== false,
    categories: tags.filter((tag) => typeof tag === 'string'),
    score_threshold: optionalNumber(rule, 'score_threshold'),
  };
}

/** Of the other kinds, which are Cloudflare's or run only where an entry point says so, nothing is read here. */
function entrypointIn(value: JsonValue): readonly ListedEntrypoint[] {
  const ruleset = objectOf(value, 'ruleset');
  if (optionalText(ruleset, 'kind') !== 'zone') return [];
  return [{ id: text(ruleset, 'id'), phase: text(ruleset, 'phase'), version: versionOf(ruleset) }];
}
