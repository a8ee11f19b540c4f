import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { demoWiki, type Wiki } from '@crunchtools/mediawiki-simulator';

/** A request as it came. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The action of the API that it asks for. */
  readonly action: string;
}

/** What is answered in place of the wiki; `undefined` leaves it to the wiki. */
export type Instead = (
  seen: Seen,
) =>
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | undefined;

/** Makes another body of what the wiki answers. */
export type Rewrite = (seen: Seen, body: string) => string;

export interface ServedWiki {
  readonly port: number;
  /** For `MEDIAWIKI_URL`. */
  readonly url: string;
  readonly seen: readonly Seen[];
  stop(): Promise<void>;
}

/** The demo wiki under `/w` on a port of loopback, which notes whatever it is asked. */
export async function serveWiki(
  instead: Instead = () => undefined,
  rewrite: Rewrite = (_, body) => body,
  prepare: (wiki: Wiki) => void = () => {},
): Promise<ServedWiki> {
  const wiki = demoWiki({ basePath: '/w' });
  prepare(wiki);
  const seen: Seen[] = [];
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const bytes = Buffer.concat(chunks);
    const one = seenOf(incoming, bytes);
    seen.push(one);
    const other = instead(one);
    if (other !== undefined) {
      response.writeHead(other.status, other.headers).end(other.body);
      return;
    }
    const body = bytes.length === 0 ? undefined : bytes;
    const reply = wiki.answer({ method: one.method, path: one.path, headers: one.headers, body });
    response
      .writeHead(reply.status, { ...reply.headers, 'set-cookie': [...reply.setCookies] })
      .end(rewrite(one, Buffer.from(reply.body).toString('utf8')));
  };
  const server = createServer((incoming, response) => void serve(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}/w`,
    seen,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function seenOf({ method = '', url = '', headers: given }: IncomingMessage, bytes: Buffer): Seen {
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  const body = bytes.toString('utf8');
  const inForm = /name="action"\r\n\r\n(\w+)/u.exec(body)?.[1];
  const inQuery = new URL(url, 'http://127.0.0.1').searchParams.get('action');
  return { method, path: url, headers, body, action: inForm ?? inQuery ?? '' };
}
