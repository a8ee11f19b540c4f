import { setTimeout } from 'node:timers/promises';
import {
  expectMention,
  expectPresent,
  expectSame,
  expectStatus,
  Mismatch,
  sayAnswer,
  type Tour,
  type TourStep,
  writeAnswer,
} from '@crunchtools/mcp-core/demo';
import * as z from 'zod';
import { siteCheck } from './answers.ts';

/** The domain of the ticket. Another provider serves it when the tour begins. */
const outlet = 'maple-outlet.example';
const www = `www.${outlet}`;

const newZone = z.looseObject({ name_servers: z.array(z.string()) });

async function checked(tour: Tour): Promise<z.output<typeof siteCheck>> {
  const found = await tour.call('check_site', { zone: outlet, host: 'www' }, siteCheck);
  tour.say(`${found.verdict}: ${found.summary}`);
  return found;
}

/** Writes, and the person agrees where one is asked. */
async function applied(
  tour: Tour,
  tool: string,
  args: Readonly<Record<string, unknown>>,
): Promise<z.output<typeof writeAnswer>> {
  tour.person('approves');
  const answer = await tour.call(tool, { zone: outlet, ...args }, writeAnswer);
  sayAnswer(tour, answer);
  expectStatus(answer, 'applied');
  return answer;
}

const addDomain: TourStep = {
  wish: `A ticket: "The outlet moves to ${www}, server 203.0.113.25. HTTPS only, images cached for a day." First the domain.`,
  async run(tour) {
    const { changes } = await applied(tour, 'create_zone', {});
    const { name_servers: servers } = newZone.parse(changes[0]?.after);
    tour.say(`for the registrar: ${servers.join(', ')}`);
    expectMention(servers.join(' '), ['ns.cloudflare.com']);
  },
};

const addRecords: TourStep = {
  wish: 'The records: both names lead to the server, through Cloudflare.',
  async run(tour) {
    const record = { type: 'A', content: '203.0.113.25', proxied: true };
    await applied(tour, 'create_dns_record', { ...record, name: 'www' });
    await applied(tour, 'create_dns_record', { ...record, name: '@' });
  },
};

const secure: TourStep = {
  wish: 'HTTPS only, to the server too.',
  async run(tour) {
    await applied(tour, 'update_zone_setting', { setting: 'ssl', value: 'strict' });
    await applied(tour, 'update_zone_setting', { setting: 'always_use_https', value: 'on' });
  },
};

const addRules: TourStep = {
  wish: 'One name for the site, and images in the cache for a day.',
  async run(tour) {
    await applied(tour, 'create_rule', {
      phase: 'redirect',
      expression: `http.host eq "${outlet}"`,
      redirect: {
        target_url_expression: `concat("https://${www}", http.request.uri.path)`,
        status_code: 301,
        preserve_query_string: true,
      },
    });
    await applied(tour, 'create_rule', {
      phase: 'cache',
      expression: 'starts_with(http.request.uri.path, "/images/")',
      cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 86_400 } },
    });
  },
};

const whatIsMissing: TourStep = {
  wish: 'Does the site work? Not yet: somebody has to go to the registrar. (The simulated owner does so at once.)',
  async run(tour) {
    const { verdict, problems } = await checked(tour);
    expectSame('the verdict', verdict, 'will_work');
    tour.tabulate(problems.map(({ id, next }) => [id, next === undefined ? 'for people' : `→ ${next.tool}`]));
    expectSame(
      'what is awaited',
      problems.map(({ id }) => id),
      ['name_servers_not_set', 'certificate_pending'],
    );
  },
};

const activate: TourStep = {
  wish: 'The registrar names the name servers now. check_site says which call is next, ready to be made.',
  async run(tour) {
    const { problems } = await checked(tour);
    const next = expectPresent('a next call', problems.find((problem) => problem.next !== undefined)?.next);
    expectSame('the call', [next.tool, next.arguments], ['activate_zone', { zone: outlet }]);
    const { changes } = await applied(tour, next.tool, next.arguments);
    expectSame('the zone', changes[0]?.after, { status: 'active' });
  },
};

/** Milliseconds: the simulated certificate takes two seconds. */
const pause = 500;
const mostLooks = 40;

const works: TourStep = {
  wish: 'The certificate is issued: seconds here, minutes to a day in the world. Then the site works.',
  async run(tour) {
    let found = await checked(tour);
    for (let looks = 1; found.verdict === 'will_work' && looks < mostLooks; looks += 1) {
      await setTimeout(pause);
      found = siteCheck.parse(await tour.session.call('check_site', { zone: outlet, host: 'www' }));
    }
    if (found.verdict !== 'works') throw new Mismatch('that the site works', found.summary);
    tour.say(`${found.verdict}: ${found.summary}`);
    tour.tabulate((found.ways ?? []).map(({ from, through = [], ends }) => [from, through.join(' '), ends]));
    expectSame('problems', found.problems, []);
  },
};

export const launching: readonly TourStep[] = [
  addDomain,
  addRecords,
  secure,
  addRules,
  whatIsMissing,
  activate,
  works,
];
