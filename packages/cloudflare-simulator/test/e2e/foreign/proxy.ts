/** For clients in which the address of Cloudflare is fixed: a proxy that leads every connection to a simulator with TLS. */

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createSimulator,
  SIMULATOR_TOKEN,
  type Simulator,
  type SimulatorOptions,
  serve,
} from '../../../src/index.ts';
import { certificate } from '../certificate.ts';
import { run } from '../debian.ts';

export interface Behind {
  readonly simulator: Simulator;
  /** Runs a command that takes HTTPS_PROXY and SSL_CERT_FILE; @returns what it prints. @throws when it fails. */
  readonly command: (program: string, ...args: readonly string[]) => Promise<string>;
}

/** Whom the proxy takes for Cloudflare. */
const API = 'api.cloudflare.com';

/** Serves a simulator as api.cloudflare.com to the commands of `use`. */
export async function behindProxy(
  options: SimulatorOptions,
  use: (behind: Behind) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'proxy-'));
  const { file, ...tls } = await certificate(folder, `DNS:${API}`);
  const simulator = createSimulator(options);
  const server = await serve(simulator, { port: 0, tls });
  const proxy = createServer().on('connect', ({ url }, client, head) => {
    // Nothing else is reached, whatever a client asks for.
    if (url !== `${API}:443`) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const inner = connect(server.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      inner.write(head);
      inner.pipe(client).pipe(inner);
    });
    inner.on('error', () => client.destroy());
    client.on('error', () => inner.destroy());
    return undefined;
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const environment = {
    HOME: folder,
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
    SSL_CERT_FILE: file,
    CF_API_TOKEN: SIMULATOR_TOKEN,
  };
  try {
    await use({
      simulator,
      command: async (program, ...args) => {
        const { code, out, err } = await run(program, args, environment);
        if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${out}${err}`);
        return out;
      },
    });
  } finally {
    proxy.close();
    proxy.closeAllConnections();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
