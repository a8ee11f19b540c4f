/**
 * Where the corpora find the guards wanting. The test fails for a gap that is not listed, and for a listed one that is
 * closed.
 */
export const knownGaps: {
  /** Harmful changes that are applied unasked. */
  readonly applied: readonly string[];
  /** Harmful changes whose question does not show what hurts. */
  readonly hidden: readonly string[];
  /** Harmless changes that are asked about. */
  readonly asked: readonly string[];
} = {
  applied: [
    'spf/subdomain-replaced',
    'spf/subdomain-replaced-by-sync',
    'dmarc/renamed',
    'dkim/lost-underscore',
    'mail-host/address-changed',
    'mail-host/address-six-changed',
    'mail-host/proxied',
    'mail-host/renamed',
    'mail-host/second-address',
    'mail-host/changed-by-sync',
    'mail-host/second-by-import',
    'mail-transport/sts-renamed',
    'mail-transport/sts-broken',
    'mail-transport/sts-without-id',
    'mail-transport/sts-doubled',
    'mail-transport/sts-host-moved',
    'mail-transport/sts-host-unproxied',
    'mail-transport/sts-host-renamed',
    'mail-transport/reports-to-stranger',
    'mail-transport/dane-wrong',
    'mail-transport/dane-renamed',
    'mail-transport/autodiscover-moved',
    'acme/delegation-moved',
    'acme/delegation-renamed',
    'acme/delegation-added',
    'acme/delegation-moved-by-sync',
    'address/apex-renamed',
    'address/www-unproxied',
    'address/api-unproxied',
    'address/admin-unproxied',
    'address/api-unproxied-by-sync',
    'address/api-unproxied-by-import',
    'address/all-unproxied-by-import',
    'address/proxying-undone',
    'address/origin-published',
    'address/www-to-stranger',
    'address/shop-to-stranger',
    'address/www-renamed',
    'address/shop-renamed',
    'address/api-renamed',
    'address/api-moved',
    'address/vpn-moved',
    'address/vpn-proxied',
    'address/loopback',
    'address/https-record',
    'address/https-hints',
    'address/sip-moved',
    'address/sip-better',
    'address/ssh-key-replaced',
    'delegation/glue-moved',
    'delegation/glue-renamed',
    'delegation/glue-by-sync',
  ],
  hidden: [
    'spf/all-passes-behind-addresses',
    'dmarc/none-last',
    'dkim/key-replaced',
    'bulk/unproxied-among-thirty',
  ],
  asked: [],
};
