import { Buffer } from 'node:buffer';
import { request } from 'node:http';
import type { SiteReply, SiteRequest } from './served-site.ts';

/** What belongs to one connection, and not to what is said over it. */
const ofConnection = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);

/** Lets a real site on loopback answer, its cookies each for itself. @param origin `http://127.0.0.1:1234`. */
export function relayTo(origin: string): (request: SiteRequest) => Promise<SiteReply> {
  return ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const sent = request(`${origin}${path}`, { method, headers: kept(headers) }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { 'set-cookie': setCookies = [], ...others } = response.headers;
          const { statusCode: status = 0 } = response;
          resolve({ status, headers: kept(others), setCookies, body: Buffer.concat(chunks) });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
}

function kept(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const wanted = Object.entries(headers).filter(
    ([name, value]) => !ofConnection.has(name) && value !== undefined && value !== '',
  );
  return Object.fromEntries(wanted.map(([name, value]) => [name, String(value)]));
}
