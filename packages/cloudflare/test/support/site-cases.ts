/**
 * Small sites, and the verdict that Cloudflare's documents and the RFCs say about each. Written from those, which
 * `problemFacts` names for every problem.
 */

import { atOnce } from '@crunchtools/mcp-core';
import { Budget } from '@crunchtools/rules-language';
import type { CertificatePack } from '../../src/features/certificates/api.ts';
import type { AnsweredRecord, DnsAnswer, ZoneRecord } from '../../src/features/dns/check/facts.ts';
import { typeNumbers } from '../../src/features/dns/wire.ts';
import type { Dnssec } from '../../src/features/dnssec/api.ts';
import type { RulePhase } from '../../src/features/rules/phases.ts';
import type { TracerAnswer } from '../../src/features/site/api.ts';
import { isProxied, type SiteFacts } from '../../src/features/site/facts.ts';
import type { ProblemId, Verdict } from '../../src/features/site/problems.ts';
import { type Judgement, judgeSite } from '../../src/features/site/verdict.ts';
import { followInSteps, type Way } from '../../src/features/site/way.ts';
import type { TracedPageRule, TracedRule } from '../../src/features/trace/configuration.ts';
import type { Zone } from '../../src/features/zones/api.ts';

const zone = 'example.com';
const host = `www.${zone}`;
const servers = ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'];
const now = Date.UTC(2026, 0, 5);
const day = 24 * 60 * 60_000;
const id = (digit: string) => digit.repeat(32);

type Type = keyof typeof typeNumbers;

export function answer(
  status: number,
  ...records: (readonly [name: string, type: Type, data: string])[]
): DnsAnswer {
  const answers: AnsweredRecord[] = records.map(([name, type, data]) => ({
    name,
    type: typeNumbers[type],
    ttl: 300,
    data,
  }));
  return { status, truncated: false, authenticated: false, answers, authority: [], extendedErrors: [] };
}

export const ns = (...names: string[]) =>
  answer(0, ...names.map((name) => [zone, 'NS', `${name}.`] as const));
export const proxiedAnswer = answer(0, [host, 'A', '104.16.1.1']);
export const originAnswer = answer(0, [host, 'A', '192.0.2.1']);
const denied = answer(3);
const empty = answer(0);
const failure = answer(2);

const record = (name: string, more: Partial<ZoneRecord> = {}): ZoneRecord => ({
  id: id('a'),
  type: 'A',
  name,
  content: '192.0.2.1',
  proxied: true,
  ...more,
});

const pack = (more: Partial<CertificatePack> = {}): CertificatePack => ({
  id: 'pack',
  type: 'universal',
  status: 'active',
  hosts: [zone, `*.${zone}`],
  certificate_authority: 'google',
  validation_method: 'txt',
  expires_on: new Date(now + 60 * day).toISOString(),
  validation_records: [],
  validation_errors: [],
  ...more,
});

const dnssec = (more: Partial<Dnssec> = {}): Dnssec => ({
  status: 'disabled',
  ds: undefined,
  key_tag: undefined,
  algorithm: undefined,
  digest_type: undefined,
  digest: undefined,
  flags: undefined,
  public_key: undefined,
  dnssec_multi_signer: false,
  dnssec_presigned: false,
  dnssec_use_nsec3: false,
  modified_on: undefined,
  ...more,
});

const ownDs = `2371 13 2 ${'AB'.repeat(32)}`;
const foreignDs = `48553 13 2 ${'CD'.repeat(32)}`;
const signed = dnssec({ status: 'active', ds: `${zone}. 3600 IN DS ${ownDs}` });
const ds = (data: string) => answer(0, [zone, 'DS', data]);

const rule = (
  phase: RulePhase,
  action: string,
  expression: string,
  more: Partial<TracedRule> = {},
): TracedRule => ({
  id: id('b'),
  phase,
  expression,
  action,
  enabled: true,
  ...more,
});

const redirect = (expression: string, target: string, digit = 'b') =>
  rule('redirect', 'redirect', expression, {
    id: id(digit),
    action_parameters: { from_value: { target_url: { value: target }, status_code: 301 } },
  });

const pageRule = (url: string, actions: TracedPageRule['actions'], digit = 'd'): TracedPageRule => ({
  id: id(digit),
  url,
  priority: 1,
  status: 'active',
  actions,
});

