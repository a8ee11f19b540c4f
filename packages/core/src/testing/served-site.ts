import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as it came. */
export interface SiteRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export interface SiteReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly setCookies?: readonly string[];
  readonly body: Uint8Array;
}

/** What is answered in place of the site; `undefined` leaves it to the site. */
export type Instead = (
  seen: SiteRequest,
) =>
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | undefined;

/** Makes another body of what the site answers. */
export type Rewrite = (seen: SiteRequest, body: string) => string;

export interface ServedSite {
  readonly port: number;
  /** `http://127.0.0.1:1234`. */
  readonly origin: string;
  readonly seen: readonly SiteRequest[];
  stop(): Promise<void>;
}

/** A site on a port of loopback, which notes whatever it is asked. @param answer of the simulated or real one. */
export async function serveSite(
  answer: (request: SiteRequest) => SiteReply | Promise<SiteReply>,
  instead: Instead = () => undefined,
  rewrite: Rewrite = (_, body) => body,
): Promise<ServedSite> {
  const seen: SiteRequest[] = [];
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = await requestOf(incoming);
    seen.push(one);
    const other = instead(one);
    if (other !== undefined) {
      response.writeHead(other.status, other.headers).end(other.body);
      return;
    }
    const reply = await answer(one);
    response
      .writeHead(reply.status, { ...reply.headers, 'set-cookie': [...(reply.setCookies ?? [])] })
      .end(rewrite(one, Buffer.from(reply.body).toString('utf8')));
  };
  const server = createServer((incoming, response) => void serve(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return {
    port: address.port,
    origin: `http://127.0.0.1:${address.port}`,
    seen,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export async function requestOf(incoming: IncomingMessage): Promise<SiteRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const { method = '', url = '', headers: given } = incoming;
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  return { method, path: url, headers, body: chunks.length === 0 ? undefined : Buffer.concat(chunks) };
}
