import { PermissionError, UnauthenticatedError } from '@crunchtools/mcp-core';
import type { CloudflareApi } from '../../services.ts';
import type { TokenStatus } from './api.ts';

export interface VerifiedToken {
  readonly status: string;
  readonly owner: 'user' | 'account';
  readonly token_id: string | undefined;
  readonly expires_on: string | undefined;
  readonly not_before: string | undefined;
}

/**
 * Verifies the token at the endpoint of its owner. The user endpoint refuses tokens that an account owns, and
 * the account endpoint needs the account's id, which the first visible zone tells.
 * @throws {SafeError} when neither endpoint accepts it: the refusal of the user endpoint.
 */
export async function verifyToken(api: CloudflareApi): Promise<VerifiedToken> {
  try {
    return verified('user', await api.tokens.verifyUserToken());
  } catch (error) {
    if (!(error instanceof UnauthenticatedError || error instanceof PermissionError)) throw error;
    const status = await accountTokenStatus(api).catch(() => undefined);
    if (status === undefined) throw error;
    return verified('account', status);
  }
}

async function accountTokenStatus(api: CloudflareApi): Promise<TokenStatus | undefined> {
  const { items } = await api.zones.list({ per_page: 5 });
  const accountId = items[0]?.account.id;
  return accountId === undefined ? undefined : api.tokens.verifyAccountToken(accountId);
}

function verified(owner: VerifiedToken['owner'], { id, ...status }: TokenStatus): VerifiedToken {
  return { owner, token_id: id, ...status };
}
