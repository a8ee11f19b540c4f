import { fileURLToPath } from 'node:url';
import { Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

/** The bundle that users run. `npm run build` makes it; e2e tests never run the sources of the process. */
export const bundle = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));

/** A client that nobody here wrote, connected to a server process on the sandbox. */
export function connectClient(args: readonly string[] = [], options: ClientOptions = {}): Promise<Client> {
  return connectTo(['--sandbox', ...args], options);
}

/** The same, to a server process with these arguments and no others. It gets no variable that it reads, but for those given. */
export async function connectTo(
  args: readonly string[],
  options: ClientOptions = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bundle, ...args],
    env: { ...env },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1' }, options);
  await client.connect(transport);
  return client;
}
