import type { Lock } from '@crunchtools/mcp-core/lockdown';
import type { Finding } from './finding.ts';

/** @param direct the command line that starts the server under all locks that this Node has, at once. */
export function examineLocks(locks: readonly Lock[], direct: string): readonly Finding[] {
  const named = (holds: boolean): string =>
    locks
      .filter((lock) => lock.holds === holds)
      .map(({ name }) => name)
      .join(', ');
  const [held, open] = [named(true), named(false)];
  const command: Finding = {
    check: 'Command for a client',
    verdict: 'ok',
    message: `${direct} (under all locks of this Node at once, which saves the launcher's second start)`,
  };
  if (open === '')
    return [{ check: 'Locks', verdict: 'ok', message: `tried, and stopped: ${held}` }, command];
  return [
    { check: 'Locks', verdict: 'ok', message: `tried, and stopped: ${held === '' ? 'nothing' : held}` },
    {
      check: 'Locks',
      verdict: 'warning',
      message: `tried, and not stopped: ${open}`,
      fix: 'Start the server with the command below, or by the installed command on Node 22.15 or newer.',
    },
    command,
  ];
}

/** Node can stop all connections or none: what goes where is up to the code, and to what is around the process. */
export function examineConnections(connects: boolean): Finding {
  const check = 'Network';
  if (connects) {
    const message = 'tried, and not stopped: connecting to other programs (SECURITY.md, "A real sandbox")';
    return { check, verdict: 'ok', message };
  }
  return {
    check,
    verdict: 'problem',
    message: 'tried, and stopped: connecting',
    fix: 'Start the server with --allow-net, as in the command below.',
  };
}
