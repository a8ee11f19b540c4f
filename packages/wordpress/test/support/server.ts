import type { TestedServer } from '@crunchtools/mcp-core/testing';
import { simulatedAccounts } from '@crunchtools/wordpress-simulator';
import { variables } from '../../src/identity.ts';
import { features } from '../../src/main.ts';
import { program } from '../../src/program.ts';

const { user, password } = simulatedAccounts.admin;

/** The server as core's suites need to know it. */
export const server: TestedServer = {
  program,
  folder: new URL('../../', import.meta.url),
  tools: features.tools().tools(),
  credential: password.replaceAll(' ', ''),
  others: { [variables.url]: 'https://www.example.org', [variables.user]: user },
};
