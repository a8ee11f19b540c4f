import { ChangeList, type PlannedChanges, RejectedError } from '@crunchtools/mcp-core';
import type { DnsRecord } from '../../api/dns-records.ts';
import { type Desired, desireInSteps, type SyncOptions, syncChangesInSteps } from '../../changes/dns-sync.ts';
import type { SyncOrder } from '../../changes/dns-sync-order.ts';
import type { PlacedProblem, Wish } from '../../domain/dns/sync/index.ts';
import type { ZoneRef } from '../../zone.ts';
import type { ZoneContext } from '../define.ts';

/** As many names are asked for one by one; for more, the whole zone takes fewer requests. */
const fewNames = 5;

/** What a plan is made from: the records it is about, and how many the zone holds in all. */
interface Stored {
  readonly records: readonly DnsRecord[];
  readonly population: number;
}

/**
 * Plans the changes that give a zone the wished records. All wishes are checked before anything is sent.
 * @param known what is wrong with the wishes already; then nothing is planned.
 */
export async function planSync(
  { api, zone, breath }: ZoneContext,
  wishes: Iterable<Wish>,
  options: SyncOptions,
  known: readonly PlacedProblem[] = [],
): Promise<PlannedChanges> {
  const desired = await breath.through(desireInSteps(zone, wishes, options, known));
  const { records, population } = await load(api, zone, desired);
  const makeList = await ChangeList.maker(desired.wishes.count + records.length);
  const { changes, warnings } = await breath.through(syncChangesInSteps(zone, desired, records, makeList));
  return { changes: await withinQuota(api, zone, changes, population), warnings, population };
}

async function load(api: ZoneContext['api'], zone: ZoneRef, { names }: Desired): Promise<Stored> {
  if (names === undefined || names.size > fewNames) {
    // Names in answers are in lower case, as those of wishes are; Cloudflare may hold older ones that are not.
    const keep = ({ name }: DnsRecord): boolean => names?.has(name.toLowerCase()) ?? true;
    const { records, total } = await api.dns.search(zone.id, keep);
    return { records, population: total };
  }
  const [population, ...found] = await Promise.all([
    api.dns.count(zone.id),
    ...[...names.keys()].map((name) => api.dns.listAll(zone.id, { name })),
  ]);
  return { records: found.flat(), population };
}

/** Changes that every plan's batch can hold: up to here they are one transaction, in which deletions come first. */
const smallestBatch = 200;

/**
 * The changes in an order in which the zone never holds more records than it may: new records come first unless
 * there is room for them only once others are gone.
 * @throws {RejectedError} with both numbers for a plan that ends above the quota. It would be applied in part,
 * batch after batch, until Cloudflare refuses.
 */
async function withinQuota(
  api: ZoneContext['api'],
  zone: ZoneRef,
  changes: SyncOrder,
  population: number,
): Promise<ChangeList> {
  const { created, growth, length } = changes;
  if (created === 0 || (growth <= 0 && length <= smallestBatch)) return changes.inOrder();
  const quota = (await api.dns.quota(zone.id)) ?? Number.POSITIVE_INFINITY;
  if (population + growth > quota) {
    throw new RejectedError(
      `${zone.name} would have ${population + growth} records, and Cloudflare lets it have ${quota}. Nothing was changed.`,
      { nextStep: 'List fewer records, let prune delete others, or ask Cloudflare for a higher quota.' },
    );
  }
  return changes.inOrder(population + created > quota);
}
