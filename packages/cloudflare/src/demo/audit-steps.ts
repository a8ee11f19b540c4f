import {
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
import { recordList } from './answers.ts';
import { shop } from './steps.ts';

const auditAnswer = z.looseObject({
  zones: z.array(z.looseObject({ zone: z.string() })),
  findings: z.array(
    z.looseObject({
      zone: z.string(),
      id: z.string(),
      severity: z.string(),
      name: z.string(),
      evidence: z.string(),
      repair: z.looseObject({ tool: z.string(), arguments: z.record(z.string(), z.json()) }).optional(),
    }),
  ),
  total: z.number(),
  ignored: z.number(),
});

type Findings = z.output<typeof auditAnswer>['findings'];

const shown = (findings: Findings): string[][] =>
  findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ severity, zone, name, id, repair }) => [
      severity,
      zone,
      name,
      id,
      `→ ${repair?.tool ?? 'for people'}`,
    ]);

async function audited(tour: Tour, args: Readonly<Record<string, unknown>>) {
  const found = await tour.call('audit_zone', args, auditAnswer);
  tour.say(`${found.total} findings in ${found.zones.length} zones, ${found.ignored} of them known`);
  return found;
}

const auditAll: TourStep = {
  wish: 'What is wrong in all domains? The worst comes first, each with its evidence, its source and the call that repairs it.',
  async run(tour) {
    const { findings, zones } = await audited(tour, {});
    tour.tabulate(shown(findings));
    expectSame('the number of zones', zones.length, 3);
    expectSame('the worst', [findings[0]?.severity, findings[0]?.id], ['critical', 'dangling-claimable']);
  },
};

const repairWorst: TourStep = {
  wish: 'An alias leads to a name that anybody can take. Repair it with the call that the audit gives.',
  async run(tour) {
    const { findings } = await audited(tour, { zone: shop });
    const worst = findings.find(({ severity }) => severity === 'critical');
    const repair = expectPresent('the call that repairs it', worst?.repair);
    tour.say(`${worst?.name ?? ''}: ${worst?.evidence ?? ''}`);
    tour.person('approves');
    const answer = await tour.call(repair.tool, repair.arguments, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    const after = await audited(tour, { zone: shop });
    if (after.findings.some(({ id }) => id === worst?.id)) throw new Mismatch('that it is gone', 'it again');
  },
};

const acceptKnown: TourStep = {
  wish: 'The private address of the intranet is meant. Its comment says so from now on, and addresses of documents do not matter here.',
  async run(tour) {
    const { records } = await tour.call(
      'list_dns_records',
      { zone: shop, name: `intranet.${shop}` },
      recordList,
    );
    const record = expectPresent('the record', records[0]);
    const change = { zone: shop, record_id: record.id, comment: 'VPN only, audit-ok: private-address' };
    tour.person('approves');
    const answer = await tour.call('update_dns_record', change, writeAnswer);
    sayAnswer(tour, answer);
    expectStatus(answer, 'applied');
    const { findings } = await audited(tour, { zone: shop, ignore: ['documentation-address'] });
    const left = findings.filter(({ id }) => id === 'private-address' || id === 'documentation-address');
    expectSame('known findings that are shown', left, []);
  },
};

export const auditing: readonly TourStep[] = [auditAll, repairWorst, acceptKnown];
