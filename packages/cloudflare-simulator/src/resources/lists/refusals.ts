/**
 * Refusals of the Lists API. Two are quoted in public: 10026 by several clients that sent another body than the bare
 * list (or, to delete, than `{"items": […]}`), 10031 in crowdsecurity/cs-cloudflare-bouncer issue 130. `UNSEEN` stands
 * for the codes of the others.
 */

import { ApiFailure } from '../../contract.ts';

const UNSEEN = 10_000;

function refusal(status: number, message: string, code = UNSEEN): ApiFailure {
  return new ApiFailure(status, [{ code, message }]);
}

export const invalidJson = (): ApiFailure => refusal(400, 'filters.api.invalid_json', 10_026);
export const listInUse = (): ApiFailure => refusal(400, 'filters.api.ip_list_in_use', 10_031);
export const listMissing = (): ApiFailure => refusal(404, 'could not find list');
export const itemMissing = (): ApiFailure => refusal(404, 'could not find list item');
export const operationMissing = (): ApiFailure => refusal(404, 'could not find bulk operation');
export const nameInvalid = (): ApiFailure => refusal(400, 'invalid list name');
export const nameTaken = (): ApiFailure => refusal(400, 'a list with this name already exists');
export const kindInvalid = (): ApiFailure => refusal(400, 'invalid list kind');
export const tooLong = (what: string): ApiFailure => refusal(400, `the ${what} is too long`);
export const itemInvalid = (index: number, why: string): ApiFailure =>
  refusal(400, `invalid list item ${index}: ${why}`);
export const tooManyLists = (): ApiFailure => refusal(400, 'the account has reached the limit of lists');
export const cursorInvalid = (): ApiFailure => refusal(400, 'invalid cursor');

/** waf/tools/lists/lists-api: 429 while a write operation is still being processed. */
export const operationPending = (): ApiFailure => refusal(429, 'a bulk operation is still in progress');
