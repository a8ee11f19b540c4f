import type { TestedServer } from '@crunchtools/mcp-core/testing';
import { simulatedAccounts } from '@crunchtools/mediawiki-simulator';
import { variables } from '../../src/identity.ts';
import { features } from '../../src/main.ts';
import { program } from '../../src/program.ts';

/** The server as core's suites need to know it. */
export const server: TestedServer = {
  program,
  folder: new URL('../../', import.meta.url),
  tools: features.tools().tools(),
  credential: 'Kq7vX2mZ9pL4tR8wB3nY6dH1sJ5gC0fE',
  others: { [variables.url]: 'https://wiki.example.org', [variables.user]: simulatedAccounts.admin.user },
};
