import type { TestedServer } from '@crunchtools/mcp-core/testing';
import { features } from '../../src/main.ts';
import { program } from '../../src/program.ts';

/** The server as core's suites need to know it. */
export const server: TestedServer = {
  program,
  folder: new URL('../../', import.meta.url),
  tools: features.tools().tools(),
  credential: 'k9fQ2xV7mZ4pL8tR3wB6nY1dH5sJ0gCe',
};
