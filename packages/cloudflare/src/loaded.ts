import process from 'node:process';
import {
  createLogger,
  type Logger,
  serveCalls,
  serveChannel,
  type Transport,
  toSafeError,
  unableTo,
} from '@crunchtools/mcp-core';
import {
  createScrubber,
  type Ending,
  type LineChannel,
  type Loaded,
  SafeError,
  Secret,
} from '@crunchtools/mcp-core/app';
import { type Config, type Environment, secretsOf, tokenFor } from './config.ts';
import { backendOf, disconnect, openServices } from './connect.ts';
import { compare, compareReport } from './doctor/compare.ts';
import { examine, report, tokenFinding } from './doctor/examine.ts';
import { missingToken } from './help.ts';
import { name } from './identity.ts';
import { connectCloudflare, defineServer, features, offeredTools } from './main.ts';
import { printTools } from './print-tools.ts';
import { brokenLocks, type Locks } from './protect.ts';

/** What the command line loads when there is more to do than it can do by itself: a file of its own. */

export interface Start {
  readonly config: Config;
  readonly token: Secret | undefined;
  readonly channel: LineChannel;
  readonly ending: Ending;
  readonly locks: Locks;
}

/** What stands behind the startup responder. */
export async function startServing({ config, token, channel, ending, locks }: Start): Promise<Loaded> {
  const backend = await backendOf(token, config.proxy);
  const scrub = createScrubber(secretsOf(config, backend.token));
  channel.scrubWith(scrub);
  const cloudflare = connectCloudflare(config, backend.token, backend.transports);
  void channel.ended.then(() => disconnect(cloudflare));
  const log = logger(config, scrub);
  const loaded = serveCalls(defineServer(config, cloudflare, log, ending), channel);
  void firstOf(channel.ended, locksMs).then(() => tellLocks(locks, log));
  return loaded;
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
function tellLocks({ tried }: Locks, log: Logger): void {
  const found = tried();
  const named = (holds: boolean): string[] =>
    found.filter((lock) => lock.holds === holds).map((lock) => lock.name);
  log.info('locks', { stopped: named(true), open: named(false) });
  const broken = brokenLocks(found);
  if (broken.length === 0) return;
  process.stderr.write(
    `${name}: the permission model of Node was asked for, and yet nothing stops ${broken.join(', ')}. The doctor command names a command line that does.\n`,
  );
}

/**
 * Serves a client of a server that cannot work: it lists everything, and every call is told what is wrong and how to
 * mend it. Nothing is sent, and no token is held.
 */
export function explainProblem(problem: SafeError, config: Config, channel: LineChannel): void {
  const nowhere: Transport = {
    send: () => Promise.reject(problem),
    close() {},
  };
  const transports = { api: nowhere, resolver: nowhere };
  const cloudflare = connectCloudflare(config, new Secret('none'), transports);
  const server = defineServer(
    config,
    cloudflare,
    logger(config, (text) => text),
  );
  serveChannel(unableTo(server, problem), channel);
}

/**
 * @param env from which the token is taken.
 * @param locks of this process.
 */
export async function examineSetup(
  config: Config,
  env: Environment,
  locks: Locks,
): Promise<{ readonly text: string; readonly healthy: boolean }> {
  const input = {
    nodeVersion: process.version,
    locks: { held: locks.tried(), connects: await locks.connects(), direct: locks.direct },
    proxy: proxyShown(config),
    today: new Date(),
    offered: { tools: offeredTools(config), probes: features.permissionProbes() },
  };
  const token = tokenOf(config, env);
  if (token instanceof SafeError || (token === undefined && !config.sandbox)) {
    return {
      text: report(await examine({ ...input, access: tokenFinding(token) }), config.format),
      healthy: false,
    };
  }
  const backend = await backendOf(token, config.proxy);
  // Whatever a later defect may do: an examination sends nothing that writes.
  const cloudflare = connectCloudflare({ ...config, readOnly: true }, backend.token, backend.transports);
  const access = openServices(cloudflare, new AbortController().signal);
  const result = await examine({ ...input, access });
  disconnect(cloudflare);
  return {
    text: createScrubber(secretsOf(config, backend.token))(report(result, config.format)),
    healthy: result.healthy,
  };
}

/** What holds on the account of the token. @throws {SafeError} without a usable token. */
export async function compareAccount(config: Config, env: Environment): Promise<string> {
  const token = tokenFor(config, env);
  if (token === undefined && !config.sandbox) throw missingToken();
  const backend = await backendOf(token, config.proxy);
  const cloudflare = connectCloudflare({ ...config, readOnly: true }, backend.token, backend.transports);
  const compared = await compare(openServices(cloudflare, new AbortController().signal));
  disconnect(cloudflare);
  return createScrubber(secretsOf(config, backend.token))(compareReport(compared, config.format));
}

export function toolsText(config: Config): string {
  return printTools(offeredTools(config), config.format);
}

function proxyShown({ proxyFromEnv, proxy }: Config): string | undefined {
  if (!proxyFromEnv) return undefined;
  return proxy === undefined ? 'none' : `${proxy.hostname}:${proxy.port}`;
}

function tokenOf(config: Config, env: Environment): Secret | SafeError | undefined {
  try {
    return tokenFor(config, env);
  } catch (error) {
    return toSafeError(error);
  }
}

function logger({ logLevel }: Config, scrub: (text: string) => string): Logger {
  return createLogger({
    level: logLevel,
    write: (line) => process.stderr.write(`${scrub(line)}\n`),
    now: () => new Date(),
  });
}
