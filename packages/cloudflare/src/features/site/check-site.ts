import { InputError, ours, unlisted, unshaped, untrusted, urlOf } from '@crunchtools/mcp-core';
import { Budget } from '@crunchtools/rules-language';
import * as z from 'zod';
import { Issue } from '../../problem.ts';
import { compact, shownHost, shownText, shownWord, untrustedList } from '../../schema.ts';
import { defineZoneRead, type ZoneContext } from '../../tool.ts';
import { ownerName } from '../dns/names.ts';
import { rulePermissions } from '../rules/phases.ts';
import { shownText as shownKnowledge } from '../trace/report.ts';
import { stepsOfOneCall } from '../trace/trace.ts';
import { isProxied, isThroughCloudflare, type SiteFacts } from './facts.ts';
import { type Problem, problemFacts, problemIds, sentencesOf, verdicts } from './problems.ts';
import { readSite } from './site-facts.ts';
import { type Judgement, judgeSite } from './verdict.ts';
import { inEffect, ownOutcome, tracerOutcome } from './visits.ts';
import { followInSteps, shownWay, type Traces, type Way } from './way.ts';

const next = z.strictObject({ tool: shownWord, arguments: ours(z.record(z.string(), z.unknown())) });

const problem = z.strictObject({
  id: z.enum(problemIds),
  severity: shownWord,
  text: shownText,
  next: next.optional(),
});

const way = z.strictObject({
  from: untrusted(z.string()),
  through: untrusted(z.array(z.string())).optional(),
  ends: untrusted(z.string()),
  depends_on: untrusted(z.array(z.string())).optional(),
});

const effect = z.strictObject({
  ssl: shownWord.optional(),
  cache: untrusted(z.string()).optional(),
  security_level: shownWord.optional(),
});

/** What no verdict covers, said in each answer. */
const limits =
  'Nothing was sent to the site: whether its server answers, and what it answers or redirects itself, is not known. Name servers are as the public resolver has them.';

export const checkSite = defineZoneRead({
  name: 'check_site',
  title: 'Check site',
  description:
    'Does a site work? One verdict on one host, from delegation to certificate and redirects, without asking the site itself; problems come with the call that mends them.',
  toolset: 'zones',
  effect: 'read',
  // It asks a public resolver.
  openWorld: true,
  permissions: [
    'Zone Read',
    'DNS Read',
    'Zone Settings Read',
    'SSL and Certificates Read',
    ...rulePermissions('Read'),
    'Page Rules Read',
  ],
  input: {
    host: z.string().min(1).max(2_048).optional().describe('Default: the zone. www, or a URL.'),
  },
  output: z.strictObject({
    host: shownHost,
    verdict: z.enum(verdicts),
    summary: shownText,
    problems: z.array(unshaped(problem)),
    ways: unlisted(z.array(way).optional()),
    in_effect: unlisted(effect.optional()),
    tracer: unlisted(shownText.optional()),
    unknown: unlisted(z.array(shownText).optional()),
    limits: unlisted(shownText),
    untrusted: untrustedList,
  }),
  async run({ host: given = '@' }, context) {
    const target = targetOf(given, context.zone.name);
    const facts = await readSite({ ...target, now: Date.now() }, context);
    const ways = await waysOf(facts, context);
    const judgement = judgeSite(facts, ways);
    const isVisited = isThroughCloudflare(facts);
    const { cache, ...effects } = inEffect(facts, ways);
    return {
      host: facts.host,
      verdict: judgement.verdict,
      summary: summaryOf(facts, judgement),
      problems: judgement.problems.map(shownProblem),
      ways: isVisited ? ways.map(shownWayOf) : undefined,
      in_effect: isVisited
        ? compact({ ...effects, cache: cache === undefined ? undefined : shownKnowledge(cache) })
        : undefined,
      tracer: comparison(facts, ways),
      unknown: judgement.unknown.length === 0 ? undefined : [...judgement.unknown],
      limits,
    };
  },
  example: { zone: 'mapleandpine.com', host: 'www' },
  hostile: { zone: 'mapleandpine.com', host: 'http://169.254.169.254/latest' },
  requests: [
    'GET /accounts/{}/rules/lists',
    'GET /accounts/{}/rules/lists/{}/items',
    'GET /accounts/{}/rulesets/phases/{}/entrypoint',
    'GET /dns-query',
    'GET /zones/{}',
    'GET /zones/{}/dns_records',
    'GET /zones/{}/pagerules',
    'GET /zones/{}/rulesets',
    'GET /zones/{}/rulesets/phases/{}/entrypoint',
    'GET /zones/{}/settings/{}',
    'GET /zones/{}/ssl/certificate_packs',
    'POST /accounts/{}/request-tracer/trace',
  ],
});

