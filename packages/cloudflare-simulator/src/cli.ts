import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { version } from '../package.json';
import type { ServeCommand } from './cli-options.ts';
import { parseCommand, UsageError, usage } from './cli-options.ts';
import { createRealTime } from './determinism.ts';
import type { ServeOptions } from './serve.ts';
import { serve } from './serve.ts';
import { createSimulator } from './simulator.ts';

const USAGE_ERROR = 2;

async function main(argv: readonly string[]): Promise<void> {
  const command = parseCommand(argv);
  switch (command.command) {
    case 'help':
      process.stdout.write(usage);
      break;
    case 'version':
      process.stdout.write(`${version}\n`);
      break;
    case 'serve':
      await serveUntilStopped(command);
      break;
  }
}

async function serveUntilStopped(command: ServeCommand): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const { seed, plan, token, records, port } = command;
  const simulator = createSimulator({ seed, plan, token, records, determinism: createRealTime() });
  const server = await serve(simulator, { port, tls: await readTls(command.tls) });
  process.stdout.write(`cloudflare-simulator listening on ${server.url}\n`);
  await stopped;
  await server.close();
}

async function readTls(files: ServeCommand['tls']): Promise<ServeOptions['tls']> {
  if (files === undefined) return undefined;
  const [cert, key] = await Promise.all([readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')]);
  return { cert, key };
}

function report(error: unknown): void {
  const message = error instanceof Error ? error.message : 'unknown failure';
  process.stderr.write(`cloudflare-simulator: ${message}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${usage}`);
  process.exitCode = error instanceof UsageError ? USAGE_ERROR : 1;
}

main(process.argv.slice(2)).catch(report);
