import { NotConfiguredError, type SafeError } from '../errors/errors.ts';
import { isJsonObject } from '../json.ts';
import type { Recording } from './recording.ts';

/** What a server that cannot work says to every call. */
export function inabilityOf({ message, nextStep = '' }: SafeError): NotConfiguredError {
  return new NotConfiguredError(`This server cannot work: ${message}`, {
    nextStep: `${nextStep} Tell the user; no call can succeed before.`.trim(),
  });
}

/** The instructions of such a server: they begin with what is wrong. */
export function instructionsOf({ message, nextStep }: SafeError, instructions: string): string {
  return [message, nextStep, instructions].join('\n');
}

/** What such a server answers to requests whose answers never change: its lists are those of the server that it would be. */
export function recordingOfInability(recording: Recording, problem: SafeError): Recording {
  const inability = inabilityOf(problem);
  const explained = (result: string): string => {
    const parsed: unknown = JSON.parse(result);
    if (!isJsonObject(parsed) || typeof parsed['instructions'] !== 'string') return result;
    return JSON.stringify({ ...parsed, instructions: instructionsOf(inability, parsed['instructions']) });
  };
  return {
    ...recording,
    initialize: explained(recording.initialize),
    discover: explained(recording.discover),
  };
}
