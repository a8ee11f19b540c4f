import process from 'node:process';
import { SafeError, toSafeError } from '../../errors/errors.ts';
import type { Features } from '../../feature/feature.ts';
import type { ForwardProxy } from '../../http/proxy.ts';
import type { Transport } from '../../http/transport.ts';
import { brokenLocks, type Locks } from '../../lockdown/protect.ts';
import { writeToStderr } from '../../lockdown/stderr.ts';
import { createLogger, type Logger } from '../../log/logger.ts';
import { KnownSecrets } from '../../secret/known.ts';
import { serveCalls } from '../../server/calls.ts';
import { type ServerDefinition, unableTo } from '../../server/definition.ts';
import { listed, type Registry } from '../../tool/define.ts';
import { Access, secretsOf, takeAccess } from '../access.ts';
import type { LoadedServer } from '../command-line.ts';
import type { Config, Environment } from '../config.ts';
import type { Ending } from '../ending.ts';
import type { Program } from '../program.ts';
import { type AccountExamination, examine, refusedAccess, report } from './doctor.ts';

/** A server with its connections. */
export interface Connected<Services> {
  /** What a client is served. */
  define(log: Logger, ending?: Ending): ServerDefinition<Services>;
  /** The services of one call. */
  open(signal: AbortSignal): Services;
  /** Closes all connections. */
  close(): void;
  /** Reads what the first request needs, in steps of some ten milliseconds at most; sends nothing. */
  prepare?(): Iterable<void>;
}

/**
 * All that a server is, beside its command line.
 *
 * @typeParam Services what its tools work with.
 * @typeParam Transports where its requests go.
 */
export interface ServerParts<Services, Transports> {
  readonly program: Program;
  readonly features: Features<Services>;
  /** The tools that a process with this configuration offers. */
  offeredTools(config: Config): Registry<Services>;
  /** The real service, through the proxy if there is one, or, without an access, the simulated one with an access of its own. */
  backend(
    access: Access | undefined,
    proxy: ForwardProxy | undefined,
  ): Promise<{ readonly access: Access; readonly transports: Transports }>;
  /** One transport in the place of all. */
  everywhere(transport: Transport): Transports;
  /**
   * Connects nothing yet: a connection is opened by the first request.
   * @param keepSecret filters a secret that becomes known while the process runs out of all that it prints from then on.
   */
  connect(
    config: Config,
    access: Access,
    transports: Transports,
    keepSecret: (value: string) => void,
  ): Connected<Services>;
  /** How `doctor` looks at the account. */
  readonly account: AccountExamination<Services>;
  /** What of its beliefs holds on the account, as text: for an app with `compare`. Reads only. */
  compare?(services: Services, format: Config['format']): Promise<string>;
}

/** What the command line loads when there is more to do than it can do by itself. */
export function serverOf<Services extends object, Transports>(
  parts: ServerParts<Services, Transports>,
): LoadedServer {
  const { program } = parts;
  return {
    async startServing({ config, access, channel, ending, locks }) {
      const backend = await parts.backend(access, config.proxy);
      const { scrub, keep } = new KnownSecrets(secretsOf(config, backend.access));
      channel.scrubWith(scrub);
      const connected = parts.connect(config, backend.access, backend.transports, keep);
      void channel.ended.then(() => connected.close());
      const log = logger(config, scrub);
      const prepare = function* (): Generator<void, void, void> {
        // Long enough to be looked at.
        scrub('no secret is in this text');
        yield;
        yield* connected.prepare?.() ?? [];
      };
      const loaded = serveCalls(connected.define(log, ending), channel, prepare);
      void firstOf(channel.ended, locksMs).then(() => tellLocks(program, locks, log));
      return loaded;
    },
    explainProblem(problem, config, channel) {
      const nowhere: Transport = {
        send: () => Promise.reject(problem),
        close() {},
      };
      const connected = parts.connect(config, Access.none(program), parts.everywhere(nowhere), () => {});
      const log = logger(config, (text) => text);
      return serveCalls(unableTo(connected.define(log), problem), channel);
    },
    examineSetup: (config, env, locks) => examineSetup(parts, config, env, locks),
    compareAccount: (config, env) => compareAccount(parts, config, env),
    toolsText: (config) => printTools(parts.offeredTools(config), config.format),
  };
}

/** After so long, what the locks hold is tried: it takes a moment, and whoever waits for a first call comes before. */
const locksMs = 250;

function firstOf(ended: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return Promise.race([waited, ended]).finally(() => clearTimeout(timer));
}

