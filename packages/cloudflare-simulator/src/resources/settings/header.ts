/** The setting `security_header`: HSTS (RFC 6797), and `X-Content-Type-Options: nosniff`. */

import { isRecord } from '../../json.ts';
import type { SettingRule } from './model.ts';

const SWITCHES = ['enabled', 'include_subdomains', 'preload', 'nosniff'] as const;

/** ssl/edge-certificates/additional-options/http-strict-transport-security: not on until somebody asks for it. */
const INITIAL = {
  strict_transport_security: {
    enabled: false,
    max_age: 0,
    include_subdomains: false,
    preload: false,
    nosniff: false,
  },
} as const;

export const headerRule: SettingRule = {
  initial: INITIAL,
  editableFrom: 'free',
  accepts: (value): value is Readonly<Record<string, unknown>> => {
    const header = isRecord(value) ? value['strict_transport_security'] : undefined;
    if (!isRecord(header)) return false;
    const { max_age: maxAge = 0 } = header;
    const areSwitches = SWITCHES.every((name) => ['boolean', 'undefined'].includes(typeof header[name]));
    return areSwitches && typeof maxAge === 'number' && Number.isInteger(maxAge) && maxAge >= 0;
  },
};

/** Members that an edit does not name are off. */
export function completed(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const given = value['strict_transport_security'];
  return {
    strict_transport_security: {
      ...INITIAL.strict_transport_security,
      ...(isRecord(given) ? given : {}),
    },
  };
}
