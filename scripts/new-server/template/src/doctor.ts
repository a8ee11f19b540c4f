import { type AccountExamination, refusedToken, toSafeError } from '@crunchtools/mcp-core';
import type { Services } from './services.ts';

/** How `doctor` looks at an account of Acme: the least that only a good token may read. */
export const account: AccountExamination<Services> = {
  async examineToken({ notes }) {
    try {
      await notes.list();
      return [{ check: 'Token', verdict: 'ok', message: 'accepted' }];
    } catch (error) {
      return [refusedToken(toSafeError(error))];
    }
  },
  async examineScopes({ site }) {
    return { findings: [], example: site };
  },
  impliedBy: { 'Notes Write': 'Notes Read' },
  howToGet: (permission) => `Give the token "${permission}"`,
};
