import { coverageOf, isServing } from '../certificates/coverage.ts';
import { textAt } from '../trace/configuration.ts';
import type { Ending, TraceReport } from '../trace/report.ts';
import { isThroughCloudflare, type SiteFacts } from './facts.ts';
import type { NextCall, Problem } from './problems.ts';
import { encryptionOf, type Hop, type Sender, type Way, type WayEnd } from './way.ts';

const ruleId = /^[0-9a-f]{32}$/u;
/** What cannot be a sentence: other sources and names are not put into a call that is said to be ours. */
const plainSource = /^(?:https?:\/\/)?[\w.~%/-]{1,300}$/u;
const plainName = /^[a-z0-9_]{1,50}$/u;
const week = 7 * 24 * 60 * 60_000;

/** Ports that are usual for http and for https (fundamentals/reference/network-ports). */
const httpPorts: ReadonlySet<number> = new Set([80, 8080, 8880, 2052, 2082, 2086, 2095]);
const httpsPorts: ReadonlySet<number> = new Set([443, 2053, 2083, 2087, 2096, 8443]);

/** What visits of the host meet at Cloudflare: certificate, encryption, redirects, security. */
export function visitProblems(facts: SiteFacts, ways: readonly Way[]): readonly Problem[] {
  if (!isThroughCloudflare(facts)) return [];
  return [
    ...certificateProblems(facts),
    ...unlike(once(ways).flatMap((way) => wayProblems(way, facts))),
    ...settingProblems(facts, ways),
    ...tracerProblems(facts, ways),
  ];
}

