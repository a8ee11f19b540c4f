/**
 * Every refusal of the Page Rules API. The codes, the message of 1004 and `.distinctTargetUrl` were seen in answers
 * that users quoted in public; the texts of the other rules are not known and only say which rule was broken.
 */

import { ApiFailure } from '../../contract.ts';

/** One rule that a body breaks: the name of the rule, and what it says. */
export interface Violation {
  readonly rule: string;
  readonly message: string;
}

/** Cloudflare says this with 400 for identifiers that are malformed and for those that nothing has. */
export const ruleMissing = (): ApiFailure =>
  new ApiFailure(400, [{ code: 1002, message: 'Invalid Page Rule identifier' }]);

export const bodyInvalid = (): ApiFailure =>
  new ApiFailure(400, [{ code: 6007, message: 'Malformed JSON in request body' }]);

export const validationFailed = (violations: readonly Violation[]): ApiFailure =>
  new ApiFailure(
    400,
    [{ code: 1004, message: 'Page Rule validation failed: See messages for details.' }],
    {},
    violations.map(({ rule, message }) => ({ code: 1, message: `.${rule}: ${message}`, type: null })),
  );

export const sameTarget = (): Violation => ({
  rule: 'distinctTargetUrl',
  message:
    'Your zone already has an existing page rule with that URL. If you are modifying only page rule settings use the Edit Page Rule option instead',
});
