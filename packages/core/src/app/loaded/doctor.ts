import {
  NotConfiguredError,
  PermissionError,
  type SafeError,
  toSafeError,
  UnauthenticatedError,
} from '../../errors/errors.ts';
import type { PermissionProbe } from '../../feature/feature.ts';
import type { Lock } from '../../lockdown/trial.ts';
import type { Registry } from '../../tool/define.ts';
import { credentialProblem } from '../access.ts';
import type { Program } from '../program.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  /** `unknown`: it cannot be told without a write. A `problem` stops the server from working. */
  readonly verdict: 'ok' | 'warning' | 'problem' | 'unknown';
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string | undefined;
}

interface Examination {
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
}

function examination(findings: readonly Finding[]): Examination {
  return { healthy: findings.every(({ verdict }) => verdict !== 'problem'), findings };
}

const signs: Readonly<Record<Finding['verdict'], string>> = {
  ok: 'ok     ',
  warning: 'WARNING',
  problem: 'PROBLEM',
  unknown: '?      ',
};

export function report({ healthy, findings }: Examination, format: 'text' | 'json' | 'markdown'): string {
  if (format === 'json') return `${JSON.stringify({ healthy, findings }, null, 2)}\n`;
  const lines = findings.flatMap(({ verdict, check, message, fix }) => [
    `${signs[verdict]} ${check}: ${message}`,
    ...(fix === undefined ? [] : [`          ${fix}`]),
  ]);
  const problems = findings.filter(({ verdict }) => verdict === 'problem').length;
  lines.push('', healthy ? 'The server can work.' : `The server cannot work: ${problems} to fix.`, '');
  return lines.join('\n');
}

/** A scope to try permissions on. */
export interface ExampleScope {
  readonly id: string;
  readonly name: string;
}

/** How a server looks at its account. Sends reads only. */
export interface AccountExamination<Services> {
  /** Whether the site that a person chose is the service, before any credential is sent to it. */
  examineSite?(services: Services): Promise<readonly Finding[]>;
  /** Whether the service accepts the token, whose it is, and until when. */
  examineToken(services: Services, today: Date): Promise<readonly Finding[]>;
  /** Which scopes there are to manage, and the first of them to try permissions on. */
  examineScopes(
    services: Services,
  ): Promise<{ readonly findings: readonly Finding[]; readonly example: ExampleScope | undefined }>;
  /** The permission whose probe also says something of another one: whoever may write may read. */
  readonly impliedBy: Readonly<Record<string, string>>;
  /** What a person does about a permission that is missing, as the start of a sentence: `Add "Cache Purge" to the token`. */
  readonly howToGet: (permission: string) => string;
}

/** What is wrong with a token that the service, or this server, did not take. */
export function refusedToken(error: SafeError): Finding {
  return { check: 'Token', verdict: 'problem', message: error.message, fix: error.nextStep };
}

/** What is wrong with the address of the site, or with what is there. */
export function refusedSite(error: SafeError): Finding {
  return { check: 'Site', verdict: 'problem', message: error.message, fix: error.nextStep };
}

/** What is wrong when the service was not even asked. */
export function refusedAccess(program: Program, error: SafeError): Finding {
  const { site, credentials } = program;
  const check = site === undefined && credentials.length === 1 ? 'Token' : 'Access';
  if (!(error instanceof NotConfiguredError))
    return { check, verdict: 'problem', message: error.message, fix: error.nextStep };
  const isToken = check === 'Token' && credentials[0]?.variables.length === 1;
  const [{ page } = { page: undefined }] = credentials;
  const made = page === undefined ? 'Create one' : `Create one at ${page}`;
  return isToken
    ? {
        check,
        verdict: 'problem',
        message: credentialProblem(program),
        fix: `${made} and put it into the environment of this server.`,
      }
    : { check, verdict: 'problem', message: error.message, fix: error.nextStep };
}

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

