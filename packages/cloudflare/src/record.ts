import { createLogger, record, type Transport } from '@crunchtools/mcp-core';
import { type Recording, readConfig, Secret } from '@crunchtools/mcp-core/app';
import { connectCloudflare, defineServer, features } from './main.ts';
import { program } from './program.ts';

const nowhere: Transport = {
  send: () => Promise.reject(new Error('a recording needs no network')),
  close() {},
};

/** What the startup responder of this server gives out. Run by the build. */
export async function recordServer(): Promise<Recording> {
  const config = readConfig(program, [], {});
  const transports = { api: nowhere, resolver: nowhere };
  const cloudflare = connectCloudflare(config, new Secret('none'), transports);
  const log = createLogger({ level: 'silent', write: () => {}, now: () => new Date() });
  return { ...(await record(defineServer(config, cloudflare, log))), features: features.outlines() };
}
