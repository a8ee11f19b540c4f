import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';

/** Lists are never paginated, so no cursor was ever given out. */
export function refuseCursor(cursor: string | undefined): void {
  if (cursor !== undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid cursor');
}
