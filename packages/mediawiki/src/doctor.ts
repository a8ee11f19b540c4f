import {
  type AccountExamination,
  type Finding,
  refusedSite,
  refusedToken,
  toSafeError,
} from '@crunchtools/mcp-core';
import type { Services } from './services.ts';

/** How `doctor` looks at a wiki and an account: first without the credential, then the least that shows whose it is. */
export const account: AccountExamination<Services> = {
  async examineSite({ connection }) {
    try {
      await connection.identify();
      return [{ check: 'Site', verdict: 'ok', message: 'a MediaWiki answers' }];
    } catch (error) {
      return [refusedSite(toSafeError(error))];
    }
  },
  async examineToken({ site }) {
    try {
      const { generator, isReadOnly } = await site.about();
      return [
        {
          check: 'Access',
          verdict: 'ok',
          message: `accepted, by ${/^MediaWiki [\d.]+/u.exec(generator)?.[0] ?? 'MediaWiki'}`,
        },
        ...(isReadOnly ? [readOnly] : []),
      ];
    } catch (error) {
      return [refusedToken(toSafeError(error))];
    }
  },
  async examineScopes({ namespaces }) {
    const [first] = await namespaces.all();
    const none: Finding = {
      check: 'Namespaces',
      verdict: 'problem',
      message: 'the wiki has none of those in --namespaces',
      fix: 'get_site lists those there are.',
    };
    return first === undefined
      ? { findings: [none], example: undefined }
      : { findings: [], example: { id: String(first.id), name: first.key } };
  },
  impliedBy: {},
  howToGet: (permission) =>
    `Give the bot password or the token a grant of "${permission}", and the account a group that has it,`,
};

const readOnly: Finding = {
  check: 'Wiki',
  verdict: 'warning',
  message: 'it is in read-only mode: no write works now',
};