/** What differs from a site in order: www.example.com, proxied, in an active zone on its own name servers. */
interface Given extends Partial<Omit<SiteFacts, 'zone' | 'checked' | 'sibling' | 'configuration' | 'host'>> {
  readonly host?: string;
  readonly zone?: Partial<Zone>;
  readonly records?: readonly ZoneRecord[] | null;
  readonly source?: 'own' | 'wildcard' | 'delegation';
  readonly sibling?: readonly ZoneRecord[] | null;
  readonly rules?: readonly TracedRule[];
  readonly pageRules?: readonly TracedPageRule[] | null;
  readonly unreadable?: readonly RulePhase[];
}

export function factsOf(given: Given): SiteFacts {
  const {
    records,
    source = 'own',
    sibling,
    rules = [],
    pageRules = [],
    unreadable = [],
    zone: more,
    ...rest
  } = given;
  const name = given.host ?? host;
  const facts: Zone = {
    id: id('0'),
    name: zone,
    status: 'active',
    type: 'full',
    paused: false,
    plan: 'free',
    account: { id: id('1'), name: 'Example' },
    name_servers: servers,
    created_on: undefined,
    verification_key: undefined,
    ...more,
  };
  const siblings = name === host ? zone : name === zone ? host : undefined;
  return {
    path: '/',
    now,
    nameServers: ns(...servers),
    signer: empty,
    dnssec: undefined,
    asked: { type: 'A', answer: name === host ? proxiedAnswer : answer(0, [name, 'A', '104.16.1.1']) },
    packs: [pack()],
    settings: { ssl: 'strict', always_use_https: 'on', security_level: 'medium' },
    tracer: undefined,
    unread: [],
    ...rest,
    host: name,
    zone: facts,
    checked:
      records === null
        ? undefined
        : {
            name,
            zone: { name: zone, status: facts.status, paused: facts.paused, nameServers: facts.name_servers },
            source,
            records: records ?? [record(name)],
            ...(source === 'delegation' ? { cut: name } : {}),
          },
    sibling:
      siblings === undefined
        ? undefined
        : { name: siblings, records: sibling === null ? undefined : (sibling ?? [record(siblings)]) },
    configuration: { rules, pageRules: pageRules === null ? undefined : pageRules, unreadable },
  };
}

export function waysOf(facts: SiteFacts): readonly Way[] {
  const { sibling, settings, configuration } = facts;
  if (configuration === undefined) return [];
  const hosts = [
    facts.host,
    ...(sibling?.records !== undefined && isProxied(sibling.records) ? [sibling.name] : []),
  ];
  const configurationOf = (name: string) => (hosts.includes(name) ? configuration : undefined);
  const guide = { configurationOf, settings, budget: new Budget(4_000_000) };
  const traces = new Map();
  return hosts.flatMap((each) =>
    ['https', 'http'].map((scheme) =>
      atOnce(followInSteps(`${scheme}://${each}${facts.path}`, guide, traces)),
    ),
  );
}

export function judged(given: Given): Judgement {
  const facts = factsOf(given);
  return judgeSite(facts, waysOf(facts));
}

export interface SiteCase {
  readonly what: string;
  readonly given: Given;
  readonly verdict: Verdict;
  readonly ids: readonly ProblemId[];
  /** The tool of the first problem's next call. */
  readonly next?: string;
}

const on = { ssl: 'strict', always_use_https: 'on', security_level: 'medium' };
const off = { ...on, always_use_https: 'off' };
const pending = { status: 'pending' } as const;
const old = {
  nameServers: ns('ns1.old.example', 'ns2.old.example'),
  asked: { type: 'A', answer: originAnswer },
} as const;
const toHttp = redirect('ssl', `http://${host}/`);
const toApex = redirect(`http.host eq "${host}"`, `https://${zone}/`);
const toWww = redirect(`http.host eq "${zone}"`, `https://${host}/`, 'c');

const traced = (action: string | undefined, status: number): TracerAnswer => ({
  status,
  steps: [
    {
      type: 'ruleset',
      action: undefined,
      matched: true,
      steps: action === undefined ? [] : [{ type: 'rule', action, matched: true, steps: [] }],
    },
  ],
});

