import { bundlesOf, connectFile, runFile, startFile } from '@crunchtools/mcp-core/testing';
import type { Client, ClientOptions } from '@modelcontextprotocol/client';

export { cleanEnvironment, type Finished, type Server } from '@crunchtools/mcp-core/testing';

export const { bundle, launcher } = bundlesOf(new URL('../../', import.meta.url));

type Variables = Readonly<Record<string, string>>;

/** Runs a command to its end. */
export const run = (args: readonly string[], env: Variables = {}, file = bundle) => runFile(file, args, env);

/** A server process that is spoken to in plain lines. */
export const startServer = (args: readonly string[] = ['--sandbox'], env: Variables = {}, file = bundle) =>
  startFile(file, args, env);

/** A client that nobody here wrote, connected to a server process. */
export function connectClient(
  options: ClientOptions = {},
  args: readonly string[] = ['--sandbox'],
): Promise<Client> {
  return connectFile([bundle, ...args], options);
}
