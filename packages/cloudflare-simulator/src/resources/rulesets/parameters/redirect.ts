/** `redirect`: rules/url-forwarding/single-redirects/settings, and …/bulk-redirects/reference/json-objects of an account. */

import { expression } from '../expressions.ts';
import { invalid } from '../refusals.ts';
import {
  all,
  below,
  type Check,
  eitherOf,
  flag,
  matching,
  membersOf,
  object,
  oneOf,
  text,
} from '../shape.ts';

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

/** "`name`: The name of an existing Bulk Redirect List"; "the key should be either" of two fields (bulk-redirects/concepts). */
export const redirectFromList: Check = object(
  {
    from_list: all(
      object({ name: text(), key: oneOf(['http.request.full_uri', 'raw.http.request.full_uri']) }, [
        'name',
        'key',
      ]),
      (value, pointer, scene) => {
        const { name } = membersOf(value, pointer);
        if (scene.hasRedirectList(String(name))) return;
        throw invalid(name, 'name', 'there is no such list of redirects', below(pointer, 'name'));
      },
    ),
  },
  ['from_list'],
);
