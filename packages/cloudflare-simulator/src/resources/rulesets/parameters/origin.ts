/** `route`: rules/origin-rules/parameters and "Availability" of Origin Rules. */

import { all, type Check, from, matching, object, someOf, whole } from '../shape.ts';

/**
 * A host name of RFC 1035, underscores allowed. That a DNS override and an SNI must be names of the same account is
 * documented, and not simulated.
 */
const host = matching(
  /^(?=.{1,255}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i,
  'be a host name',
);

export const route: Check = all(
  object({
    host_header: from('enterprise', 'host_header', host),
    origin: all(
      object({ host: from('enterprise', 'origin host', host), port: whole(1, 65_535) }),
      someOf('host', 'port'),
    ),
    sni: from('enterprise', 'sni', object({ value: host }, ['value'])),
  }),
  someOf('host_header', 'origin', 'sni'),
);
