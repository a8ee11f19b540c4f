import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { cleanEnvironment } from './process.ts';
import { bundlesOfServer, type TestedServer } from './tested-server.ts';

const hello = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};
const listed = { jsonrpc: '2.0', id: 2, method: 'tools/list' };

/** How a process ends: after the answers to all that was asked, and in order on a signal. */
export function describeEnding(server: TestedServer): void {
  const { bundle } = bundlesOfServer(server);

  /** A server that has answered its first request. */
  async function started(also: string) {
    const child = spawn(process.execPath, [bundle, '--sandbox'], {
      env: cleanEnvironment(),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const lines: string[] = [];
    const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
    child.stdin.write(`${JSON.stringify(hello)}\n${also}`);
    await once(reader, 'line');
    return { child, lines };
  }

  describe(`the end of the process of ${server.program.name}`, () => {
    it('comes after the answers to all that was asked, when stdin ends', async () => {
      const { child, lines } = await started(`${JSON.stringify(listed)}\n`);
      child.stdin.end();
      expect(await once(child, 'close')).toEqual([0, null]);
      expect(lines.map((line) => JSON.parse(line).id)).toEqual([1, 2]);
    });

    // Windows knows no signals.
    it.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
      'comes in order on %s',
      async (signal) => {
        const { child } = await started('');
        child.kill(signal);
        expect(await once(child, 'close')).toEqual([0, null]);
      },
    );
  });
}
