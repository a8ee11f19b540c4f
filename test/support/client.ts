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
 * Starts a server as a client does, asks what it offers, and calls a tool that takes no arguments. The client is the
 * SDK's, which nobody here wrote.
 */
export async function callAsClient({ command, args, env = {}, cwd = process.cwd() }: Started, name: string) {
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
    const { structuredContent } = await client.callTool({ name, arguments: {} });
    return { server: client.getServerVersion(), tools, answer: structuredContent };
  } finally {
    await client.close();
  }
}

/** The same for a server of Cloudflare: the zones that the sandbox has. */
export async function useAsClient(started: Started) {
  const { answer, ...rest } = await callAsClient(started, 'list_zones');
  const { zones } = answer as { zones: readonly { name: string }[] };
  return { ...rest, zones: zones.map(({ name }) => name) };
}
