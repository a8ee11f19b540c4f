import {
  InputError,
  RateLimitedError,
  SafeError,
  type ToolContext,
  unlisted,
  untrusted,
} from '@crunchtools/mcp-core';
import * as z from 'zod';
import { show } from '../../problem.ts';
import { pageArgument, shownHost, shownText, shownWord, untrustedList, zoneArgument } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { defineAccountRead } from '../../tool.ts';
import { verifyToken } from '../token/token.ts';
import type { Zone } from '../zones/api.ts';
import { catalogue, type FindingId } from './catalogue.ts';
import { checks } from './checks.ts';
import {
  type Finding,
  isFinding,
  isIgnorable,
  isIgnored,
  isUnknown,
  type Outcome,
  severityOf,
  type Unknown,
  worstFirst,
} from './finding.ts';
import { runChecks } from './run.ts';
import { tokenFindings } from './token-expiry.ts';
import { type Limits, ofManyZones, ofOneZone, readZone, World } from './zone-reader.ts';

/** Zones of one call: some 200 requests, a minute at Cloudflare's pace. */
const zonesPerPage = 20;
/** As many findings as an answer shows, and as many things that could not be looked at. */
const findingsPerPage = 100;
const mostUnknown = 50;

const shownFinding = z.strictObject({
  zone: unlisted(shownHost.optional()),
  id: shownWord,
  severity: unlisted(z.enum(['critical', 'high', 'medium', 'low', 'info'])),
  name: untrusted(z.string()),
  says: unlisted(shownText),
  evidence: unlisted(untrusted(z.string())),
  source: unlisted(shownText),
  repair: z
    .strictObject({ tool: shownWord, arguments: untrusted(z.record(z.string(), z.unknown())) })
    .optional(),
});

const counts = z.strictObject({
  zone: shownHost,
  critical: z.int().optional(),
  high: z.int().optional(),
  medium: z.int().optional(),
  low: z.int().optional(),
  info: z.int().optional(),
});

const shownUnknown = z.strictObject({
  zone: shownHost.optional(),
  what: untrusted(z.string()),
  because: untrusted(z.string()),
});

const output = z.strictObject({
  zones: unlisted(z.array(counts)),
  findings: unlisted(z.array(shownFinding)),
  unknown: unlisted(z.array(shownUnknown)),
  ignored: unlisted(z.int()),
  total: unlisted(z.int()),
  page: unlisted(z.int()),
  pages: unlisted(z.int()),
  next: shownText.optional(),
  untrusted: untrustedList,
});

export const auditZone = defineAccountRead({
  name: 'audit_zone',
  title: 'Audit zone',
  description:
    'What is wrong in one zone or all, with repairs: mail, dangling names, DNSSEC, certificates, rules.',
  toolset: 'zones',
  effect: 'read',
  // It asks a public resolver.
  openWorld: true,
  permissions: ['Zone Read', 'DNS Read'],
  input: {
    zone: zoneArgument.optional(),
    // Ids as answers have them, or id:name; an entry that is none is refused with an example.
    ignore: z.array(z.string().min(1).max(300)).max(100).optional(),
    page: pageArgument,
  },
  output,
  async run({ zone, ignore = [], page = 1 }, context) {
    const wrong = ignore.find((entry) => !isIgnorable(entry));
    if (wrong !== undefined) {
      throw new InputError(`ignore: there is no finding ${show(wrong)}.`, {
        nextStep:
          'Give ids as answers of audit_zone have them, such as dangling-cname or dangling-cname:old.',
      });
    }
    return zone === undefined ? auditAll(page, ignore, context) : auditOne(zone, page, ignore, context);
  },
  example: { zone: 'mapleandpine.com' },
  hostile: { zone: 'mapleandpine.com/dns_records' },
  requests: [
    'GET /dns-query',
    'GET /user/tokens/verify',
    'GET /zones/{}',
    'GET /zones/{}/dns_records',
    'GET /zones/{}/dnssec',
    'GET /zones/{}/pagerules',
    'GET /zones/{}/rulesets',
    'GET /zones/{}/rulesets/phases/{}/entrypoint',
    'GET /zones/{}/settings/{}',
    'GET /zones/{}/ssl/certificate_packs',
  ],
  // Without a zone the answer holds only what is allowed.
  scopes: 'argument',
});

