import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** @typedef {{ readonly method: string, readonly target: string, readonly body: string }} Request */

/**
 * Carries requests to a service, and loses answers on demand.
 *
 * @param {string} url
 * @param {(request: Request) => boolean} isWanted Which requests can lose theirs.
 */
export async function startRelay(url, isWanted) {
  let losing = false;
  const server = createServer((incoming, outgoing) => {
    /** @type {Buffer[]} */
    const parts = [];
    incoming.on('data', (part) => parts.push(part));
    incoming.on('end', () => {
      const body = Buffer.concat(parts);
      const { method, headers } = incoming;
      const onward = request(`${url}${incoming.url}`, { method, headers }, (answer) => {
        const asked = { method: method ?? '', target: incoming.url ?? '', body: body.toString() };
        if (losing && isWanted(asked)) {
          losing = false;
          answer.resume().on('end', () => outgoing.destroy());
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      onward.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    /** The service does what the next such request wants, and its answer never comes. */
    loseNext() {
      losing = true;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
