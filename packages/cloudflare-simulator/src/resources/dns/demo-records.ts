/**
 * Records of an invented company: a furniture shop on `mapleandpine.com`, the name it keeps for short links,
 * and its laboratory. Addresses come from the documentation ranges (RFC 5737, RFC 3849).
 */

import { hostileText } from './demo-hostile-text.ts';
import type { SeedRecord } from './model.ts';

const SHOP: readonly SeedRecord[] = [
  { type: 'A', name: '@', content: '203.0.113.10', proxied: true, comment: 'Web server, rack 2' },
  { type: 'A', name: '@', content: '203.0.113.11', proxied: true, comment: 'Web server, rack 3' },
  { type: 'AAAA', name: '@', content: '2001:db8:10::10', proxied: true },
  { type: 'CNAME', name: 'www', content: 'mapleandpine.com', proxied: true, tags: ['team:web'] },
  { type: 'CNAME', name: 'shop', content: 'shops.storefront-hosting.example', proxied: true },
  { type: 'CNAME', name: 'blog', content: 'mapleandpine.blog-platform.example', tags: ['team:marketing'] },
  { type: 'A', name: 'api', content: '203.0.113.20', proxied: true, tags: ['team:web', 'tier:1'] },
  { type: 'AAAA', name: 'api', content: '2001:db8:10::20', proxied: true, tags: ['team:web', 'tier:1'] },
  {
    type: 'A',
    name: 'vpn',
    content: '198.51.100.7',
    ttl: 300,
    comment: 'Never proxy: WireGuard on UDP 51820',
  },
  { type: 'A', name: 'intranet', content: '10.20.0.15', ttl: 600, comment: 'Reachable over the VPN only' },
  {
    type: 'CNAME',
    name: 'summer-sale',
    content: 'mapleandpine-summer.azurewebsites.net',
    ttl: 3600,
    comment: 'Campaign 2023. Who owns this?',
    tags: ['team:marketing', 'campaign:summer-2023'],
  },
  { type: 'MX', name: '@', content: 'mx1.mailhost.example', priority: 10, ttl: 3600 },
  { type: 'MX', name: '@', content: 'mx2.mailhost.example', priority: 20, ttl: 3600 },
  {
    type: 'TXT',
    name: '@',
    content: '"v=spf1 include:_spf.mailhost.example ip4:203.0.113.25 -all"',
    ttl: 3600,
  },
  {
    type: 'TXT',
    name: '@',
    content: '"acme-analytics-verification=7Qx2mB9fLkT0"',
    comment: 'Proof of ownership, do not delete',
  },
  { type: 'TXT', name: '@', content: 'storefront-domain-check=5f1c0a9e' },
  { type: 'CNAME', name: 's1._domainkey', content: 's1.domainkey.mailhost.example', ttl: 3600 },
  {
    type: 'TXT',
    name: '2024q3._domainkey',
    content: `"v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${'u9Zk7QmXr2Lp'.repeat(28)}u9ZksQIDAQAB"`,
    ttl: 3600,
    tags: ['team:mail'],
  },
  {
    type: 'TXT',
    name: '_dmarc',
    content: '"v=DMARC1; p=quarantine; rua=mailto:dmarc@mapleandpine.com; adkim=s; aspf=s"',
    ttl: 3600,
  },
  { type: 'TXT', name: '_mta-sts', content: '"v=STSv1; id=20241101T090000;"', ttl: 3600 },
  { type: 'CNAME', name: 'mta-sts', content: 'policies.mailhost.example', proxied: true },
  { type: 'TXT', name: '_smtp._tls', content: '"v=TLSRPTv1; rua=mailto:tls@mapleandpine.com"', ttl: 3600 },
  { type: 'CNAME', name: 'autodiscover', content: 'autodiscover.mailhost.example', ttl: 3600 },
  {
    type: 'SRV',
    name: '_autodiscover._tcp',
    data: { priority: 0, weight: 0, port: 443, target: 'autodiscover.mailhost.example' },
  },
  {
    type: 'SRV',
    name: '_sips._tcp',
    data: { priority: 10, weight: 60, port: 5061, target: 'sip.telephony.example' },
    ttl: 900,
  },
  {
    type: 'SRV',
    name: '_xmpp-client._tcp',
    data: { priority: 5, weight: 0, port: 5222, target: 'chat.mapleandpine.com' },
  },
  { type: 'A', name: 'chat', content: '203.0.113.40', ttl: 900 },
  { type: 'CAA', name: '@', data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' } },
  { type: 'CAA', name: '@', data: { flags: 0, tag: 'issuewild', value: ';' } },
  { type: 'CAA', name: '@', data: { flags: 0, tag: 'iodef', value: 'mailto:security@mapleandpine.com' } },
  {
    type: 'TLSA',
    name: '_25._tcp.smtp',
    data: {
      usage: 3,
      selector: 1,
      matching_type: 1,
      certificate: 'b1946ac92492d2347c6235b4d2611184'.repeat(2),
    },
    ttl: 3600,
  },
  { type: 'A', name: 'smtp', content: '203.0.113.25', ttl: 3600 },
  { type: 'HTTPS', name: 'status', data: { priority: 1, target: '.', value: 'alpn="h3,h2" port=8443' } },
  { type: 'A', name: 'status', content: '198.51.100.80', ttl: 300 },
  { type: 'NS', name: 'stores', content: 'ns1.retail-dns.example', ttl: 3600 },
  {
    type: 'NS',
    name: 'stores',
    content: 'ns2.retail-dns.example',
    ttl: 3600,
    comment: 'Run by the till supplier',
  },
  { type: 'TXT', name: 'notice', content: hostileText, comment: 'Added by support ticket 4471' },
];

const SHORT_LINKS: readonly SeedRecord[] = [
  { type: 'A', name: '@', content: '192.0.2.1', proxied: true, comment: 'No origin: redirects only' },
  { type: 'CNAME', name: 'www', content: 'mapleandpine.net', proxied: true },
  { type: 'MX', name: '@', content: '.', priority: 0 },
  { type: 'TXT', name: '@', content: '"v=spf1 -all"' },
  { type: 'TXT', name: '_dmarc', content: '"v=DMARC1; p=reject"' },
];

const LABORATORY: readonly SeedRecord[] = [
  { type: 'A', name: '@', content: '198.51.100.30', proxied: true },
  { type: 'AAAA', name: '@', content: '2001:db8:30::1', proxied: true },
  { type: 'CNAME', name: '*', content: 'northfork-labs.dev', proxied: true, comment: 'Preview deployments' },
  { type: 'A', name: 'build', content: '198.51.100.31', ttl: 120, tags: ['team:platform'] },
  {
    type: 'SSHFP',
    name: 'build',
    data: { algorithm: 4, type: 2, fingerprint: '9f86d081884c7d659a2feaa0c55ad015'.repeat(2) },
  },
  {
    type: 'LOC',
    name: 'sawmill',
    data: {
      lat_degrees: 44,
      lat_minutes: 28,
      lat_seconds: 12.5,
      lat_direction: 'N',
      long_degrees: 72,
      long_minutes: 41,
      long_seconds: 3,
      long_direction: 'W',
      altitude: 231,
      size: 50,
      precision_horz: 10,
      precision_vert: 2,
    },
  },
  {
    type: 'NAPTR',
    name: 'voice',
    data: {
      order: 100,
      preference: 10,
      flags: 'S',
      service: 'SIP+D2U',
      regex: '',
      replacement: '_sip._udp.voice.northfork-labs.dev',
    },
  },
  {
    type: 'SRV',
    name: '_sip._udp.voice',
    data: { priority: 1, weight: 100, port: 5060, target: 'pbx.northfork-labs.dev' },
  },
  { type: 'A', name: 'pbx', content: '198.51.100.60', ttl: 600 },
  {
    type: 'URI',
    name: '_ftp._tcp',
    priority: 10,
    data: { weight: 1, target: 'ftp://files.northfork-labs.dev/public' },
  },
  { type: 'NS', name: 'sensors', content: 'ns1.sensors.northfork-labs.dev', ttl: 3600 },
  { type: 'A', name: 'ns1.sensors', content: '198.51.100.90', ttl: 3600, comment: 'Glue for the delegation' },
  {
    type: 'DS',
    name: 'sensors',
    data: {
      key_tag: 20326,
      algorithm: 13,
      digest_type: 2,
      digest: 'e3b0c44298fc1c149afbf4c8996fb924'.repeat(2),
    },
    ttl: 3600,
  },
  {
    type: 'TXT',
    name: '_acme-challenge',
    content: '"gfj9Xq-Rg85nM0"',
    ttl: 60,
    comment: 'Left by a renewal in May',
  },
];

/** By the name of the zone. */
export const demoRecords: Readonly<Record<string, readonly SeedRecord[]>> = {
  'mapleandpine.com': SHOP,
  'mapleandpine.net': SHORT_LINKS,
  'northfork-labs.dev': LABORATORY,
};
