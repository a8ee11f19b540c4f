import type { ChangeSequence } from '../change/change.ts';
import type { Logger } from '../log/logger.ts';
import type { SessionAccount } from '../server/definition.ts';
import type { ToolIdentity } from '../tool/effect.ts';

/** What was written by a call, or may have been: an audit must not miss it. */
export interface Written {
  /** Names of the scopes that were written to. */
  readonly scopes: readonly string[];
  /** One line each, the first of many. */
  readonly changes: readonly string[];
}

export const nothingWritten: Written = { scopes: [], changes: [] };

/** A line of the log has a hundred items of a list. */
const most = 100;

export function writtenOf(scopes: readonly string[], parts: readonly ChangeSequence[]): Written {
  const total = parts.reduce((sum, { length }) => sum + length, 0);
  const count = total > most ? most - 1 : total;
  const first = parts.flatMap((part) => part.slice(0, count)).slice(0, count);
  const lines = first.map(({ action, resource, id }) => `${action} ${resource} ${id ?? ''}`.trim());
  return { scopes, changes: total > count ? [...lines, `and ${total - count} more`] : lines };
}

/** One line for each call, however it ended. */
export function audit(
  log: Logger,
  tool: ToolIdentity,
  accounts: readonly SessionAccount[],
  { outcome, approvedBy, written, ms }: AuditedCall,
): void {
  log.info('call', {
    tool: tool.name,
    effect: tool.effect,
    outcome,
    approved_by: approvedBy,
    scopes: [...new Set([...accounts.flatMap(({ scopes }) => scopes), ...written.scopes])],
    changes: written.changes,
    requests: accounts.reduce((sum, { requests }) => sum + requests, 0),
    request_ids: accounts.flatMap(({ requestIds }) => requestIds),
    ms: Math.round(ms),
  });
}

interface AuditedCall {
  readonly outcome: string;
  /** Who approved a guarded plan that was applied. */
  readonly approvedBy: 'digest' | 'person' | undefined;
  readonly written: Written;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}
