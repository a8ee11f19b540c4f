import { createLogger, record, type Transport } from '@crunchtools/mcp-core';
import { Access, type Recording, readConfig } from '@crunchtools/mcp-core/app';
import { connect } from './connect.ts';
import { defineServer, features, policyOf } from './main.ts';
import { program } from './program.ts';

const nowhere: Transport = {
  send: () => Promise.reject(new Error('a recording needs no network')),
  close() {},
};

/** What the startup responder of this server gives out. Run by the build. */
export async function recordServer(): Promise<Recording> {
  const config = readConfig(program, [], {});
  const site = connect(config, Access.none(program), nowhere);
  const log = createLogger({ level: 'silent', write: () => {}, now: () => new Date() });
  const recorded = await record(defineServer(config, policyOf(config), site, log));
  return { ...recorded, features: features.outlines() };
}
