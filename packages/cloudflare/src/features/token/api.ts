import { type JsonValue, path } from '@crunchtools/mcp-core';
import type { Connection, Subject } from '../../api/connection.ts';
import { objectOf, optionalText, text } from '../../api/fields.ts';

export interface TokenStatus {
  readonly id: string | undefined;
  /** active, disabled or expired. */
  readonly status: string;
  readonly expires_on: string | undefined;
  readonly not_before: string | undefined;
}

const subject: Subject = { what: 'token', permission: undefined };

/** Token verification; asks nothing but whether the token is good. */
export class TokensApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** `/user/tokens/verify`. Refuses tokens that an account owns. */
  async verifyUserToken(): Promise<TokenStatus> {
    return this.#verify(path`/user/tokens/verify`);
  }

  /** `/accounts/{account_id}/tokens/verify`, for tokens that the account owns. */
  async verifyAccountToken(accountId: string): Promise<TokenStatus> {
    return this.#verify(path`/accounts/${accountId}/tokens/verify`);
  }

  async #verify(at: ReturnType<typeof path>): Promise<TokenStatus> {
    const envelope = await this.#connection.send({ method: 'GET', path: at, subject });
    return statusOf(envelope.result);
  }
}

function statusOf(value: JsonValue | undefined): TokenStatus {
  const status = objectOf(value, 'token status');
  return {
    id: optionalText(status, 'id'),
    status: text(status, 'status'),
    expires_on: optionalText(status, 'expires_on'),
    not_before: optionalText(status, 'not_before'),
  };
}
