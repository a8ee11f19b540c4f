import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** Whether a command can be started here and succeeds. */
export function succeeds(command: string, ...argv: readonly string[]): boolean {
  return spawnSync(command, argv, { stdio: 'ignore' }).status === 0;
}

/** Tells, where nobody can overlook it, that a test against somebody else's client does not run. */
export function announceMissing(present: boolean, what: string): void {
  if (present) return;
  process.stdout.write(`\n*** NOT RUN: ${what} is not installed; on Debian: apt-get install ${what}\n\n`);
}

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end; `environment` replaces this process's own but for the path. */
export async function run(
  command: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Finished> {
  const child = spawn(command, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  const [out, err] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, out: await out, err: await err };
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
