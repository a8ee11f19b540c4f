import type { SettingId } from './catalog.ts';
import type { SettingValue } from './value.ts';

/** What to know before a setting takes a value, by its id and value; the facts are from Cloudflare's pages of each. */
const advice: Partial<Readonly<Record<SettingId, Readonly<Record<string, string>>>>> = {
  ssl: {
    strict:
      'The origin needs a certificate that is valid for its name and trusted by Cloudflare (an Origin CA certificate will do); without it visitors get error 526.',
    full: 'The origin has to answer HTTPS on port 443, with any certificate; otherwise visitors get error 521 or 525.',
    flexible:
      'An origin that redirects HTTP to HTTPS loops with flexible. full or strict is the better choice wherever the origin can do HTTPS.',
  },
  min_tls_version: {
    '1.2': 'Clients that know only TLS 1.0 or 1.1 cannot connect any more.',
    '1.3': 'Clients without TLS 1.3 cannot connect any more; 1.2 is the usual choice.',
  },
  security_level: {
    under_attack:
      'Every visitor sees a challenge page first, and programs that use an API cannot pass it. Set it back after the attack.',
  },
  hotlink_protection: {
    on: 'Images no longer show where other sites embed them, such as feed readers and previews of links.',
  },
  tls_client_auth: {
    on: 'It protects only an origin that refuses requests without the certificate of Cloudflare: set that up too.',
  },
  development_mode: {
    on: 'It ends by itself after three hours. Copies in the cache stay: purge_cache removes them.',
  },
  browser_cache_ttl: {
    '0': 'Browsers keep files as long as the headers of the origin say.',
  },
  rocket_loader: { on: 'It changes the order in which scripts run: look at the pages afterwards.' },
  websockets: { off: 'Connections over WebSocket fail from now on.' },
  ipv6: { off: 'Visitors with IPv6 only cannot reach the site any more.' },
};

/** Sentences for the reader of a plan; most values need none. */
export function warningsFor(id: SettingId, value: SettingValue): readonly string[] {
  const said = advice[id]?.[String(value)];
  return said === undefined ? [] : [said];
}
