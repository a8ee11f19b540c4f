import process from 'node:process';
import {
  createLogger,
  createScrubber,
  type Logger,
  SafeError,
  serve,
  toSafeError,
} from '@crunchtools/mcp-core';
import { backendOf } from './backend.ts';
import { printTools } from './commands/tools.ts';
import { type Config, type Environment, processInput, readConfig } from './config.ts';
import { help, missingToken, startedByHand } from './help.ts';
import { version } from './identity.ts';
import { connectCloudflare, defineServer, disconnect, offeredTools, openServices } from './server.ts';

/** 0: done. 1: it cannot work as things are. 2: it was called wrongly. */
type ExitCode = 0 | 1 | 2;

async function main(): Promise<ExitCode> {
  const { argv, env } = processInput();
  const config = readConfig(argv, env);
  switch (config.command) {
    case 'help':
      return print(help);
    case 'version':
      return print(`${version}\n`);
    case 'tools':
      return print(printTools(offeredTools(config), config.format));
    case 'demo':
      return (await import('./demo/index.ts')).runDemo(__filename);
    case 'doctor':
      return doctor(config, env);
    case 'serve':
      return serveClient(config, env);
  }
}

async function serveClient(config: Config, env: Environment): Promise<ExitCode> {
  const backend = await backendOf(config, env);
  if (backend === undefined) {
    process.stderr.write(missingToken);
    return 1;
  }
  if (process.stdin.isTTY) process.stderr.write(startedByHand(__filename));
  const scrub = createScrubber([backend.token]);
  const cloudflare = connectCloudflare(config, backend.token, backend.transports);
  const log = logger(config, scrub);
  await serve(defineServer(config, cloudflare, log), { stdin: process.stdin, stdout: process.stdout, scrub });
  disconnect(cloudflare);
  return 0;
}

async function doctor(config: Config, env: Environment): Promise<ExitCode> {
  const { examine, report, tokenFinding } = await import('./commands/doctor/index.ts');
  const backend = await backendOf(config, env).catch((error: unknown) => toSafeError(error));
  const input = { nodeVersion: process.version, today: new Date(), tools: offeredTools(config) };
  if (backend === undefined || backend instanceof SafeError) {
    print(report(await examine({ ...input, access: tokenFinding(backend) }), config.format));
    return 1;
  }
  // Whatever a later defect may do: an examination sends nothing that writes.
  const cloudflare = connectCloudflare({ ...config, readOnly: true }, backend.token, backend.transports);
  const access = openServices(cloudflare, new AbortController().signal);
  const result = await examine({ ...input, access });
  disconnect(cloudflare);
  print(createScrubber([backend.token])(report(result, config.format)));
  return result.healthy ? 0 : 1;
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
    process.stderr.write('mcp-cloudflare-crunchtools: something went wrong inside; please report it.\n');
    return 1;
  }
  process.stderr.write(`mcp-cloudflare-crunchtools: ${error.message}\n${error.nextStep ?? ''}\n`);
  return error.code === 'invalid_input' ? 2 : 1;
}

async function run(): Promise<void> {
  process.exitCode = await main().catch((error: unknown) => complain(error));
}

void run();