/** What was tried and stopped, and what was not, for whoever reads the log later. */
function tellLocks({ name }: Program, { tried }: Locks, log: Logger): void {
  const found = tried();
  const named = (holds: boolean): string[] =>
    found.filter((lock) => lock.holds === holds).map((lock) => lock.name);
  log.info('locks', { stopped: named(true), open: named(false) });
  const broken = brokenLocks(found);
  if (broken.length === 0) return;
  writeToStderr(
    `${name}: the permission model of Node was asked for, and yet nothing stops ${broken.join(', ')}. The doctor command names a command line that does.\n`,
  );
}

async function examineSetup<Services extends object, Transports>(
  parts: ServerParts<Services, Transports>,
  config: Config,
  env: Environment,
  locks: Locks,
): Promise<{ readonly text: string; readonly healthy: boolean }> {
  const input = {
    nodeVersion: process.version,
    locks: { held: locks.tried(), connects: await locks.connects(), direct: locks.direct },
    proxy: proxyShown(config),
    today: new Date(),
    tools: parts.offeredTools(config),
    probes: parts.features.permissionProbes(),
    account: parts.account,
  };
  const access = accessOf(parts.program, config, env);
  if (access instanceof SafeError) {
    const finding = refusedAccess(parts.program, access);
    return { text: report(await examine({ ...input, access: finding }), config.format), healthy: false };
  }
  return reading(parts, config, access, async (services) => {
    const result = await examine({ ...input, access: services });
    return { text: report(result, config.format), healthy: result.healthy };
  });
}

async function compareAccount<Services, Transports>(
  parts: ServerParts<Services, Transports>,
  config: Config,
  env: Environment,
): Promise<string> {
  const access = takeAccess(parts.program, config, env);
  const { text } = await reading(parts, config, access, async (services) => ({
    text: (await parts.compare?.(services, config.format)) ?? '',
  }));
  return text;
}

/** Whatever a later defect may do: what looks at an account sends nothing that writes, and prints no secret. */
async function reading<Services, Transports, Result extends { readonly text: string }>(
  parts: ServerParts<Services, Transports>,
  config: Config,
  access: Access | undefined,
  look: (services: Services) => Promise<Result>,
): Promise<Result> {
  const backend = await parts.backend(access, config.proxy);
  const { scrub, keep } = new KnownSecrets(secretsOf(config, backend.access));
  const connected = parts.connect({ ...config, readOnly: true }, backend.access, backend.transports, keep);
  const result = await look(connected.open(new AbortController().signal));
  connected.close();
  return { ...result, text: scrub(result.text) };
}

function proxyShown({ proxyFromEnv, proxy }: Config): string | undefined {
  if (!proxyFromEnv) return undefined;
  return proxy === undefined ? 'none' : `${proxy.hostname}:${proxy.port}`;
}

function accessOf(program: Program, config: Config, env: Environment): Access | SafeError | undefined {
  try {
    return takeAccess(program, config, env);
  } catch (error) {
    return toSafeError(error);
  }
}

function logger({ logLevel }: Config, scrub: (text: string) => string): Logger {
  return createLogger({
    level: logLevel,
    write: (line) => writeToStderr(`${scrub(line)}\n`),
    now: () => new Date(),
  });
}

/** What `tools` prints: the tools that a client of this configuration is offered. */
function printTools<Services>(tools: Registry<Services>, format: Config['format']): string {
  if (format === 'json')
    return `${JSON.stringify(
      tools.tools().map((tool) => listed(tool)),
      null,
      2,
    )}\n`;
  return format === 'markdown' ? markdownTable(tools) : textList(tools);
}

function textList<Services>(tools: Registry<Services>): string {
  const width = Math.max(...tools.tools().map(({ name }) => name.length));
  const lines = tools
    .tools()
    .map(
      ({ name, effect, description }) =>
        `${name.padEnd(width)}  ${effect.padEnd(7)}  ${firstSentence(description)}`,
    );
  return `${lines.join('\n')}\n`;
}

function markdownTable<Services>(tools: Registry<Services>): string {
  const rows = tools
    .tools()
    .map(
      ({ name, toolset, effect, permissions, description }) =>
        `| \`${name}\` | ${toolset} | ${effect} | ${permissions.join(', ') || 'none'} | ${firstSentence(description)} |`,
    );
  const head = ['| Tool | Toolset | Effect | Permission | What it does |', '|---|---|---|---|---|'];
  return `${[...head, ...rows].join('\n')}\n`;
}

function firstSentence(description: string): string {
  return description.split(/(?<=\.)\s/u)[0] ?? description;
}
