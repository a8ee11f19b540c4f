import type { Lock } from '@crunchtools/mcp-core/lockdown';
import type { Services } from '../services.ts';
import { examinePermissions, examineToken, examineZones, type Offered } from './account.ts';
import { type Examination, examination, type Finding } from './finding.ts';

/** @param direct the command line that starts the server under all locks that this Node has, at once. */
function examineLocks(locks: readonly Lock[], direct: string): readonly Finding[] {
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
function examineConnections(connects: boolean): Finding {
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

/** The last day of security fixes of each Node line (github.com/nodejs/release, schedule.json). */
const endOfLife: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  22: '2027-04-30',
  24: '2028-04-30',
  26: '2029-04-30',
};

/** @param version as in `process.version`. */
function examineRuntime(version: string, today: Date): Finding {
  const major = Number(/^v(\d+)/u.exec(version)?.[1] ?? 0);
  const end = endOfLife[major];
  const check = 'Node.js';
  if (major < 20)
    return { check, verdict: 'problem', message: `${version} is too old`, fix: 'Install Node 24 or newer.' };
  if (end === undefined) {
    return major % 2 === 1 || major < 26
      ? {
          check,
          verdict: 'warning',
          message: `${version} is no long-term release`,
          fix: 'Use an even-numbered release, such as 24.',
        }
      : { check, verdict: 'ok', message: version };
  }
  const over = today.toISOString().slice(0, 10) > end;
  return over
    ? {
        check,
        verdict: 'warning',
        message: `${version} has had no security fixes since ${end}`,
        fix: 'Install Node 24 or newer.',
      }
    : { check, verdict: 'ok', message: `${version}, with security fixes until ${end}` };
}

export { tokenFinding } from './account.ts';
export { type Examination, type Finding, report } from './finding.ts';

export interface DoctorInput {
  readonly nodeVersion: string;
  /** Which locks of the process hold, and how to start it under all of them. */
  readonly locks: { readonly held: readonly Lock[]; readonly connects: boolean; readonly direct: string };
  /** Host and port of the proxy, where one was asked for; `none` where none is named. */
  readonly proxy: string | undefined;
  readonly today: Date;
  readonly offered: Offered;
  /** What a token gives access to, or what is wrong with the token itself. */
  readonly access: Services | Finding;
}

/** Looks at everything the server needs to work. Sends reads only. */
export async function examine({
  nodeVersion,
  locks,
  proxy,
  today,
  offered,
  access,
}: DoctorInput): Promise<Examination> {
  const runtime = [
    examineRuntime(nodeVersion, today),
    ...examineLocks(locks.held, locks.direct),
    examineConnections(locks.connects),
    ...examineProxy(proxy),
  ];
  if ('verdict' in access) return examination([...runtime, access]);
  const token = await examineToken(access, today);
  if (token.some(({ verdict }) => verdict === 'problem')) return examination([...runtime, ...token]);
  const { findings, example } = await examineZones(access);
  const permissions = example === undefined ? [] : await examinePermissions(offered, access, example);
  return examination([...runtime, ...token, ...findings, ...permissions]);
}

function examineProxy(proxy: string | undefined): readonly Finding[] {
  if (proxy === undefined) return [];
  const check = 'Proxy';
  if (proxy !== 'none') return [{ check, verdict: 'ok', message: `connections go through ${proxy}` }];
  const fix = 'Set HTTPS_PROXY in the environment of this server, or leave --proxy-from-env out.';
  return [{ check, verdict: 'warning', message: 'HTTPS_PROXY is not set: connections are direct', fix }];
}
