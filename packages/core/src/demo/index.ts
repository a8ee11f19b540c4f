import process from 'node:process';
import { Screen } from './screen.ts';
import { openSession, type Session } from './session.ts';
import { problem, type TourStep, takeTour } from './tour.ts';

export {
  changeList,
  expectStatus,
  reviewChanges,
  sayAnswer,
  seeTools,
  type WriteAnswer,
  writeAnswer,
  written,
} from './answers.ts';
export { expectMention, expectPresent, expectSame, Mismatch } from './expectations.ts';
export type { Tour, TourStep } from './tour.ts';

/** A guided tour of a server on its sandbox. */
export interface Demo {
  /** Of the server: `mcp-acme-crunchtools`. */
  readonly name: string;
  readonly version: string;
  /** What is simulated, as the subject of a sentence: `The account is`. */
  readonly simulated: string;
  readonly steps: readonly TourStep[];
}

/**
 * Starts the server on its sandbox, leads an MCP client through it, and checks every step.
 * @param serverFile the server as it is installed: `cli.cjs`.
 * @returns the exit code: 0 only if every step did what it should.
 */
export async function runTour(serverFile: string, demo: Demo): Promise<0 | 1> {
  // Whoever reads may stop early, as `head` does. The tour goes on unseen.
  process.stdout.on('error', () => {});
  const screen = new Screen((text) => process.stdout.write(text), wantsColour());
  screen.title(
    `A guided tour of ${demo.name}`,
    'Every line → below is a call that a real MCP client sends to this server; ← is what came back. ' +
      `${demo.simulated} simulated in memory: no token is used and nothing leaves this machine.`,
  );
  const passed = await tourOf(serverFile, demo, screen);
  const all = demo.steps.length;
  screen.end(`${passed} of ${all} steps did what they should`, passed === all);
  return passed === all ? 0 : 1;
}

async function tourOf(serverFile: string, { version, steps }: Demo, screen: Screen): Promise<number> {
  let session: Session;
  try {
    session = await openSession(serverFile, version);
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
