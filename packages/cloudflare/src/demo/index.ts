import { runTour, type TourStep } from '@crunchtools/mcp-core/demo';
import { name, version } from '../identity.ts';
import { auditing } from './audit-steps.ts';
import { launching } from './launch-steps.ts';
import { migrating, purging, reviewing, ruling } from './rule-steps.ts';
import { approving, looking, undoing, writing } from './steps.ts';

const steps: readonly TourStep[] = [
  ...looking,
  ...writing,
  ...approving,
  ...undoing,
  ...ruling,
  ...migrating,
  ...purging,
  ...reviewing,
  ...auditing,
  ...launching,
];

/**
 * @param serverFile the server as it is installed: `cli.cjs`.
 * @returns the exit code: 0 only if every step did what it should.
 */
export function runDemo(serverFile: string): Promise<0 | 1> {
  return runTour(serverFile, { name, version, simulated: 'The account is', steps });
}
