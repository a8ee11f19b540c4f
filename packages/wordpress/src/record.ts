import { recordOf } from '@crunchtools/mcp-core';
import { Access, type Recording } from '@crunchtools/mcp-core/app';
import { connect } from './connect.ts';
import { defineServer, features, policyOf } from './main.ts';
import { program } from './program.ts';

/** What the startup responder of this server gives out. Run by the build. */
export function recordServer(): Promise<Recording> {
  return recordOf(program, features, (config, log, transport) =>
    defineServer(config, policyOf(config), connect(config, Access.none(program), transport), log),
  );
}
