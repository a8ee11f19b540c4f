import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { connectFile } from './process.ts';
import { bundlesOfServer, type TestedServer } from './tested-server.ts';

/** A real site on loopback. */
export interface RelayedSite {
  /** `http://127.0.0.1:1234`. */
  readonly origin: string;
  /** What opens it: a cookie of a session that a test began, or a credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whom it is opened for, of a server that names somebody beside its credential. */
  readonly user?: string;
}

/**
 * The server that users run, with a real site where its sandbox would be: so suites that stand between a server and its sandbox
 * stand between it and a real one. What opens the site is in the relay: the server has a token of the sandbox.
 */
export async function relayingServer(
  server: TestedServer,
  site: RelayedSite,
): Promise<{ readonly server: TestedServer; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'relaying-'));
  const dist = path.join(folder, 'dist');
  await cp(path.dirname(bundlesOfServer(server).bundle), dist, { recursive: true });
  const script = await readFile(new URL('relaying-sandbox.cjs', import.meta.url), 'utf8');
  const constants = JSON.stringify({ ...site, token: 'Zr4tW9yN2kB7mD5qH8sJ3vC6xF1pL0gT' });
  await writeFile(path.join(dist, 'sandbox.cjs'), `const relaying = ${constants};\n${script}`);
  return {
    server: { ...server, folder: pathToFileURL(`${folder}/`) },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What a server says of the site behind its relay, as JSON: a suite that spoke to its sandbox would prove nothing of a real one. */
export async function toldOfSite(server: TestedServer): Promise<string> {
  const client = await connectFile([bundlesOfServer(server).bundle, '--sandbox']);
  try {
    return JSON.stringify(await client.callTool({ name: 'get_site', arguments: {} }));
  } finally {
    await client.close();
  }
}
