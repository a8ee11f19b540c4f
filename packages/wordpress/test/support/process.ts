import { bundlesOf, connectFile, type Variables } from '@crunchtools/mcp-core/testing';
import type { Client, ClientOptions } from '@modelcontextprotocol/client';

export const { bundle, launcher } = bundlesOf(new URL('../../', import.meta.url));

/** A client that nobody here wrote, connected to a server process on the sandbox. */
export function connectClient(args: readonly string[] = [], options: ClientOptions = {}): Promise<Client> {
  return connectTo(['--sandbox', ...args], options);
}

/** The same, to a server process with these arguments and no others. It gets no variable that it reads, but for those given. */
export function connectTo(
  args: readonly string[],
  options: ClientOptions = {},
  env: Variables = {},
): Promise<Client> {
  return connectFile([bundle, ...args], options, env);
}
