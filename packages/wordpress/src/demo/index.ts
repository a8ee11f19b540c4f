import { runTour } from '@crunchtools/mcp-core/demo';
import { name, version } from '../identity.ts';
import { steps } from './steps.ts';

/**
 * @param serverFile the server as it is installed: `cli.cjs`.
 * @returns the exit code: 0 only if every step did what it should.
 */
export function runDemo(serverFile: string): Promise<0 | 1> {
  return runTour(serverFile, { name, version, simulated: 'The site is', steps });
}
