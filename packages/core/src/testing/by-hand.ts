import { describe, expect, it } from 'vitest';
import { connectFile, runFile, type Variables } from './process.ts';
import { bundlesOfServer, type TestedServer } from './tested-server.ts';

export interface CommandLine {
  readonly server: TestedServer;
  /** What `--help` says of this server. */
  readonly help: readonly string[];
  /** A tool of another toolset than `changes`. */
  readonly tool: string;
  /** What doctor says of the sandbox, and what of a server that was given nothing. */
  readonly doctor: readonly string[];
  readonly missing: readonly string[];
}

/** What a server says to whoever runs it by hand. */
export function describeCommandLine({ server, help, tool, doctor, missing }: CommandLine): void {
  const { bundle, launcher } = bundlesOfServer(server);
  const { name, toolsets } = server.program;

  describe(`the command line of ${name}`, () => {
    it('says what there is', async () => {
      const { stdout, code } = await runFile(bundle, ['--help']);
      expect(code).toBe(0);
      for (const words of [...help, `--toolsets LIST         offer only these of ${toolsets.join(', ')}`])
        expect(stdout).toContain(words);
      expect((await runFile(bundle, ['tools'])).stdout).toContain(tool);
      expect((await runFile(bundle, ['tools', '--toolsets', 'changes'])).stdout).not.toContain(tool);
    });

    it.each([bundle, launcher])('examines its setup: %s', async (file) => {
      const { stdout, code } = await runFile(file, ['doctor', '--sandbox']);
      expect(code).toBe(0);
      for (const words of ['Locks: tried, and stopped:', ...doctor, 'The server can work.'])
        expect(stdout).toContain(words);
    });

    it('says what is missing, and how to mend it', async () => {
      const { stdout, code } = await runFile(bundle, ['doctor']);
      expect(code).toBe(1);
      for (const words of missing) expect(stdout).toContain(words);
    });
  });
}

export interface Unable {
  readonly server: TestedServer;
  /** What it was given, and the words that say what is wrong with that. */
  readonly cases: readonly (readonly [args: readonly string[], env: Variables, words: string])[];
  /** A tool that reads and one that writes, neither of which looks at its arguments. */
  readonly tools: readonly [read: string, write: string];
}

/** A server that cannot work stays up, lists its tools, and tells each call why. */
export function describeUnable({ server, cases, tools: tried }: Unable): void {
  const { bundle } = bundlesOfServer(server);

  describe(`${server.program.name}, when it cannot work`, () => {
    it.each([...cases, [['--confirm', 'sometimes'], {}, '--confirm takes one of'] as const])(
      'stays up with %j and %j, lists its tools, and tells each call why',
      async (args, env, words) => {
        const client = await connectFile([bundle, ...args], {}, env);
        try {
          expect(client.getInstructions()).toContain(words);
          const { tools } = await client.listTools();
          expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining([...tried]));
          for (const name of tried) {
            const answer = await client.callTool({ name, arguments: {} });
            expect(answer.isError).toBe(true);
            expect(JSON.stringify(answer)).toContain(words);
          }
        } finally {
          await client.close();
        }
      },
    );
  });
}
