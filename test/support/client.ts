import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

/** An environment of which only what Node and npm need to start is inherited. */
export function bareEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = [
    'PATH',
    'Path',
    'PATHEXT',
    'SystemRoot',
    'ComSpec',
    'TEMP',
    'TMP',
    'HOME',
    'APPDATA',
    'LOCALAPPDATA',
  ];
  const inherited = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), ...extra };
}

export interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/**
 * Starts a server as a client does, and asks it what any user would: what it offers, and the zones of the sandbox.
 * The client is the SDK's, which nobody here wrote.
 */
export async function useAsClient({ command, args, env = {}, cwd = process.cwd() }: Started) {
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: bareEnvironment(env),
    cwd,
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const client = new Client({ name: 'test', version: '1' });
  try {
    await client.connect(transport);
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} does not serve:\n${stderr}`, { cause: error });
  }
  try {
    const { tools } = await client.listTools();
    const { structuredContent } = await client.callTool({ name: 'list_zones', arguments: {} });
    const { zones } = structuredContent as { zones: readonly { name: string }[] };
    return { server: client.getServerVersion(), tools, zones: zones.map(({ name }) => name) };
  } finally {
    await client.close();
  }
}
