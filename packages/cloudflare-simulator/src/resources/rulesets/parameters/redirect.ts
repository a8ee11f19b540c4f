/** `redirect`: rules/url-forwarding/single-redirects/settings. Bulk redirects belong to accounts. */

import { expression } from '../expressions.ts';
import { all, type Check, eitherOf, flag, matching, object, oneOf } from '../shape.ts';

/** 303 is in the API reference only. */
const STATUS_CODES = [301, 302, 303, 307, 308];

/** The page calls it the literal value of the `Location` header, so a path is one as well. */
const target = matching(/^(?:https?:\/\/[^\s/]|\/)\S*$/i, 'be an absolute URL or a path, without spaces');

export const redirect: Check = object(
  {
    from_value: object(
      {
        target_url: all(
          object({ value: target, expression: expression({ use: 'redirect_target' }) }),
          eitherOf('value', 'expression'),
        ),
        status_code: oneOf(STATUS_CODES),
        preserve_query_string: flag,
      },
      ['target_url'],
    ),
  },
  ['from_value'],
);
