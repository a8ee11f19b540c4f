import { InputError } from '../errors/errors.ts';
import { createScrubber } from './scrub.ts';
import { Secret } from './secret.ts';

const MIN_LENGTH = 20;
/** What the last filter looks for; shorter values are in other words by chance. */
const LEAST_LENGTH = 12;
const MAX_LENGTH = 512;
const MIN_DIFFERENT_CHARACTERS = 8;
/** Shorter names may be in a value by chance. */
const shortestName = 8;

export interface SecretSource {
  /** What the variable held. The caller is the one that reads it and removes it from the environment. */
  readonly value: string | undefined;
  /** The name of the variable, for messages. */
  readonly variable: string;
  /** Fewest characters, where the service makes secrets shorter than 20; never fewer than 12 (decision 31). */
  readonly shortest?: number | undefined;
  /** Most characters, where the service makes secrets longer than 512, such as signed tokens (RFC 7519). */
  readonly longest?: number | undefined;
  /** For forms that one service refuses: what is wrong, continuing "VARIABLE …", or `undefined`. */
  readonly refuse?: (value: string) => string | undefined;
}

/**
 * Takes a secret in, or says what is wrong with its form: 20 (or `shortest`) to 512 (or `longest`) visible ASCII characters, at least 8 of them
 * different, without whitespace and without `$ % { } < >`, which no credential here has and every placeholder does. One
 * that repeats the name of its variable is a placeholder, too: taken for a secret, it would be filtered out of all
 * that this server says of the service. A newline or NUL in a credential makes `node:http` and `fetch` throw errors
 * whose message holds the credential, which is why this comes first. No message holds any part of the value.
 *
 * @throws {InputError} when the value is missing or refused.
 */
export function readSecret({
  value,
  variable,
  refuse,
  shortest = MIN_LENGTH,
  longest = MAX_LENGTH,
}: SecretSource): Secret {
  if (value === undefined) {
    throw new InputError(`${variable} is not set.`, { nextStep: `Set ${variable} and start again.` });
  }
  const secret = new Secret(value);
  const least = Math.max(shortest, LEAST_LENGTH);
  const general = REFUSALS.find(({ applies }) => applies(value, least, longest))
    ?.problem.replace('{least}', String(least))
    .replace('{most}', String(longest));
  const problem = general ?? namesakeOf(value, variable) ?? fromHook(secret, refuse);
  if (problem === undefined) return secret;
  throw new InputError(`${variable} ${problem}.`, {
    nextStep: `Set ${variable} to the bare value, in the client's configuration or where the client is started, and start again.`,
  });
}

/** The hook is not this module's code: what it says may hold what it was given. */
function fromHook(secret: Secret, refuse: SecretSource['refuse']): string | undefined {
  const problem = refuse?.(secret.expose());
  return problem === undefined ? undefined : createScrubber([secret])(problem);
}

/** `SERVICE_TOKEN`, `your-service-token-here`, `__service.token__`: what examples have where a value belongs. */
function namesakeOf(value: string, variable: string): string | undefined {
  const name = bare(variable);
  return name.length >= shortestName && bare(value).includes(name)
    ? 'repeats the name of the variable: it is a placeholder'
    : undefined;
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
}

interface Refusal {
  readonly applies: (value: string, least: number, most: number) => boolean;
  /** Continues "VARIABLE …". */
  readonly problem: string;
}

/** The more particular come first: the first that applies is the one that is told. */
const REFUSALS: readonly Refusal[] = [
  { applies: (value) => value === '', problem: 'is empty' },
  {
    // `${NAME}`, `$NAME`, `%NAME%`, `{env:NAME}`, `{{ name }}`, `<name>`: each client has its own.
    applies: (value) => /[$%{}<>]/u.test(value),
    problem: 'holds a placeholder, not a value: the client did not fill in the variable',
  },
  { applies: (value) => /^\s+$/.test(value), problem: 'holds only whitespace' },
  {
    applies: (value) => /[\r\n]$/.test(value),
    problem: 'ends with a newline: it was probably read from a file or a command that adds one',
  },
  { applies: (value) => /^[\r\n]/.test(value), problem: 'starts with a newline' },
  { applies: (value) => /^bearer\s/i.test(value), problem: 'starts with the word "Bearer": leave that out' },
  { applies: (value) => /^\s/.test(value), problem: 'starts with whitespace' },
  { applies: (value) => /\s$/.test(value), problem: 'ends with whitespace' },
  {
    applies: (value) => /^(["'`]).*\1$/s.test(value),
    problem: 'is in quotes: they became part of the value, leave them out',
  },
  { applies: (value) => /[\r\n]/.test(value), problem: 'holds a newline: it must be one line' },
  { applies: (value) => /\s/.test(value), problem: 'holds whitespace' },
  { applies: (value) => value.includes('\0'), problem: 'holds a NUL character' },
  { applies: (value) => /[\u0000-\u001f\u007f-\u009f]/u.test(value), problem: 'holds a control character' },
  {
    applies: (value) => /\P{ASCII}/u.test(value),
    problem: 'holds a character outside ASCII: copy it again, from where it was made',
  },
  {
    applies: (value, least) => value.length < least,
    problem: 'is shorter than {least} characters: part of it is missing',
  },
  {
    applies: (value, _, most) => value.length > most,
    problem: 'is longer than {most} characters',
  },
  {
    applies: (value) => new Set(value).size < MIN_DIFFERENT_CHARACTERS,
    problem: 'repeats a few characters: it looks like a placeholder',
  },
];
