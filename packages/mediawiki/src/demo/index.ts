import { runTour, type TourStep } from '@crunchtools/mcp-core/demo';
import { name, version } from '../identity.ts';
import { looking } from './reading-steps.ts';
import { approving, reviewing, working, writing } from './writing-steps.ts';

const steps: readonly TourStep[] = [...looking, ...writing, ...approving, ...working, ...reviewing];

/**
 * @param serverFile the server as it is installed: `cli.cjs`.
 * @returns the exit code: 0 only if every step did what it should.
 */
export function runDemo(serverFile: string): Promise<0 | 1> {
  return runTour(serverFile, { name, version, simulated: 'The wiki is', steps });
}
