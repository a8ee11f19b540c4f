import { NotConfiguredError, type SafeError } from '../errors/index.ts';
import type { ServerDefinition } from './definition.ts';
import { closedGate } from './gate.ts';

/**
 * A server that cannot work, and says so: its lists are those of the server that it would be, its instructions begin
 * with what is wrong, and every call, read and prompt ends with that and with how to mend it. Clients show neither the
 * stderr nor the exit code of a server that ends at once.
 */
export function unableTo<Services>(
  server: ServerDefinition<Services>,
  problem: SafeError,
): ServerDefinition<Services> {
  const { message, nextStep = '' } = problem;
  const told = new NotConfiguredError(`This server cannot work: ${message}`, {
    nextStep: `${nextStep} Tell the user; no call can succeed before.`.trim(),
  });
  return {
    ...server,
    instructions: [told.message, told.nextStep, server.instructions].join('\n'),
    gate: closedGate(told),
  };
}
