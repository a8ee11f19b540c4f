import type { Client, ClientOptions } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../app/config.ts';
import { describeServerContract } from './contract.ts';
import { connectFile, runFile } from './process.ts';
import { bundlesOfServer, type TestedServer } from './tested-server.ts';
import type { ToolDocument } from './tool-document.ts';

export interface Connection {
  readonly client: Client;
  close(): Promise<void>;
}

/** Starts the real process on its sandbox, and connects a client that nobody here wrote. */
export async function connectSandbox(server: TestedServer, options: ClientOptions = {}): Promise<Connection> {
  const client = await connectFile([bundlesOfServer(server).bundle, '--sandbox'], options);
  return { client, close: () => client.close() };
}

const eras: Readonly<Record<string, ClientOptions>> = {
  'to a client of the handshake revisions': { versionNegotiation: { mode: 'legacy' } },
  'to a client of 2026-07-28': { versionNegotiation: { mode: { pin: '2026-07-28' } } },
};

/** Registers tests for both eras of the protocol. @param what stands before the era in the title. */
export function inEachEra(
  server: TestedServer,
  what: string,
  register: (era: { readonly title: string; readonly start: () => Promise<Connection> }) => void,
): void {
  for (const [era, options] of Object.entries(eras))
    register({ title: `${what} ${era}`, start: () => connectSandbox(server, options) });
}

/** Registers the contract of every server, for both eras. @param mostTokens that all its tools may cost. */
export function describeContract(
  server: TestedServer,
  mostTokens: number,
  document: URL = new URL('docs/tools.md', server.folder),
): void {
  inEachEra(server, 'the server', (era) =>
    describeServerContract({
      ...era,
      tools: server.tools,
      toolDirectory: new URL('src/features/', server.folder),
      document,
      mostTokens,
    }),
  );
}

/** What `describeToolDocument` needs of a server, beside where its page is. */
export function documentOf(
  server: TestedServer,
): Pick<ToolDocument, 'tools' | 'start'> & Required<Pick<ToolDocument, 'overview'>> {
  return {
    tools: server.tools,
    start: () => connectSandbox(server),
    async overview() {
      const { stdout } = await runFile(bundlesOfServer(server).bundle, ['tools', '--markdown']);
      return stdout;
    },
  };
}

/** The options of a program: it knows its toolsets, a flag beats its variable, and what is misspelt is refused. */
export function describeOptions({ program, tools }: Pick<TestedServer, 'program' | 'tools'>): void {
  const { prefix } = program;

  describe(`the options of ${program.name}`, () => {
    it('know every toolset that there is', () => {
      expect([...new Set(tools.map(({ toolset }) => toolset))]).toEqual(program.toolsets);
    });

    it('let a flag beat its variable', () => {
      const env = { [`${prefix}READ_ONLY`]: 'true', [`${prefix}CONFIRM`]: 'always' };
      expect(readConfig(program, [], env)).toMatchObject({
        readOnly: true,
        confirm: 'always',
        sandbox: false,
      });
      expect(readConfig(program, ['--confirm', 'never'], env)).toMatchObject({ confirm: 'never' });
    });

    it.each([
      [['--confirm', 'sometimes'], {}, '--confirm'],
      [['--port', '80'], {}, '--port'],
      [[], { [`${prefix}READ_ONLY`]: 'maybe' }, `${prefix}READ_ONLY`],
      [[], { [`${prefix}READONLY`]: 'true' }, `did you mean ${prefix}READ_ONLY?`],
    ])('refuse %j with %j', (argv, env, named) => {
      expect(() => readConfig(program, argv, env)).toThrow(named);
    });
  });
}
