import { ConfirmationError } from '../errors/errors.ts';

/** What came back for a question, as far as this server can know it. */
export type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'declined' }
  | { readonly kind: 'dismissed' }
  /** The form was accepted, but its box was left off. */
  | { readonly kind: 'box_off' }
  /** @property what is wrong with it: a phrase of this server's own words. */
  | { readonly kind: 'malformed'; readonly what: string }
  /** @property code of JSON-RPC, where there is one. */
  | { readonly kind: 'failed'; readonly code: number | undefined };

/** What came back for a question of this server. */
export interface Answer {
  /** As it was given out with the question. */
  readonly ticket: string;
  readonly verdict: Verdict;
}

/** Nobody reads a question and answers it in less: whoever does is a program. */
const readingMs = 1_000;

/**
 * Says what is known of an answer that is no approval, and never more: a client may have answered by itself.
 * @param elapsedMs from the question to the answer.
 */
export function refusalOf(
  verdict: Exclude<Verdict, { readonly kind: 'approved' }>,
  elapsedMs: number,
): ConfirmationError {
  const { what, nextStep } = said(verdict, elapsedMs);
  return new ConfirmationError(`${what} Nothing was changed.`, { nextStep });
}

interface Said {
  readonly what: string;
  readonly nextStep: string;
}

function said(verdict: Exclude<Verdict, { readonly kind: 'approved' }>, elapsedMs: number): Said {
  switch (verdict.kind) {
    case 'declined':
      return elapsedMs < readingMs ? atOnce('decline', elapsedMs) : declined;
    case 'dismissed':
      return elapsedMs < readingMs ? atOnce('cancel', elapsedMs) : dismissed;
    case 'box_off':
      return boxOff;
    case 'malformed':
      return {
        what: `The client's answer to the question is malformed: ${verdict.what}.`,
        nextStep:
          'This client cannot be used to approve changes as it is. Tell the user what was to be changed, and that their client has to be updated or replaced for it.',
      };
    case 'failed':
      return {
        what: `The client said that it can ask the user, and answered the question with an error${verdict.code === undefined ? '' : ` (code ${verdict.code})`}.`,
        nextStep:
          'Tell the user what was to be changed, and to make the change where the client can show a question.',
      };
  }
}

const declined: Said = {
  what: 'The user was asked and declined.',
  nextStep: 'Do not repeat the call unless the user asks for it.',
};

const dismissed: Said = {
  what: 'The question was closed without an answer.',
  nextStep: 'Ask the user what they want before you make the call again.',
};

const boxOff: Said = {
  what: 'The form was accepted, but its box "Apply these changes" was left off.',
  nextStep:
    'Tell the user that the box has to be on for the change to be made, and make the call again only if they want it.',
};

function atOnce(action: string, elapsedMs: number): Said {
  return {
    what: `The client answered ${action} at once (after ${Math.round(elapsedMs)} ms), faster than a person can read: in runs without a person, such as claude -p, codex exec or copilot -p, the client answers by itself and nobody is asked.`,
    nextStep:
      'Tell the user what was to be changed and that nobody was asked. They can make the change in an interactive session of their client; how else to approve is in docs/approval.md of this server.',
  };
}
