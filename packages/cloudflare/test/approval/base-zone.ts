/**
 * The zone of every case: a shop with mail, a delegated branch and the rules that such a company has. What a case
 * needs besides is in the case.
 */

import {
  cacheRule,
  configRule,
  originRule,
  rateLimit,
  redirectRule,
  requestHeaders,
  responseHeaders,
  urlRewrite,
  waf,
  wafSkip,
} from './calls.ts';
import type { SeedRecord, SeedRule } from './case.ts';

const dkimKey = `MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A${'MIIBCgKCAQEA'.repeat(27)}IDAQAB`;

export const baseRecords: Readonly<Record<string, SeedRecord>> = {
  apex: { type: 'A', name: '@', content: '203.0.113.10', proxied: true },
  apex6: { type: 'AAAA', name: '@', content: '2001:db8:10::10', proxied: true },
  www: { type: 'CNAME', name: 'www', content: 'example.com', proxied: true },
  shop: { type: 'CNAME', name: 'shop', content: 'shops.storefront.example', proxied: true },
  api: { type: 'A', name: 'api', content: '203.0.113.20', proxied: true },
  admin: { type: 'A', name: 'admin', content: '203.0.113.21', proxied: true },
  static: { type: 'CNAME', name: 'static', content: 'bucket.storage.example', proxied: true },
  blog: { type: 'CNAME', name: 'blog', content: 'sites.blog-platform.example', ttl: 3600 },
  status: { type: 'A', name: 'status', content: '198.51.100.80', ttl: 300 },
  vpn: { type: 'A', name: 'vpn', content: '198.51.100.7', ttl: 300 },
  apps: { type: 'CNAME', name: '*.apps', content: 'example.com', proxied: true },
  mail: { type: 'A', name: 'mail', content: '203.0.113.25', ttl: 3600 },
  mail6: { type: 'AAAA', name: 'mail', content: '2001:db8:10::25', ttl: 3600 },
  mx1: { type: 'MX', name: '@', content: 'mail.example.com', priority: 10, ttl: 3600 },
  mx2: { type: 'MX', name: '@', content: 'backup.mailhost.example', priority: 20, ttl: 3600 },
  spf: {
    type: 'TXT',
    name: '@',
    content: '"v=spf1 mx include:_spf.mailhost.example ip4:203.0.113.25 -all"',
    ttl: 3600,
  },
  verification: { type: 'TXT', name: '@', content: '"search-console-verification=7Qx2mB9fLkT0"' },
  dmarc: {
    type: 'TXT',
    name: '_dmarc',
    content: '"v=DMARC1; p=reject; sp=reject; pct=100; rua=mailto:dmarc@example.com; adkim=s; aspf=s"',
    ttl: 3600,
  },
  dkim: {
    type: 'TXT',
    name: 's2026._domainkey',
    content: `"v=DKIM1; k=rsa; p=${dkimKey.slice(0, 230)}" "${dkimKey.slice(230)}"`,
    ttl: 3600,
  },
  dkimAlias: { type: 'CNAME', name: 'k2._domainkey', content: 'k2.domainkey.newsletter.example', ttl: 3600 },
  mtaSts: { type: 'TXT', name: '_mta-sts', content: '"v=STSv1; id=20260101T000000"', ttl: 3600 },
  mtaStsHost: { type: 'CNAME', name: 'mta-sts', content: 'policies.mailhost.example', proxied: true },
  tlsRpt: { type: 'TXT', name: '_smtp._tls', content: '"v=TLSRPTv1; rua=mailto:tls@example.com"', ttl: 3600 },
  bimi: { type: 'TXT', name: 'default._bimi', content: '"v=BIMI1; l=https://example.com/logo.svg"' },
  newsMx: { type: 'MX', name: 'news', content: 'in.newsletter.example', priority: 10, ttl: 3600 },
  newsSpf: { type: 'TXT', name: 'news', content: '"v=spf1 include:_spf.newsletter.example -all"', ttl: 3600 },
  parkedMx: { type: 'MX', name: 'parked', content: '.', priority: 0, ttl: 3600 },
  parkedSpf: { type: 'TXT', name: 'parked', content: '"v=spf1 -all"', ttl: 3600 },
  autodiscover: { type: 'CNAME', name: 'autodiscover', content: 'autodiscover.mailhost.example', ttl: 3600 },
  sip: {
    type: 'SRV',
    name: '_sips._tcp',
    data: { priority: 10, weight: 60, port: 5061, target: 'sip.telephony.example' },
    ttl: 900,
  },
  caa: { type: 'CAA', name: '@', data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' } },
  caaWild: { type: 'CAA', name: '@', data: { flags: 0, tag: 'issuewild', value: ';' } },
  caaReport: {
    type: 'CAA',
    name: '@',
    data: { flags: 0, tag: 'iodef', value: 'mailto:security@example.com' },
  },
  tlsa: {
    type: 'TLSA',
    name: '_25._tcp.mail',
    data: {
      usage: 3,
      selector: 1,
      matching_type: 1,
      certificate: 'b1946ac92492d2347c6235b4d2611184'.repeat(2),
    },
    ttl: 3600,
  },
  acme: { type: 'CNAME', name: '_acme-challenge', content: 'd420c923.acme-dns.example', ttl: 300 },
  euNs1: { type: 'NS', name: 'eu', content: 'ns1.eu.example.com', ttl: 3600 },
  euNs2: { type: 'NS', name: 'eu', content: 'ns2.dns-host.example', ttl: 3600 },
  euGlue: { type: 'A', name: 'ns1.eu', content: '198.51.100.90', ttl: 3600 },
  euDs: {
    type: 'DS',
    name: 'eu',
    data: {
      key_tag: 20326,
      algorithm: 13,
      digest_type: 2,
      digest: 'e3b0c44298fc1c149afbf4c8996fb924'.repeat(2),
    },
    ttl: 3600,
  },
  build: { type: 'A', name: 'build', content: '198.51.100.31', ttl: 300 },
  buildKey: {
    type: 'SSHFP',
    name: 'build',
    data: { algorithm: 4, type: 2, fingerprint: '9f86d081884c7d659a2feaa0c55ad015'.repeat(2) },
  },
};

export const baseRules: Readonly<Record<string, SeedRule>> = {
  wwwToApex: redirectRule('http.host eq "www.example.com"', {
    expression: 'concat("https://example.com", http.request.uri.path)',
  }),
  oldBlog: redirectRule('http.request.uri.path eq "/old-blog"', { value: 'https://blog.example.com/' }),
  rewriteDocs: urlRewrite('starts_with(http.request.uri.path, "/handbook/")', {
    path: { expression: 'concat("/docs", http.request.uri.path)' },
  }),
  configLogin: configRule('starts_with(http.request.uri.path, "/login")', {
    security_level: 'under_attack',
    ssl: 'strict',
    bic: true,
    automatic_https_rewrites: true,
    email_obfuscation: true,
  }),
  configDocs: configRule('http.host eq "static.example.com"', { rocket_loader: false }),
  originApi: originRule('http.host eq "api.example.com"', { origin: { port: 8443 } }),
  skipMonitor: wafSkip('ip.src in {198.51.100.16/28} and http.host eq "api.example.com"', {
    phases: ['http_ratelimit'],
    products: ['bic'],
  }),
  wafAdmin: waf('starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24}'),
  wafFiles: waf('http.request.uri.path contains "/.env" or http.request.uri.path contains "/.git"'),
  wafLogin: waf('http.request.uri.path eq "/wp-login.php"', 'managed_challenge'),
  wafXmlrpc: waf('http.request.uri.path eq "/xmlrpc.php"', 'block', { enabled: false }),
  limitLogin: rateLimit('http.request.uri.path eq "/login" and http.request.method eq "POST"', {
    period: 60,
    requests_per_period: 5,
    mitigation_timeout: 600,
  }),
  limitApi: rateLimit('http.host eq "api.example.com"', {
    period: 60,
    requests_per_period: 100,
    mitigation_timeout: 60,
    requests_to_origin: false,
  }),
  requestUser: requestHeaders('true', { 'X-Internal-User': { operation: 'remove' } }),
  cacheBypass: cacheRule(
    'starts_with(http.request.uri.path, "/account") or starts_with(http.request.uri.path, "/cart")',
    { cache: false },
  ),
  cacheStatic: cacheRule('starts_with(http.request.uri.path, "/static/")', {
    cache: true,
    edge_ttl: { mode: 'override_origin', default: 86_400 },
  }),
  securityHeaders: responseHeaders('true', {
    'Strict-Transport-Security': { operation: 'set', value: 'max-age=31536000; includeSubDomains' },
    'Content-Security-Policy': {
      operation: 'set',
      value: "default-src 'self'; script-src 'self' https://static.example.com; frame-ancestors 'none'",
    },
    'X-Frame-Options': { operation: 'set', value: 'DENY' },
    'X-Content-Type-Options': { operation: 'set', value: 'nosniff' },
    'Referrer-Policy': { operation: 'set', value: 'strict-origin-when-cross-origin' },
  }),
  stripVersion: responseHeaders('true', { 'X-Powered-By': { operation: 'remove' } }),
};

/** Settings that differ from those of a new zone. */
export const baseSettings: Readonly<Record<string, unknown>> = {
  ssl: 'strict',
  always_use_https: 'on',
  min_tls_version: '1.2',
  tls_client_auth: 'on',
  hotlink_protection: 'on',
};