type Context = ToolContext<Services>;
type Answer = z.input<typeof output>;

/** When the token ends. That it cannot be told is no reason to look at nothing. */
async function tokenOutcomes({ api }: Services): Promise<readonly Outcome[]> {
  try {
    return tokenFindings((await verifyToken(api)).expires_on, Date.now());
  } catch (error) {
    if (!(error instanceof SafeError) || error.code === 'cancelled' || error.code === 'rate_limited')
      throw error;
    return [{ unknown: 'when the token expires', because: `Cloudflare does not say (${error.code})` }];
  }
}

/** What was found in one zone; the records themselves are let go of. */
interface Audited {
  readonly zone: string;
  readonly findings: readonly Finding[];
  readonly unknowns: readonly Unknown[];
  readonly ignored: number;
}

async function audit(
  zone: Zone,
  ignore: readonly string[],
  world: World,
  limits: Limits,
  { services, breath }: Context,
): Promise<Audited> {
  const { facts, unknowns } = await readZone(services.api, zone, limits, Date.now(), breath);
  const outcomes = await runChecks(facts, checks, world.asker(limits), () => breath.take());
  const findings: Finding[] = [];
  const unknown: Unknown[] = [];
  let ignored = 0;
  for await (const outcome of breath.over(outcomes)) {
    if (isUnknown(outcome)) unknown.push(outcome);
    else if (isIgnored(outcome, ignore, zone.name)) ignored += 1;
    else findings.push(outcome);
  }
  return { zone: zone.name, findings, unknowns: [...unknowns, ...unknown], ignored };
}

async function auditOne(
  nameOrId: string,
  page: number,
  ignore: readonly string[],
  context: Context,
): Promise<Answer> {
  const { services, progress } = context;
  // First: what is not allowed is refused before anything else is asked.
  const { id } = await services.zones.resolve(nameOrId);
  const token = await tokenOutcomes(services);
  const zone = await services.api.zones.get(id);
  await progress(0, 1, `${zone.name} is read`);
  const audited = await audit(zone, ignore, new World(services.resolver), ofOneZone, context);
  await progress(1, 1, `${zone.name} is audited`);
  const all = withToken([audited], token, ignore);
  const pages = Math.max(1, Math.ceil(all.findings.length / findingsPerPage));
  const shown = all.findings.slice((page - 1) * findingsPerPage, page * findingsPerPage);
  const next =
    page < pages ? `${all.findings.length} findings; call again with page: ${page + 1}` : undefined;
  return { ...shape(all, shown, [audited]), page, pages, next };
}

async function auditAll(page: number, ignore: readonly string[], context: Context): Promise<Answer> {
  const { services, progress } = context;
  const token = await tokenOutcomes(services);
  const { zones, total } = await zonesOn(page, services);
  const world = new World(services.resolver);
  const done: Audited[] = [];
  let stopped: string | undefined;
  for (const zone of zones) {
    try {
      done.push(await audit(zone, ignore, world, ofManyZones, context));
    } catch (error) {
      if (!(error instanceof RateLimitedError) || done.length === 0) throw error;
      stopped = zone.name;
      break;
    }
    await progress(done.length, zones.length, `${done.length} of ${zones.length} zones audited`);
  }
  const all = withToken(done, page === 1 ? token : [], ignore);
  const shown = all.findings.slice(0, findingsPerPage);
  const pages = Math.max(1, Math.ceil(total / zonesPerPage));
  return {
    ...shape(all, shown, done),
    page,
    pages,
    next: nextOf(page, pages, all.findings.length - shown.length, stopped),
  };
}

