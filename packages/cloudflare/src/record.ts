import { recordOf } from '@crunchtools/mcp-core';
import { type Recording, Secret } from '@crunchtools/mcp-core/app';
import { connectCloudflare, defineServer, features } from './main.ts';
import { program } from './program.ts';

/** What the startup responder of this server gives out. Run by the build. */
export function recordServer(): Promise<Recording> {
  return recordOf(program, features, (config, log, transport) => {
    const transports = { api: transport, resolver: transport };
    return defineServer(config, connectCloudflare(config, new Secret('none'), transports), log);
  });
}