export interface DoctorInput<Services> {
  readonly nodeVersion: string;
  /** Which locks of the process hold, and how to start it under all of them. */
  readonly locks: { readonly held: readonly Lock[]; readonly connects: boolean; readonly direct: string };
  /** Host and port of the proxy, where one was asked for; `none` where none is named. */
  readonly proxy: string | undefined;
  readonly today: Date;
  readonly tools: Registry<Services>;
  /** How each permission can be tried; what is not here can only be tried by writing. */
  readonly probes: Readonly<Record<string, PermissionProbe<Services>>>;
  readonly account: AccountExamination<Services>;
  /** What a token gives access to, or what is wrong with the token itself. */
  readonly access: Services | Finding;
}

/** Looks at everything the server needs to work. Sends reads only. */
export async function examine<Services extends object>(input: DoctorInput<Services>): Promise<Examination> {
  const { nodeVersion, locks, proxy, today, account, access } = input;
  const runtime = [
    examineRuntime(nodeVersion, today),
    ...examineLocks(locks.held, locks.direct),
    examineConnections(locks.connects),
    ...examineProxy(proxy),
  ];
  if (isFinding(access)) return examination([...runtime, access]);
  const site = (await account.examineSite?.(access)) ?? [];
  runtime.push(...site);
  if (site.some(({ verdict }) => verdict === 'problem')) return examination(runtime);
  const token = await account.examineToken(access, today);
  if (token.some(({ verdict }) => verdict === 'problem')) return examination([...runtime, ...token]);
  const { findings, example } = await account.examineScopes(access);
  const permissions = example === undefined ? [] : await examinePermissions(input, access, example);
  return examination([...runtime, ...token, ...findings, ...permissions]);
}

function isFinding(access: object): access is Finding {
  return 'verdict' in access;
}

function examineProxy(proxy: string | undefined): readonly Finding[] {
  if (proxy === undefined) return [];
  const check = 'Proxy';
  if (proxy !== 'none') return [{ check, verdict: 'ok', message: `connections go through ${proxy}` }];
  const fix = 'Set HTTPS_PROXY in the environment of this server, or leave --proxy-from-env out.';
  return [{ check, verdict: 'warning', message: 'HTTPS_PROXY is not set: connections are direct', fix }];
}

/** Which permissions the offered tools need, and which of them the token has for one scope. */
async function examinePermissions<Services>(
  input: DoctorInput<Services>,
  services: Services,
  scope: ExampleScope,
): Promise<readonly Finding[]> {
  const needed = [...new Set(input.tools.tools().flatMap((tool) => tool.permissions))];
  const findings: Finding[] = [];
  for (const permission of needed) findings.push(await examinePermission(permission, input, services, scope));
  return findings;
}

async function examinePermission<Services>(
  permission: string,
  { tools, probes, account }: DoctorInput<Services>,
  services: Services,
  scope: ExampleScope,
): Promise<Finding> {
  const check = `Permission ${permission}`;
  const used = tools
    .tools()
    .filter((tool) => tool.permissions.includes(permission))
    .map(({ name }) => name)
    .join(', ');
  const probe = probes[permission] ?? probes[account.impliedBy[permission] ?? ''];
  if (probe === undefined)
    return { check, verdict: 'unknown', message: `only a write could tell; for ${used}` };
  try {
    await probe(services, scope.id);
    if (probes[permission] === undefined)
      return {
        check,
        verdict: 'unknown',
        message: `reading works, only a write could tell the rest; for ${used}`,
      };
    return { check, verdict: 'ok', message: `for ${scope.name}` };
  } catch (thrown) {
    const error = toSafeError(thrown);
    const missing = error instanceof PermissionError || error instanceof UnauthenticatedError;
    if (!missing) return { check, verdict: 'warning', message: error.message, fix: error.nextStep };
    return {
      check,
      verdict: 'warning',
      message: `missing for ${scope.name}`,
      fix: `${account.howToGet(permission)} to use ${used}.`,
    };
  }
}
