/** `set_cache_settings`: cache/how-to/cache-rules/settings, and the plans of "Available settings" there. */

import type { PlanName } from '../../../contract.ts';
import { isRecord } from '../../../json.ts';
import { invalid, notEntitled, shown } from '../refusals.ts';
import {
  all,
  below,
  type Check,
  excludes,
  flag,
  from,
  list,
  mapping,
  matching,
  membersOf,
  object,
  oneOf,
  onlyTrue,
  someOf,
  text,
  whole,
} from '../shape.ts';

/** Seconds: cache/how-to/edge-browser-cache-ttl, "Minimum Edge Cache TTL". 0 means not to cache, on any plan. */
const LEAST_EDGE_TTL: Readonly<Record<PlanName, number>> = {
  free: 7200,
  pro: 3600,
  business: 1,
  enterprise: 1,
};

/** settings, "Cache Key". */
const MOST_QUERY_PARAMETERS = 100;

const MOST_PORT = 65_535;
const status = whole(100, 999);
const name = text();
const names = list(name);

const edgeTtl: Check = all(
  object(
    {
      mode: oneOf(['respect_origin', 'bypass_by_default', 'override_origin']),
      default: whole(0),
      status_code_ttl: list(
        all(
          object(
            {
              value: whole(-1),
              status_code: status,
              status_code_range: all(object({ from: status, to: status }), someOf('from', 'to')),
            },
            ['value'],
          ),
          someOf('status_code', 'status_code_range'),
          excludes('status_code', 'status_code_range'),
        ),
      ),
    },
    ['mode'],
  ),
  defaultWithOverride,
  longEnough,
);

const browserTtl: Check = all(
  object(
    {
      mode: oneOf(['respect_origin', 'bypass_by_default', 'override_origin', 'bypass']),
      default: whole(0),
    },
    ['mode'],
  ),
  defaultWithOverride,
);

const parameterNames = list(name, { most: MOST_QUERY_PARAMETERS });

const queryParameterObject: Check = all(
  object({ all: onlyTrue, list: parameterNames }),
  someOf('all', 'list'),
  excludes('all', 'list'),
);

/** The reference has an object; `"*"` and a plain list are taken and come back, too (recordings/rulesets.json). */
const queryParameters: Check = (value, pointer, scene) => {
  if (value === '*') return;
  (Array.isArray(value) ? parameterNames : queryParameterObject)(value, pointer, scene);
};

/** Leaving out the whole query string is for everyone, choosing parameters is not. */
const queryString: Check = (value, pointer, scene) => {
  const shape = all(
    object({ include: queryParameters, exclude: queryParameters }),
    excludes('include', 'exclude'),
  );
  shape(value, pointer, scene);
  const { exclude } = membersOf(value, pointer);
  const ignoresAll = exclude === '*' || (isRecord(exclude) && exclude['all'] === true);
  if (!ignoresAll)
    from('enterprise', 'custom cache key query_string', () => undefined)(value, pointer, scene);
};

const cacheKey: Check = all(
  object({
    cache_by_device_type: flag,
    cache_deception_armor: flag,
    ignore_query_strings_order: flag,
    custom_key: object({
      query_string: queryString,
      header: ofEnterprise(
        'header',
        object({
          include: names,
          check_presence: names,
          exclude_origin: flag,
          contains: mapping(name, names),
        }),
      ),
      cookie: ofEnterprise('cookie', object({ include: names, check_presence: names })),
      user: ofEnterprise('user', object({ device_type: flag, geo: flag, lang: flag })),
      host: ofEnterprise('host', object({ resolved: flag })),
    }),
  }),
);

const variation = { action: oneOf(['bypass', 'passthrough', 'normalize']) };

const vary: Check = object(
  {
    default: object(variation, ['action']),
    headers: mapping(
      matching(/^(?!cf[-_])[a-z0-9_-]{1,128}$/, 'be a lower-case header name that does not begin with "cf-"'),
      object({ ...variation, media_types: list(name, { most: 10 }), languages: list(name, { most: 20 }) }, [
        'action',
      ]),
      { most: 50 },
    ),
  },
  ['default'],
);

/** Cache Reserve is an add-on that any plan can have: what needs it is accepted. */
export const cache: Check = object({
  additional_cacheable_ports: from('enterprise', 'additional_cacheable_ports', list(whole(1, MOST_PORT))),
  browser_ttl: browserTtl,
  cache: flag,
  cache_key: cacheKey,
  cache_reserve: object({ eligible: flag, minimum_file_size: whole(0) }, ['eligible']),
  edge_ttl: edgeTtl,
  origin_cache_control: originCacheControl,
  origin_error_page_passthru: flag,
  origin_range_requests: object({ mode: oneOf(['on', 'off', 'default']) }, ['mode']),
  read_timeout: from('enterprise', 'read_timeout', whole(1)),
  respect_strong_etags: flag,
  serve_stale: object({ disable_stale_while_updating: flag }),
  shared_dictionary: object({ match_pattern: text() }, ['match_pattern']),
  strip_etags: flag,
  strip_last_modified: flag,
  strip_set_cookie: flag,
  vary,
});

function ofEnterprise(part: string, check: Check): Check {
  return from('enterprise', `custom cache key ${part}`, check);
}

/** Only Enterprise can switch it off. */
function originCacheControl(...[value, pointer, scene]: Parameters<Check>): void {
  flag(value, pointer, scene);
  if (value === false) from('enterprise', 'origin_cache_control false', flag)(value, pointer, scene);
}

function defaultWithOverride(value: unknown, pointer: string): void {
  const { mode, default: seconds } = membersOf(value, pointer);
  const overrides = mode === 'override_origin';
  if (overrides === (seconds !== undefined)) return;
  const reason = overrides
    ? 'it is required in override_origin mode'
    : `it is useless in ${shown(mode)} mode`;
  throw invalid(seconds, 'default', reason, below(pointer, 'default'));
}

function longEnough(...[value, pointer, { plan }]: Parameters<Check>): void {
  const seconds = membersOf(value, pointer)['default'];
  const least = LEAST_EDGE_TTL[plan];
  if (typeof seconds !== 'number' || seconds === 0 || seconds >= least) return;
  throw notEntitled(`the edge TTL must be at least ${least} seconds`, below(pointer, 'default'));
}