/** A way over http often is the one over https with one hop before it, and one circle is entered from several sides. */
function once(ways: readonly Way[]): readonly Way[] {
  const keys = ways.map(keyOf);
  return ways.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

function keyOf({ end, hops }: Way): string {
  if (end.kind === 'loop') return JSON.stringify(circleOf(hops.slice(end.from)));
  if (end.kind === 'too_long') return JSON.stringify(circleOf(hops));
  return JSON.stringify([end.kind, end.url]);
}

/** What several ways come to is said once. */
function unlike(problems: readonly Problem[]): readonly Problem[] {
  const keys = problems.map((problem) => JSON.stringify(problem));
  return problems.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

function circleOf(hops: readonly Hop[]): readonly string[] {
  return [...new Set(hops.map(({ sender }) => JSON.stringify(sender)))].toSorted();
}

function certificateProblems({ host, packs, now }: SiteFacts): readonly Problem[] {
  if (packs === undefined) return [];
  const { covered, pack } = coverageOf(host, packs);
  if (!covered) {
    return pack === undefined
      ? [{ id: 'certificate_missing' }]
      : [{ id: 'certificate_pending', detail: statusOf(pack.status) }];
  }
  const ends = packs
    .filter((each) => isServing(each.status) && coverageOf(host, [each]).covered)
    .flatMap(({ expires_on: end }) => (end === undefined ? [] : [Date.parse(end)]))
    .filter((end) => !Number.isNaN(end));
  const last = Math.max(...ends);
  if (ends.length === 0 || last - now > week) return [];
  return [{ id: last <= now ? 'certificate_expired' : 'certificate_expires' }];
}

function statusOf(status: string): string | undefined {
  return /^[a-z_]{1,40}$/u.test(status) ? `Its status is ${status}.` : undefined;
}

function wayProblems(way: Way, facts: SiteFacts): readonly Problem[] {
  const { end } = way;
  switch (end.kind) {
    case 'loop':
      return [loopProblem(way.hops.slice(end.from), facts)];
    case 'too_long':
      return [loopProblem(way.hops, facts)];
    case 'block':
      return [{ id: 'blocked_for_all', next: disable(end.ending, facts) }];
    case 'challenge':
      return [{ id: 'challenged_for_all', next: disable(end.ending, facts) }];
    case 'elsewhere':
      return missingTarget(end, facts);
    case 'origin':
      return originProblems(end, facts);
    case 'unknown':
      return [];
  }
}

/** The hop that closes the circle is the one to change: those before it may be right for themselves. */
function loopProblem(circle: readonly Hop[], facts: SiteFacts): Problem {
  const senders = circle.map(({ sender }) => sender);
  if (senders.some(({ kind }) => kind === 'ssl_off')) {
    return { id: 'encryption_loop', next: fullEncryption(facts, 'off') };
  }
  const rule = circle.toReversed().find(({ sender }) => sender.kind === 'rule')?.sender;
  return { id: 'redirect_loop', next: rule === undefined ? undefined : disableSender(rule, facts) };
}

function disableSender(sender: Sender, facts: SiteFacts): NextCall | undefined {
  if (sender.kind !== 'rule') return undefined;
  return disable({ stage: sender.stage, by: sender.id, listed: sender.listed }, facts);
}

/** A redirect of a list is taken out of it: the rule that uses the list stands for all of its redirects. */
function disable(
  { stage, by, listed }: Pick<Ending, 'stage' | 'by' | 'listed'>,
  { zone }: Pick<SiteFacts, 'zone'>,
): NextCall | undefined {
  if (listed !== undefined) {
    if (!plainSource.test(listed.source_url) || !plainName.test(listed.list)) return undefined;
    const account = zone.account.id === undefined ? {} : { account: zone.account.id };
    return {
      tool: 'sync_redirects',
      arguments: { list: listed.list, remove: [listed.source_url], ...account },
    };
  }
  if (stage === undefined || stage === 'bulk_redirects' || by === undefined || !ruleId.test(by))
    return undefined;
  return stage === 'page_rules'
    ? { tool: 'update_page_rule', arguments: { zone: zone.name, rule_id: by, status: 'disabled' } }
    : {
        tool: 'update_rule',
        arguments: { zone: zone.name, phase: stage, rule_id: by, change: { enabled: false } },
      };
}

function setting(zone: string, name: string, value: string): NextCall {
  return { tool: 'update_zone_setting', arguments: { zone, setting: name, value } };
}

/** Of hosts of the zone only the sibling is known. */
function missingTarget(
  { host }: Extract<WayEnd, { kind: 'elsewhere' }>,
  { sibling, host: own, zone }: SiteFacts,
): readonly Problem[] {
  if (host === undefined || host !== sibling?.name || sibling.records?.length !== 0) return [];
  const alias = { zone: zone.name, type: 'CNAME', name: host, content: own, proxied: true };
  return [{ id: 'redirect_target_missing', next: { tool: 'create_dns_record', arguments: alias } }];
}

function originProblems(
  { url, traced }: Extract<WayEnd, { kind: 'origin' }>,
  facts: SiteFacts,
): readonly Problem[] {
  const ssl = encryptionOf(traced, facts.settings);
  const isSecure = url.startsWith('https:');
  return [
    ...(isSecure && ssl === 'flexible'
      ? [{ id: 'encryption_flexible', next: fullEncryption(facts, 'flexible') } as const]
      : []),
    ...portProblems(traced, ssl, isSecure),
  ];
}

function portProblems(traced: TraceReport, ssl: string | undefined, isSecure: boolean): readonly Problem[] {
  const port = traced.onward?.settings.find(
    ({ area, name, certain }) => area === 'origin' && name === 'port' && certain,
  )?.value;
  if (typeof port !== 'number' || ssl === undefined) return [];
  // strict and full keep the scheme of the visitor; flexible and off never use TLS to the origin.
  const isEncrypted = isSecure && (ssl === 'full' || ssl === 'strict' || ssl === 'origin_pull');
  const wrong = isEncrypted ? httpPorts : httpsPorts;
  if (!wrong.has(port)) return [];
  const scheme = isEncrypted ? 'https' : 'http';
  return [{ id: 'origin_port_scheme', detail: `It sends ${scheme} to port ${port}.` }];
}

/** Where a rule says how the origin is reached, the setting changes nothing for the host. */
function fullEncryption({ settings, zone }: SiteFacts, now: string): NextCall | undefined {
  return settings.ssl === now ? setting(zone.name, 'ssl', 'full') : undefined;
}

function settingProblems(facts: SiteFacts, ways: readonly Way[]): readonly Problem[] {
  const { settings, zone } = facts;
  const hasLoop = ways.some(({ end }) => end.kind === 'loop');
  const isForced = ways.every(
    ({ start, hops, end }) =>
      !start.startsWith('http:') || end.kind !== 'origin' || hops.some(({ to }) => to.startsWith('https:')),
  );
  const isOff = ways.some(({ hops }) => hops.some(({ sender }) => sender.kind === 'ssl_off'));
  const next = fullEncryption(facts, 'off');
  return [
    ...(isOff && !hasLoop ? [{ id: 'encryption_off', next } as const] : []),
    ...(isOff && !hasLoop && hsts(settings.security_header)
      ? [{ id: 'encryption_loop', next } as const]
      : []),
    ...(!isForced && !isOff && settings.always_use_https === 'off'
      ? [{ id: 'https_not_forced', next: setting(zone.name, 'always_use_https', 'on') } as const]
      : []),
    ...(settings.security_level === 'under_attack'
      ? [{ id: 'under_attack', next: setting(zone.name, 'security_level', 'medium') } as const]
      : []),
    ...((zone.development_mode ?? 0) > 0
      ? [{ id: 'development_mode', next: setting(zone.name, 'development_mode', 'off') } as const]
      : []),
  ];
}

function hsts(line: string | undefined): boolean {
  return line?.startsWith('max-age=') === true;
}

/** What Cloudflare's own trace of the first request comes to. */
export type TracerOutcome = 'redirect' | 'block' | 'challenge' | 'origin';

export function tracerOutcome({ tracer }: Pick<SiteFacts, 'tracer'>): TracerOutcome | undefined {
  if (tracer === undefined) return undefined;
  const found = actionsIn(tracer.steps)
    .map(outcomeOf)
    .find((outcome) => outcome !== undefined);
  if (found !== undefined) return found;
  const { status = 0 } = tracer;
  return status >= 300 && status < 400 ? 'redirect' : 'origin';
}

function actionsIn(steps: NonNullable<SiteFacts['tracer']>['steps']): readonly string[] {
  return steps.flatMap(({ action, matched, steps: within }) => [
    ...(matched && action !== undefined ? [action] : []),
    ...actionsIn(within),
  ]);
}

function outcomeOf(action: string): TracerOutcome | undefined {
  if (action === 'redirect' || action === 'forwarding_url') return 'redirect';
  if (action === 'block') return 'block';
  return /(?:^|_)challenge$/u.test(action) ? 'challenge' : undefined;
}

/** What follows from the rules that were read, of the first request; settings of the zone are in neither trace. */
export function ownOutcome(ways: readonly Way[]): TracerOutcome | undefined {
  const [way] = ways;
  if (way === undefined || way.doubts.length > 0) return undefined;
  const [first] = way.hops;
  if (first !== undefined) return first.sender.kind === 'rule' ? 'redirect' : 'origin';
  const { kind } = way.end;
  return kind === 'origin' || kind === 'block' || kind === 'challenge' ? kind : undefined;
}

const outcomeWords: Readonly<Record<TracerOutcome, string>> = {
  redirect: 'a redirect',
  block: 'a block',
  challenge: 'a challenge',
  origin: 'the origin',
};

function tracerProblems(facts: SiteFacts, ways: readonly Way[]): readonly Problem[] {
  const [theirs, ours] = [tracerOutcome(facts), ownOutcome(ways)];
  if (theirs === undefined || ours === undefined || theirs === ours) return [];
  const detail = `It comes to ${outcomeWords[theirs]}; here it comes to ${outcomeWords[ours]}.`;
  return [{ id: 'tracer_differs', detail }];
}

/** What holds for a visit over https that gets to the origin. */
export function inEffect(facts: SiteFacts, ways: readonly Way[]) {
  const end = ways.map((way) => way.end).find((each) => each.kind === 'origin');
  const security = facts.settings.security_level;
  return {
    ssl: end === undefined ? facts.settings.ssl : encryptionOf(end.traced, facts.settings),
    cache: end?.traced.onward?.cache,
    security_level:
      textAt(end?.traced.onward?.settings.find(({ name }) => name === 'security_level')?.value) ?? security,
  };
}
