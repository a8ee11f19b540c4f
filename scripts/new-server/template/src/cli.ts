import process from 'node:process';
import { createLogger, createScrubber, SafeError, serve } from '@crunchtools/mcp-core';
import { backendOf } from './backend.ts';
import { type Config, type Environment, processInput, readConfig } from './config.ts';
import { help, missingToken } from './help.ts';
import { name, version } from './identity.ts';
import { connect, defineServer } from './server.ts';

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
  const scrub = createScrubber([backend.token]);
  const connected = connect(config, backend.token, backend.transport);
  const log = createLogger({
    level: config.logLevel,
    write: (line) => process.stderr.write(`${scrub(line)}\n`),
    now: () => new Date(),
  });
  await serve(defineServer(config, connected, log), { stdin: process.stdin, stdout: process.stdout, scrub });
  connected.client.close();
  return 0;
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
