import { type Change, ChangeList, type PlannedChanges, RejectedError } from '@crunchtools/mcp-core';
import type { DnsRecord } from '../../api/dns-records.ts';
import { type Desired, desire, type SyncOptions, syncChanges } from '../../changes/dns-sync.ts';
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
  { api, zone }: ZoneContext,
  wishes: readonly Wish[],
  options: SyncOptions,
  known: readonly PlacedProblem[] = [],
): Promise<PlannedChanges> {
  const desired = desire(zone, wishes, options, known);
  const { records, population } = await load(api, zone, desired);
  const planned = syncChanges(zone, desired, records);
  const { length } = planned.changes;
  const changes = await ChangeList.create(length);
  changes.append(await withinQuota(api, zone, planned.changes.slice(0, length), population));
  return { ...planned, changes, population };
}

async function load(api: ZoneContext['api'], zone: ZoneRef, { names }: Desired): Promise<Stored> {
  if (names === undefined || names.size > fewNames) {
    const records = await api.dns.listAll(zone.id);
    return { records, population: records.length };
  }
  const [population, ...found] = await Promise.all([
    api.dns.count(zone.id),
    ...[...names].map((name) => api.dns.listAll(zone.id, { name })),
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
  changes: readonly Change[],
  population: number,
): Promise<readonly Change[]> {
  const created = changes.filter(({ action }) => action === 'create').length;
  const growth = created - changes.filter(({ action }) => action === 'delete').length;
  if (created === 0 || (growth <= 0 && changes.length <= smallestBatch)) return changes;
  const quota = (await api.dns.quota(zone.id)) ?? Number.POSITIVE_INFINITY;
  if (population + growth > quota) {
    throw new RejectedError(
      `${zone.name} would have ${population + growth} records, and Cloudflare lets it have ${quota}. Nothing was changed.`,
      { nextStep: 'List fewer records, let prune delete others, or ask Cloudflare for a higher quota.' },
    );
  }
  return population + created > quota ? deletionsFirst(changes) : changes;
}

function deletionsFirst(changes: readonly Change[]): readonly Change[] {
  return [...changes.filter(deletesAlone), ...changes.filter((change) => !deletesAlone(change))];
}

/** Whether nothing takes the place of what is deleted. */
function deletesAlone({ action, group }: Change): boolean {
  return action === 'delete' && group === undefined;
}
