import { describe, expect, it } from 'vitest';
import { hindrancesIn } from './answer.ts';

describe('what keeps an account from editing, said before it is tried', () => {
  // Answers to `intestactions` of a wiki with a limit of one edit a minute (1.43.11, run), and of one with a protected page (1.39.17, run).
  it.each([
    [
      'a limit of edits',
      'ratelimited',
      'As an anti-abuse measure, you are limited.',
      'rate_limited',
      'Try again later',
    ],
    [
      'a protection',
      'protectedpage',
      'This page has been protected.',
      'permission_denied',
      'Ask an administrator',
    ],
  ])('is %s', (_, code, text, ours, next) => {
    const [found] = hindrancesIn({ edit: [{ code, text }] });
    expect(found).toMatchObject({ code: ours, nextStep: expect.stringContaining(next) });
  });
});
