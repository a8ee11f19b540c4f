/** What custom error rules serve: rules/custom-errors/reference/parameters. */

import { all, eitherOf, matching, object, oneOf, text, whole } from '../shape.ts';

/** 10 KB. */
const LONGEST_CONTENT = 10 * 1024;

/** That the asset exists is not checked: the simulator has none. */
export const serveError = all(
  object(
    {
      content: text(LONGEST_CONTENT),
      asset_name: matching(/^\w{1,200}$/, 'be made of letters, digits and underscores'),
      content_type: oneOf(['application/json', 'text/html', 'text/plain', 'text/xml']),
      status_code: whole(400, 999),
    },
    ['content_type'],
  ),
  eitherOf('asset_name', 'content'),
);