function nextOf(page: number, pages: number, left: number, stopped: string | undefined): string | undefined {
  const said = [
    left > 0
      ? `${left} lesser findings are counted and not shown: call audit_zone with one zone.`
      : undefined,
    stopped === undefined
      ? undefined
      : `Cloudflare's limit of requests is reached: from ${stopped} on nothing was looked at. Wait five minutes, then call again with page: ${page}.`,
    stopped === undefined && page < pages
      ? `Page ${page} of ${pages}; call again with page: ${page + 1}.`
      : undefined,
  ].filter((each) => each !== undefined);
  return said.length === 0 ? undefined : said.join(' ');
}

/** One page of the zones by name; of those that the person allowed, where there is such a list. */
async function zonesOn(
  page: number,
  { api, allowedZones }: Services,
): Promise<{ zones: readonly Zone[]; total: number }> {
  if (allowedZones === undefined) {
    const found = await api.zones.list({ page, per_page: zonesPerPage, order: 'name', direction: 'asc' });
    return { zones: found.items, total: found.total };
  }
  const sorted = allowedZones.toSorted();
  const zones = await api.zones.named(sorted.slice((page - 1) * zonesPerPage, page * zonesPerPage));
  return { zones, total: sorted.length };
}

interface Collected {
  readonly findings: readonly (Finding & { readonly zone?: string })[];
  readonly unknowns: readonly (Unknown & { readonly zone?: string })[];
  readonly ignored: number;
}

function withZone<Found extends object>(zone: string, found: readonly Found[]) {
  return found.map((each) => ({ ...each, zone }));
}

function withToken(
  audited: readonly Audited[],
  token: readonly Outcome[],
  ignore: readonly string[],
): Collected {
  const ofToken = token.filter(isFinding);
  const told = ofToken.filter((finding) => !isIgnored(finding, ignore));
  return {
    findings: worstFirst([...told, ...audited.flatMap(({ zone, findings }) => withZone(zone, findings))]),
    unknowns: [
      ...token.filter(isUnknown),
      ...audited.flatMap(({ zone, unknowns }) => withZone(zone, unknowns)),
    ],
    ignored: audited.reduce((sum, { ignored }) => sum + ignored, ofToken.length - told.length),
  };
}

function shape(all: Collected, shown: Collected['findings'], audited: readonly Audited[]) {
  return {
    zones: audited.map(countsOf),
    findings: shown.map(shownOf),
    unknown: grouped(all.unknowns)
      .slice(0, mostUnknown)
      .map(({ zone, unknown, because }) => ({ zone, what: unknown, because })),
    ignored: all.ignored,
    total: all.findings.length,
  };
}

/** What is unknown of one zone for one reason, in one line. */
function grouped(unknowns: Collected['unknowns']): Collected['unknowns'] {
  const found = new Map<string, Collected['unknowns'][number]>();
  for (const each of unknowns) {
    const key = `${each.zone ?? ''} ${each.because}`;
    const there = found.get(key);
    found.set(key, there === undefined ? each : { ...each, unknown: `${there.unknown}, ${each.unknown}` });
  }
  return [...found.values()];
}

function countsOf({ zone, findings }: Audited): z.input<typeof counts> {
  const found: z.input<typeof counts> = { zone };
  for (const finding of findings) {
    const severity = severityOf(finding);
    found[severity] = (found[severity] ?? 0) + 1;
  }
  return found;
}

function shownOf({
  zone,
  id,
  name,
  evidence,
  source,
  repair,
}: Collected['findings'][number]): z.input<typeof shownFinding> {
  const { severity, says, source: usual } = kindOf(id);
  return { zone, id, severity, name, says, evidence, source: source ?? usual, repair };
}

function kindOf(id: FindingId) {
  return catalogue[id];
}
