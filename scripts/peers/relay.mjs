import { once } from 'node:events';
import { createServer, request } from 'node:http';

/**
 * Carries requests to a wiki, and loses answers on demand.
 *
 * @param {string} url
 */
export async function startRelay(url) {
  let losing = false;
  const server = createServer((incoming, outgoing) => {
    /** @type {Buffer[]} */
    const parts = [];
    incoming.on('data', (part) => parts.push(part));
    incoming.on('end', () => {
      const body = Buffer.concat(parts);
      const { method, headers } = incoming;
      const onward = request(`${url}${incoming.url}`, { method, headers }, (answer) => {
        const isEdit = method === 'POST' && /action["=\s]+edit/u.test(`${incoming.url} ${body.toString()}`);
        if (losing && isEdit) {
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
    /** The wiki makes the next edit, and its answer never comes. */
    loseNextEdit() {
      losing = true;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
