import { canary, type TestedServer } from '@crunchtools/mcp-core/testing';
import { features } from '../../src/main.ts';
import { program } from '../../src/program.ts';

/** The server as core's suites need to know it. */
export const server: TestedServer = {
  program,
  folder: new URL('../../', import.meta.url),
  tools: features.tools().tools(),
  // Of the form that its tokens have now.
  credential: canary,
};
