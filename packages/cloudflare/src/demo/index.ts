import process from 'node:process';
import { auditing } from './audit-steps.ts';
import { launching } from './launch-steps.ts';
import { migrating, purging, reviewing, ruling } from './rule-steps.ts';
import { Screen } from './screen.ts';
import { openSession, type Session } from './session.ts';
import { approving, looking, undoing, writing } from './steps.ts';
import { problem, type TourStep, takeTour } from './tour.ts';

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

const introduction =
  'Every line → below is a call that a real MCP client sends to this server; ← is what came back. ' +
  'The account is simulated in memory: no token is used and nothing leaves this machine.';

/**
 * Starts the server on its sandbox, leads an MCP client through it, and checks every step.
 * @param serverFile the server as it is installed: `cli.cjs`.
 * @returns the exit code: 0 only if every step did what it should.
 */
export async function runDemo(serverFile: string): Promise<0 | 1> {
  // Whoever reads may stop early, as `head` does. The tour goes on unseen.
  process.stdout.on('error', () => {});
  const screen = new Screen((text) => process.stdout.write(text), wantsColour());
  screen.title('A guided tour of mcp-cloudflare-crunchtools', introduction);
  const passed = await tourOf(serverFile, screen);
  const succeeded = passed === steps.length;
  screen.end(`${passed} of ${steps.length} steps did what they should`, succeeded);
  return succeeded ? 0 : 1;
}

async function tourOf(serverFile: string, screen: Screen): Promise<number> {
  let session: Session;
  try {
    session = await openSession(serverFile);
  } catch (error) {
    screen.step({ number: 1, wish: 'Start the server.', passed: false, shown: problem(error) });
    return 0;
  }
  try {
    return await takeTour(session, steps, screen);
  } finally {
    await session.close();
  }
}

/** NO_COLOR counts when it is not empty (no-color.org). */
function wantsColour(): boolean {
  const refused = process.env['NO_COLOR'];
  return process.stdout.isTTY && (refused === undefined || refused === '');
}
