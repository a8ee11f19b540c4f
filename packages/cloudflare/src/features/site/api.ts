import { isJsonObject, type JsonObject, type JsonValue, path } from '@crunchtools/mcp-core';
import type { Connection, Subject } from '../../api/connection.ts';
import { objectOf, optionalFlag, optionalNumber, optionalText } from '../../api/fields.ts';

/** One step of Cloudflare's own trace, with those within it. */
export interface TracerStep {
  /** `ruleset`, `rule` or another word. */
  readonly type: string | undefined;
  readonly action: string | undefined;
  readonly matched: boolean;
  readonly steps: readonly TracerStep[];
}

/** What Cloudflare says it would make of a request. */
export interface TracerAnswer {
  readonly status: number | undefined;
  readonly steps: readonly TracerStep[];
}

export interface TracedUrl {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const subject: Subject = { what: 'account', permission: 'Allow Request Tracer Read' };

/** Deeper than rulesets that execute rulesets go. */
const deepest = 6;

/** `/accounts/{account_id}/request-tracer` (developers.cloudflare.com/api/resources/request_tracers). */
export class RequestTracerApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A request that nobody sends: with `skip_response` it does not get to the origin. */
  async trace(accountId: string, { url, headers }: TracedUrl): Promise<TracerAnswer> {
    const json: JsonObject = { method: 'GET', url, headers: { ...headers }, skip_response: true };
    const envelope = await this.#connection.send({
      method: 'POST',
      path: path`/accounts/${accountId}/request-tracer/trace`,
      json,
      safe: true,
      subject,
    });
    const answer = objectOf(envelope.result, 'trace');
    return { status: optionalNumber(answer, 'status_code'), steps: stepsOf(answer['trace'], 0) };
  }
}

function stepsOf(value: JsonValue | undefined, depth: number): readonly TracerStep[] {
  if (!Array.isArray(value) || depth > deepest) return [];
  return value.filter(isJsonObject).map((step) => ({
    type: optionalText(step, 'type'),
    action: optionalText(step, 'action'),
    matched: optionalFlag(step, 'matched') ?? false,
    steps: stepsOf(step['trace'], depth + 1),
  }));
}
