import process from 'node:process';
import {
  createLogger,
  createScrubber,
  type Logger,
  SafeError,
  Secret,
  serveChannel,
  unableTo,
} from '@crunchtools/mcp-core';
import { endOnSignals, openChannel } from '@crunchtools/mcp-core/app';
import { type Config, type Environment, processInput, readConfig } from './config.ts';
import { type Backend, backendOf, connect } from './connect.ts';
import { help, missingToken } from './help.ts';
import { name, version } from './identity.ts';
import { defineServer } from './main.ts';

/** 0: done. 1: it cannot work as things are. 2: it was called wrongly. */
type ExitCode = 0 | 1 | 2;

const endBy = endOnSignals();

async function main(): Promise<ExitCode> {
  const { argv, env } = processInput();
  const config = configOrProblem(argv, env);
  if (config instanceof SafeError) return serveProblem(config, readConfig([], {}));
  switch (config.command) {
    case 'help':
      return print(help);
    case 'version':
      return print(`${version}\n`);
    case 'serve':
      return serveClient(config, env);
  }
}

function configOrProblem(argv: readonly string[], env: Environment): Config | SafeError {
  try {
    return readConfig(argv, env);
  } catch (error) {
    return problemOf(error);
  }
}

async function serveClient(config: Config, env: Environment): Promise<ExitCode> {
  const backend = await backendOrProblem(config, env);
  if (backend instanceof SafeError) return serveProblem(backend, config);
  const scrub = createScrubber([backend.token]);
  const connected = connect(config, backend.token, backend.transport);
  const { channel, ending } = openChannel({ ...streams(), scrub }, endBy);
  serveChannel(defineServer(config, connected, logger(config, scrub), ending), channel);
  await channel.ended;
  connected.client.close();
  return 0;
}

async function backendOrProblem(config: Config, env: Environment): Promise<Backend | SafeError> {
  try {
    return (await backendOf(config, env)) ?? missingToken();
  } catch (error) {
    return problemOf(error);
  }
}

/**
 * A client hides what its server writes to stderr, and shows of one that ends at once only that it ended. So a server
 * that cannot work stays up, and every call is told why. A person at a terminal reads it there.
 */
async function serveProblem(problem: SafeError, config: Config): Promise<ExitCode> {
  const exitCode = complain(problem);
  if (process.stdin.isTTY) return exitCode;
  const nowhere = { send: () => Promise.reject(problem), close() {} };
  const server = defineServer(
    config,
    connect(config, new Secret('none'), nowhere),
    logger(config, unchanged),
  );
  const { channel } = openChannel({ ...streams(), scrub: unchanged }, endBy);
  serveChannel(unableTo(server, problem), channel);
  await channel.ended;
  return exitCode;
}

function unchanged(text: string): string {
  return text;
}

function problemOf(error: unknown): SafeError {
  if (error instanceof SafeError) return error;
  throw error;
}

function streams(): Pick<typeof process, 'stdin' | 'stdout'> {
  const { stdin, stdout } = process;
  return { stdin, stdout };
}

function logger({ logLevel }: Config, scrub: (text: string) => string): Logger {
  return createLogger({
    level: logLevel,
    write: (line) => process.stderr.write(`${scrub(line)}\n`),
    now: () => new Date(),
  });
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

/** The last resort: nothing that was not meant to be shown reaches the terminal. */
function complain(error: unknown): ExitCode {
  if (!(error instanceof SafeError)) {
    process.stderr.write(`${name}: something went wrong inside; please report it.\n`);
    return 1;
  }
  process.stderr.write(`${name}: ${error.message}\n${error.nextStep ?? ''}\n`);
  return error.code === 'invalid_input' ? 2 : 1;
}

async function run(): Promise<void> {
  process.exitCode = await main().catch((error: unknown) => complain(error));
}

void run();
