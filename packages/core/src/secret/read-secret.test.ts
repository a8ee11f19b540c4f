import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/errors.ts';
import { readSecret, type SecretSource } from './read-secret.ts';

const GOOD = 'Zq7-mK2xV9_pL4tR8wB3nY6dF1sH5gJ0cA';

function refusal(value: string | undefined, refuse?: SecretSource['refuse']): InputError {
  try {
    readSecret({ value, variable: 'SERVICE_TOKEN', ...(refuse && { refuse }) });
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

/** As different clients write them. */
const placeholders: [string, string][] = [
  '{SERVICE_TOKEN}',
  '{SERVICE_TOKEN:-}',
  '{env:SERVICE_TOKEN}',
  '{input:service-token}',
].map((body) => [`$${body}`, 'holds a placeholder']);

describe('readSecret', () => {
  it('takes a longer one where the service makes them so, and no longer one than that', () => {
    const token = GOOD.repeat(32).slice(0, 964);
    const source = { variable: 'SERVICE_TOKEN', longest: 964 };
    expect(readSecret({ ...source, value: token }).expose()).toBe(token);
    expect(() => readSecret({ ...source, value: `${token}x` })).toThrow('is longer than 964 characters');
  });

  it.each([
    ['an ordinary token', GOOD],
    ['20 characters', GOOD.slice(0, 20)],
    ['512 characters', GOOD.repeat(16).slice(0, 512)],
    ['8 different characters', 'abcdefgh'.repeat(3)],
    ['quotes before it', `"a"${GOOD}`],
    ['quotes after it', `${GOOD}"a"`],
    ['unlike quotes around it', `'${GOOD}"`],
    ['the word alone', `bearer-${GOOD}`],
    ['punctuation', 'a!"#&()*+,-./:;=?@[]^_|~bcd'],
  ])('takes %s', (_, value) => {
    expect(readSecret({ value, variable: 'SERVICE_TOKEN' }).expose()).toBe(value);
  });

  it.each([
    [undefined, 'is not set'],
    ['', 'is empty'],
    [' \n ', 'holds only whitespace'],
    [`${GOOD}\n`, 'ends with a newline'],
    [`${GOOD}\r\n`, 'ends with a newline'],
    [`\n${GOOD}`, 'starts with a newline'],
    [`Bearer ${GOOD}`, 'starts with the word "Bearer"'],
    [`bearer\t${GOOD}`, 'starts with the word "Bearer"'],
    [` Bearer ${GOOD}`, 'starts with whitespace'],
    [`${GOOD} Bearer ${GOOD}`, 'holds whitespace'],
    [`"${GOOD}\n${GOOD}"`, 'is in quotes'],
    [`\`${GOOD}\``, 'is in quotes'],
    ['  \t', 'holds only whitespace'],
    ['abcdefg'.repeat(4), 'looks like a placeholder'],
    [` ${GOOD}`, 'starts with whitespace'],
    [`${GOOD} `, 'ends with whitespace'],
    [`${GOOD}\u3000`, 'ends with whitespace'],
    [`"${GOOD}"`, 'is in quotes'],
    [`'${GOOD}'`, 'is in quotes'],
    [`${GOOD}\n${GOOD}`, 'holds a newline'],
    [`${GOOD} ${GOOD}`, 'holds whitespace'],
    [`${GOOD}\0`, 'holds a NUL character'],
    [`${GOOD}\u001b[0m`, 'holds a control character'],
    [`${GOOD}\u0085`, 'holds a control character'],
    [`${GOOD}…`, 'holds a character outside ASCII'],
    [`${GOOD}\u200b`, 'holds a character outside ASCII'],
    [GOOD.slice(0, 19), 'is shorter than 20 characters'],
    [GOOD.repeat(16).slice(0, 513), 'is longer than 512 characters'],
    ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'looks like a placeholder'],
    ['your-your-your-your-your', 'looks like a placeholder'],
    ['$SERVICE_TOKEN', 'holds a placeholder'],
    ...placeholders,
    ['%SERVICE_TOKEN%', 'holds a placeholder'],
    ['<your token>', 'holds a placeholder'],
    [`${GOOD}}`, 'did not fill in the variable'],
    [`%${GOOD}`, 'did not fill in the variable'],
    ['SERVICE_TOKEN-SERVICE_TOKEN', 'repeats the name of the variable'],
    ['your-service-token-goes-here', 'repeats the name of the variable'],
    ['@service.token@placeholder', 'repeats the name of the variable'],
  ])('refuses %j: it %s', (value, problem) => {
    const error = refusal(value);
    expect(error.message.startsWith('SERVICE_TOKEN ')).toBe(true);
    expect(error.message).toContain(problem);
    expect(error.nextStep).toContain('SERVICE_TOKEN');
  });

  it('asks the hook last, and passes on what it says', () => {
    expect(refusal(GOOD, () => 'is of another service').message).toBe('SERVICE_TOKEN is of another service.');
    expect(refusal(`${GOOD}\n`, () => 'is of another service').message).toContain('newline');
    expect(readSecret({ value: GOOD, variable: 'V', refuse: () => undefined }).expose()).toBe(GOOD);
  });

  it('does not let the hook echo the value', () => {
    const { message } = refusal(
      GOOD,
      (value) => `is wrong: ${value}, or ${value.slice(5, 25).toUpperCase()}`,
    );
    expect(message).toBe('SERVICE_TOKEN is wrong: [redacted], or [redacted].');
  });

  it('never shows four characters in a row of what it refuses', () => {
    const spoiled = fc
      .tuple(
        fc.string({ unit: fc.constantFrom(...Array.from('QXZJKVW')), minLength: 4, maxLength: 600 }),
        fc.constantFrom('\n', ' ', '\0', 'é', ''),
      )
      .map(([text, flaw]) => text + flaw + text);
    fc.assert(
      fc.property(spoiled, (value) => {
        fc.pre(/[\s\0é]/.test(value) || value.length < 20 || value.length > 512);
        const error = refusal(value);
        const shown = JSON.stringify([error.message, error.nextStep, error.details, error.stack]);
        for (let start = 0; start + 4 <= value.length; start += 1) {
          expect(shown.includes(value.slice(start, start + 4))).toBe(false);
        }
      }),
    );
  });
});