export const siteCases: readonly SiteCase[] = [
  // In order.
  { what: 'everything in order', given: {}, verdict: 'works', ids: [] },
  { what: 'the apex', given: { host: zone }, verdict: 'works', ids: [] },
  {
    what: 'a name with validated answers',
    given: { signer: ds(ownDs), asked: { type: 'A', answer: { ...proxiedAnswer, authenticated: true } } },
    verdict: 'works',
    ids: [],
  },
  { what: 'a wildcard that stands for the host', given: { source: 'wildcard' }, verdict: 'works', ids: [] },
  { what: 'a redirect of the apex to www', given: { rules: [toWww] }, verdict: 'works', ids: [] },
  {
    what: 'a redirect of www to the apex',
    given: { rules: [toApex] },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'always_use_https with ssl flexible, which makes no loop by itself',
    given: { settings: { ...on, ssl: 'flexible' } },
    verdict: 'works',
    ids: ['encryption_flexible'],
    next: 'update_zone_setting',
  },
  {
    what: 'ssl strict by a configuration rule, over flexible',
    given: {
      settings: { ...on, ssl: 'flexible' },
      rules: [rule('config', 'set_config', 'true', { action_parameters: { ssl: 'strict' } })],
    },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'vanity name servers',
    given: { zone: { vanity_name_servers: ['ns1.example.com'] }, nameServers: ns('ns1.example.com') },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'a secondary zone beside its primary',
    given: { zone: { type: 'secondary' }, nameServers: ns(...servers, 'ns1.primary.example') },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'a rule that blocks a country: a doubt, no block',
    given: { rules: [rule('waf_custom', 'block', 'ip.src.country eq "T1"')] },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'a rule that blocks another path',
    given: { rules: [rule('waf_custom', 'block', 'http.request.uri.path eq "/admin"')] },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'a rule that blocks programs without a user agent',
    given: { rules: [rule('waf_custom', 'block', 'not http.user_agent contains "Mozilla"')] },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'a rule that blocks, but is disabled',
    given: { rules: [rule('waf_custom', 'block', 'true', { enabled: false })] },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'a redirect to another domain',
    given: { rules: [redirect('true', 'https://other.example/')] },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'a Page Rule that forces https',
    given: { settings: off, pageRules: [pageRule(`http://*${zone}/*`, { always_use_https: true })] },
    verdict: 'works',
    ids: [],
  },
  {
    what: "Cloudflare's tracer agrees",
    given: { tracer: traced(undefined, 200) },
    verdict: 'works',
    ids: [],
  },
  {
    what: "Cloudflare's tracer agrees on a redirect",
    given: { rules: [toApex], tracer: traced('redirect', 301) },
    verdict: 'works',
    ids: [],
  },
  // Zone and delegation.
  {
    what: 'a pending zone',
    given: { zone: pending, ...old },
    verdict: 'will_work',
    ids: ['name_servers_not_set'],
  },
  {
    what: 'a zone whose setup was not finished',
    given: { zone: { status: 'initializing' }, ...old },
    verdict: 'will_work',
    ids: ['name_servers_not_set'],
  },
  {
    what: 'a pending zone that the registrar delegates already',
    given: { zone: pending, asked: { type: 'A', answer: originAnswer } },
    verdict: 'will_work',
    ids: ['activation_due'],
    next: 'activate_zone',
  },
  {
    what: 'a pending zone with the old name servers beside the new ones',
    given: { zone: pending, nameServers: ns(...servers, 'ns1.old.example') },
    verdict: 'will_work',
    ids: ['name_servers_not_set'],
  },
  {
    what: 'a pending zone of a domain that nobody registered',
    given: { zone: pending, nameServers: denied, asked: { type: 'A', answer: denied } },
    verdict: 'broken',
    ids: ['domain_not_registered'],
  },
  {
    what: 'an active zone whose domain has ended',
    given: { nameServers: denied, asked: { type: 'A', answer: denied } },
    verdict: 'broken',
    ids: ['domain_not_registered'],
  },
  {
    what: 'a moved zone',
    given: { zone: { status: 'moved' }, ...old },
    verdict: 'broken',
    ids: ['zone_moved'],
  },
  {
    what: 'a deactivated zone',
    given: { zone: { status: 'deactivated' } },
    verdict: 'broken',
    ids: ['zone_unusable'],
  },
  {
    what: 'an active zone, other name servers',
    given: old,
    verdict: 'broken',
    ids: ['name_servers_differ'],
  },
  {
    what: 'an active zone, some other name servers',
    given: { nameServers: ns(servers[0] ?? '', 'ns1.old.example') },
    verdict: 'broken',
    ids: ['name_servers_mixed'],
  },
  {
    what: 'a paused zone',
    given: { zone: { paused: true }, asked: { type: 'A', answer: originAnswer } },
    verdict: 'broken',
    ids: ['zone_paused'],
  },
  {
    what: 'a pending zone without its record: waiting is not enough',
    given: { zone: pending, ...old, records: [], sibling: [] },
    verdict: 'broken',
    ids: ['no_record', 'name_servers_not_set'],
  },
  {
    what: 'a pending zone whose certificate is ordered',
    given: { zone: pending, ...old, packs: [pack({ status: 'pending_validation' })] },
    verdict: 'will_work',
    ids: ['name_servers_not_set', 'certificate_pending'],
  },
  // Partial zones.
  {
    what: 'a partial zone that is not proved yet',
    given: {
      zone: { ...pending, type: 'partial', verification_key: '12-34' },
      nameServers: undefined,
      asked: old.asked,
    },
    verdict: 'will_work',
    ids: ['ownership_not_proved'],
  },
  {
    what: 'a partial zone to which the host is not sent',
    given: { zone: { type: 'partial' }, nameServers: undefined, asked: old.asked },
    verdict: 'will_work',
    ids: ['not_pointed'],
  },
  {
    what: 'a partial zone to which the host is sent',
    given: {
      zone: { type: 'partial' },
      nameServers: undefined,
      asked: {
        type: 'A',
        answer: answer(
          0,
          [host, 'CNAME', `${host}.cdn.cloudflare.net.`],
          [`${host}.cdn.cloudflare.net`, 'A', '104.16.1.1'],
        ),
      },
    },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'a partial zone whose provider flattens the alias',
    given: { zone: { type: 'partial' }, nameServers: undefined },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'a partial zone that is moved',
    given: { zone: { type: 'partial', status: 'moved' }, nameServers: undefined },
    verdict: 'broken',
    ids: ['zone_moved'],
  },
  // DNSSEC.
  {
    what: 'a DS record that the provider before has left',
    given: {
      signer: ds(foreignDs),
      dnssec: dnssec(),
      asked: { type: 'A', answer: failure, unchecked: proxiedAnswer },
    },
    verdict: 'broken',
    ids: ['ds_left_behind'],
  },
  {
    what: 'a DS record of other keys than those of the signed zone',
    given: {
      signer: ds(foreignDs),
      dnssec: signed,
      asked: { type: 'A', answer: failure, unchecked: proxiedAnswer },
    },
    verdict: 'broken',
    ids: ['ds_wrong'],
  },
  {
    what: 'the right DS record, and validation that fails all the same',
    given: {
      signer: ds(ownDs.toLowerCase()),
      dnssec: signed,
      asked: { type: 'A', answer: failure, unchecked: proxiedAnswer },
    },
    verdict: 'broken',
    ids: ['validation_fails'],
  },
  {
    what: 'validation that fails, and DNSSEC that may not be read',
    given: { signer: ds(foreignDs), asked: { type: 'A', answer: failure, unchecked: proxiedAnswer } },
    verdict: 'broken',
    ids: ['validation_fails'],
  },
  {
    what: 'a DS record of the old provider before the move',
    given: { zone: pending, ...old, signer: ds(foreignDs), dnssec: dnssec() },
    verdict: 'will_work',
    ids: ['ds_before_switch', 'name_servers_not_set'],
  },
  {
    what: 'the DS record of Cloudflare before the move',
    given: { zone: pending, ...old, signer: ds(ownDs), dnssec: signed },
    verdict: 'will_work',
    ids: ['name_servers_not_set'],
  },
  {
    what: 'a pending zone that is served here, and fails by its old DS record',
    given: {
      zone: pending,
      signer: ds(foreignDs),
      dnssec: dnssec(),
      asked: { type: 'A', answer: failure, unchecked: originAnswer },
    },
    verdict: 'broken',
    ids: ['ds_left_behind', 'activation_due'],
    next: 'activate_zone',
  },
  {
    what: 'no answer, with validation and without',
    given: { asked: { type: 'A', answer: failure, unchecked: failure } },
    verdict: 'broken',
    ids: ['no_answer'],
  },
  // Records and answers.
  {
    what: 'no record, but one of the sibling',
    given: { records: [], asked: { type: 'A', answer: denied } },
    verdict: 'broken',
    ids: ['no_record'],
    next: 'create_dns_record',
  },
  {
    what: 'no record anywhere',
    given: { records: [], sibling: [], asked: { type: 'A', answer: denied } },
    verdict: 'broken',
    ids: ['no_record'],
  },
  {
    what: 'only a TXT record',
    given: {
      records: [record(host, { type: 'TXT', content: 'x', proxied: false })],
      asked: { type: 'A', answer: empty },
    },
    verdict: 'broken',
    ids: ['no_record'],
  },
  {
    what: 'a host that is delegated away',
    given: {
      source: 'delegation',
      records: [record(host, { type: 'NS', content: 'ns.other.example', proxied: false })],
    },
    verdict: 'unknown',
    ids: [],
  },
  {
    what: 'a DNS-only host',
    given: { records: [record(host, { proxied: false })], asked: { type: 'A', answer: originAnswer } },
    verdict: 'works',
    ids: ['not_proxied'],
    next: 'update_dns_record',
  },
  {
    what: 'a DNS-only host by a wildcard, of which no record is to be changed for one host',
    given: {
      source: 'wildcard',
      records: [record(`*.${zone}`, { proxied: false })],
      asked: { type: 'A', answer: originAnswer },
    },
    verdict: 'works',
    ids: ['not_proxied'],
  },
  {
    what: 'a private address',
    given: {
      records: [record(host, { proxied: false, content: '10.1.2.3' })],
      asked: { type: 'A', answer: answer(0, [host, 'A', '10.1.2.3']) },
    },
    verdict: 'works',
    ids: ['private_address'],
  },
  {
    what: 'a proxied record that leads to Cloudflare itself (error 1000)',
    given: { records: [record(host, { content: '104.16.2.2' })] },
    verdict: 'broken',
    ids: ['prohibited_origin'],
  },
  {
    what: 'a proxied alias of a name that does not exist (error 1016)',
    given: {
      records: [record(host, { type: 'CNAME', content: 'gone.hosting.example' })],
      asked: { type: 'A', answer: proxiedAnswer, target: denied },
    },
    verdict: 'broken',
    ids: ['target_missing'],
  },
  {
    what: 'a DNS-only alias of a name that does not exist',
    given: {
      records: [record(host, { type: 'CNAME', content: 'gone.hosting.example', proxied: false })],
      asked: { type: 'A', answer: answer(3, [host, 'CNAME', 'gone.hosting.example.']) },
    },
    verdict: 'broken',
    ids: ['target_missing'],
  },
  {
    what: 'a record that the resolver does not see yet',
    given: { asked: { type: 'A', answer: denied } },
    verdict: 'will_work',
    ids: ['answer_not_there_yet'],
  },
  {
    what: 'a record that was proxied only now',
    given: { asked: { type: 'A', answer: originAnswer } },
    verdict: 'will_work',
    ids: ['answer_differs'],
  },
  {
    what: 'a DNS-only record that was changed only now',
    given: {
      records: [record(host, { proxied: false })],
      asked: { type: 'A', answer: answer(0, [host, 'A', '192.0.2.9']) },
    },
    verdict: 'will_work',
    ids: ['answer_differs', 'not_proxied'],
    next: 'update_dns_record',
  },
  {
    what: 'a sibling without a record',
    given: { sibling: [] },
    verdict: 'works',
    ids: ['sibling_missing'],
    next: 'create_dns_record',
  },
  // Certificates.
  {
    what: 'a certificate that is not issued yet',
    given: { packs: [pack({ status: 'pending_validation' })] },
    verdict: 'will_work',
    ids: ['certificate_pending'],
  },
  {
    what: 'a host too deep for Universal SSL',
    given: { host: `a.b.${zone}` },
    verdict: 'broken',
    ids: ['certificate_missing'],
  },
  { what: 'no certificate at all', given: { packs: [] }, verdict: 'broken', ids: ['certificate_missing'] },
  {
    what: 'a certificate that timed out',
    given: { packs: [pack({ status: 'validation_timed_out' })] },
    verdict: 'broken',
    ids: ['certificate_missing'],
  },
  {
    what: 'a certificate that is over',
    given: { packs: [pack({ expires_on: new Date(now - day).toISOString() })] },
    verdict: 'broken',
    ids: ['certificate_expired'],
  },
  {
    what: 'a certificate that ends soon',
    given: { packs: [pack({ expires_on: new Date(now + 3 * day).toISOString() })] },
    verdict: 'works',
    ids: ['certificate_expires'],
  },
  {
    what: 'a certificate that ends soon, and one that does not',
    given: { packs: [pack({ expires_on: new Date(now + 3 * day).toISOString() }), pack()] },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'no certificate for a DNS-only host, which needs none here',
    given: {
      records: [record(host, { proxied: false })],
      asked: { type: 'A', answer: originAnswer },
      packs: [],
    },
    verdict: 'works',
    ids: ['not_proxied'],
    next: 'update_dns_record',
  },
  // Redirects and encryption.
  {
    what: 'always_use_https against a rule that leads back to http',
    given: { rules: [toHttp] },
    verdict: 'broken',
    ids: ['redirect_loop'],
    next: 'update_rule',
  },
  {
    what: 'www to the apex and the apex to www',
    given: { rules: [toApex, toWww] },
    verdict: 'broken',
    ids: ['redirect_loop'],
    next: 'update_rule',
  },
  {
    what: 'a rule against a Page Rule',
    given: {
      rules: [toApex],
      pageRules: [pageRule(`${zone}/*`, { forwarding_url: { url: `https://${host}/$1`, status_code: 301 } })],
    },
    verdict: 'broken',
    ids: ['redirect_loop'],
    next: 'update_page_rule',
  },
  {
    what: 'two Page Rules against each other',
    given: {
      pageRules: [
        pageRule(`${host}/*`, { forwarding_url: { url: `https://${zone}/$1`, status_code: 301 } }, 'e'),
        pageRule(`${zone}/*`, { forwarding_url: { url: `https://${host}/$1`, status_code: 301 } }),
      ],
    },
    verdict: 'broken',
    ids: ['redirect_loop'],
    next: 'update_page_rule',
  },
  {
    what: 'a rule that leads to itself',
    given: { rules: [redirect('true', `https://${host}/`)] },
    verdict: 'broken',
    ids: ['redirect_loop'],
    next: 'update_rule',
  },
  {
    what: 'a rule that makes the path longer each time',
    given: {
      rules: [
        rule('redirect', 'redirect', 'true', {
          action_parameters: {
            from_value: { target_url: { expression: `concat("https://${host}/a", http.request.uri.path)` } },
          },
        }),
      ],
    },
    verdict: 'broken',
    ids: ['redirect_loop'],
    next: 'update_rule',
  },
  {
    what: 'ssl off with always_use_https',
    given: { settings: { ...on, ssl: 'off' } },
    verdict: 'broken',
    ids: ['encryption_loop'],
    next: 'update_zone_setting',
  },
  {
    what: 'ssl off with HSTS',
    given: { settings: { ...off, ssl: 'off', security_header: 'max-age=31536000' } },
    verdict: 'broken',
    ids: ['encryption_loop', 'encryption_off'],
    next: 'update_zone_setting',
  },
  {
    what: 'ssl off by itself',
    given: { settings: { ...off, ssl: 'off' } },
    verdict: 'works',
    ids: ['encryption_off'],
    next: 'update_zone_setting',
  },
  {
    what: 'ssl off by a configuration rule, with always_use_https: the setting would not mend it',
    given: { rules: [rule('config', 'set_config', 'true', { action_parameters: { ssl: 'off' } })] },
    verdict: 'broken',
    ids: ['encryption_loop'],
  },
  {
    what: 'ssl off, and strict for the host by a configuration rule',
    given: {
      settings: { ...on, ssl: 'off' },
      rules: [rule('config', 'set_config', 'true', { action_parameters: { ssl: 'strict' } })],
    },
    verdict: 'works',
    ids: [],
  },
  {
    what: 'ssl flexible by a Page Rule: the setting would not mend it',
    given: { pageRules: [pageRule(`*${zone}/*`, { ssl: 'flexible' })] },
    verdict: 'works',
    ids: ['encryption_flexible'],
  },
  {
    what: 'http that stays http',
    given: { settings: off },
    verdict: 'works',
    ids: ['https_not_forced'],
    next: 'update_zone_setting',
  },
  {
    what: 'a redirect to a sibling without a record',
    given: { rules: [toApex], sibling: [] },
    verdict: 'broken',
    ids: ['redirect_target_missing', 'sibling_missing'],
    next: 'create_dns_record',
  },
  {
    what: 'an origin rule that sends https to a port of http',
    given: { rules: [rule('origin', 'route', 'true', { action_parameters: { origin: { port: 8080 } } })] },
    verdict: 'works',
    ids: ['origin_port_scheme'],
  },
  {
    what: 'an origin rule that sends http to a port of https',
    given: {
      settings: { ...on, ssl: 'flexible' },
      rules: [rule('origin', 'route', 'true', { action_parameters: { origin: { port: 8443 } } })],
    },
    verdict: 'works',
    ids: ['encryption_flexible', 'origin_port_scheme'],
    next: 'update_zone_setting',
  },
  {
    what: 'an origin rule with a port of its own',
    given: { rules: [rule('origin', 'route', 'true', { action_parameters: { origin: { port: 3000 } } })] },
    verdict: 'works',
    ids: [],
  },
  // Security.
  {
    what: 'a rule that blocks everybody',
    given: { rules: [rule('waf_custom', 'block', 'true')] },
    verdict: 'broken',
    ids: ['blocked_for_all'],
    next: 'update_rule',
  },
  {
    what: 'a rule that blocks the host',
    given: { rules: [rule('waf_custom', 'block', `http.host eq "${host}"`)] },
    verdict: 'broken',
    ids: ['blocked_for_all'],
    next: 'update_rule',
  },
  {
    what: 'a rule that challenges everybody',
    given: { rules: [rule('waf_custom', 'managed_challenge', 'true')] },
    verdict: 'works',
    ids: ['challenged_for_all'],
    next: 'update_rule',
  },
  {
    what: 'Under Attack mode',
    given: { settings: { ...on, security_level: 'under_attack' } },
    verdict: 'works',
    ids: ['under_attack'],
    next: 'update_zone_setting',
  },
  {
    what: 'development mode',
    given: { zone: { development_mode: 3_600 } },
    verdict: 'works',
    ids: ['development_mode'],
    next: 'update_zone_setting',
  },
  {
    what: 'development mode that has ended',
    given: { zone: { development_mode: -20 } },
    verdict: 'works',
    ids: [],
  },
  // Cloudflare's own tracer.
  {
    what: 'a redirect that only Cloudflare knows of',
    given: { tracer: traced('redirect', 301) },
    verdict: 'works',
    ids: ['tracer_differs'],
  },
  {
    what: 'a block that only Cloudflare knows of',
    given: { tracer: traced('block', 403) },
    verdict: 'works',
    ids: ['tracer_differs'],
  },
  // What could not be seen.
  {
    what: 'a resolver that is down',
    given: { nameServers: undefined, signer: undefined, asked: undefined, unread: ['down'] },
    verdict: 'unknown',
    ids: [],
  },
  {
    what: 'a resolver that is down, and a loop that is seen all the same',
    given: { nameServers: undefined, signer: undefined, asked: undefined, rules: [toApex, toWww] },
    verdict: 'broken',
    ids: ['redirect_loop'],
    next: 'update_rule',
  },
  {
    what: 'records that may not be read',
    given: { records: null, sibling: null, asked: undefined },
    verdict: 'unknown',
    ids: [],
  },
  { what: 'certificates that may not be read', given: { packs: undefined }, verdict: 'unknown', ids: [] },
  { what: 'settings that may not be read', given: { settings: {} }, verdict: 'unknown', ids: [] },
  {
    what: 'redirects that may not be read',
    given: { unreadable: ['redirect'] },
    verdict: 'unknown',
    ids: [],
  },
  {
    what: 'headers that may not be read, and do not matter',
    given: { unreadable: ['response_headers'] },
    verdict: 'works',
    ids: [],
  },
  { what: 'Page Rules that may not be read', given: { pageRules: null }, verdict: 'unknown', ids: [] },
  {
    what: 'a redirect that leads where only the request tells',
    given: {
      rules: [
        rule('redirect', 'redirect', 'true', {
          action_parameters: {
            from_value: { target_url: { expression: 'concat("https://", ip.src.country, ".example.com/")' } },
          },
        }),
      ],
    },
    verdict: 'unknown',
    ids: [],
  },
];