/** @throws {InputError} for what is no host of the zone. */
function targetOf(given: string, zoneName: string): Pick<SiteFacts, 'host' | 'path'> {
  const isUrl = given.includes('://');
  const url = isUrl ? urlOf(given) : undefined;
  if (isUrl && (url === undefined || !/^https?:$/u.test(url.protocol))) {
    throw new InputError('host: a URL, but not one of a website.', { nextStep: 'Give a host such as www.' });
  }
  const name = ownerName(url === undefined ? given : `${url.hostname.replace(/\.$/u, '')}.`, zoneName);
  if (name instanceof Issue) {
    throw new InputError(`host: ${name.reason}.`, { nextStep: 'Give a host in the zone, such as www.' });
  }
  if (name.startsWith('*')) {
    throw new InputError('host: a wildcard is no host.', { nextStep: 'Give a host that it stands for.' });
  }
  return { host: name, path: url === undefined ? '/' : `${url.pathname}${url.search}` };
}

/** Over https and http, of the host and of its sibling. */
async function waysOf(facts: SiteFacts, { breath }: Pick<ZoneContext, 'breath'>): Promise<readonly Way[]> {
  const { host, path, sibling, settings, configuration } = facts;
  if (configuration === undefined) return [];
  const isSiblingProxied = sibling?.records !== undefined && isProxied(sibling.records);
  const hosts = isSiblingProxied ? [host, sibling.name] : [host];
  const configurationOf = (each: string) => (hosts.includes(each) ? configuration : undefined);
  const guide = { configurationOf, settings, budget: new Budget(stepsOfOneCall) };
  const traces: Traces = new Map();
  const ways: Way[] = [];
  for (const each of hosts) {
    for (const scheme of ['https', 'http']) {
      ways.push(await breath.through(followInSteps(`${scheme}://${each}${path}`, guide, traces)));
    }
  }
  return ways;
}

function shownProblem(found: Problem): z.input<typeof problem> {
  const { id, next: call } = found;
  return {
    id,
    severity: problemFacts[id].severity,
    text: sentencesOf(found),
    next: call === undefined ? undefined : { tool: call.tool, arguments: { ...call.arguments } },
  };
}

function shownWayOf(found: Way): z.input<typeof way> {
  const { through, ends } = shownWay(found);
  return {
    from: found.start,
    through: through.length === 0 ? undefined : [...through],
    ends,
    depends_on: found.doubts.length === 0 ? undefined : [...found.doubts],
  };
}

function summaryOf({ host, zone }: SiteFacts, { verdict, problems, unknown }: Judgement): string {
  const of = (severity: string) =>
    problems
      .filter(({ id }) => problemFacts[id].severity === severity)
      .map(({ id }) => problemFacts[id].means);
  switch (verdict) {
    case 'broken':
      return `${host} does not work: ${of('broken').join(' ')}`;
    case 'will_work':
      return `${host} will work when this is over: ${of('waiting').join(' ')}`;
    case 'unknown':
      return `Whether ${host} works cannot be told: ${unknown.join(' ')}`;
    case 'works': {
      const notes = of('note').length;
      const through =
        zone.paused || problems.some(({ id }) => id === 'not_proxied') ? 'DNS' : 'DNS and Cloudflare';
      return `${host} works, as far as ${through} can tell${notes === 0 ? '.' : `, with ${notes} to note.`}`;
    }
  }
}

const words = {
  redirect: 'a redirect',
  block: 'a block',
  challenge: 'a challenge',
  origin: 'the origin',
} as const;

function comparison(facts: SiteFacts, ways: readonly Way[]): string | undefined {
  const theirs = tracerOutcome(facts);
  if (theirs === undefined) return undefined;
  const own = ownOutcome(ways);
  const outcome = `Cloudflare's own tracer comes to ${words[theirs]} over https`;
  if (own === undefined) return `${outcome}; from the rules it cannot be told.`;
  return own === theirs ? `${outcome}, as do the rules.` : `${outcome}; the rules come to ${words[own]}.`;
}
