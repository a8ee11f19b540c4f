import { serviceOf } from '../service.ts';
import { filterInSteps, mapInSteps } from './group-by.ts';
import { pairInSteps, subjectOf } from './match.ts';
import type { StoredRecord } from './stored.ts';
import { valueKey } from './value-key.ts';
import type { CheckedWish } from './wish.ts';

/** How the wishes for a name meet the records there that services of Cloudflare keep. */
export interface BesideServices {
  /** Wishes that such a record fulfils. Its attributes are the service's to choose. */
  readonly there: number;
  /** Wishes that would change such a record, or take its place. */
  readonly yielding: readonly CheckedWish[];
  /** All other wishes. */
  readonly open: readonly CheckedWish[];
}

/**
 * A wish that says anew what such a record says (an SPF policy, the priority of a mail host) yields to it: a second
 * one beside it would be worse than none. So does an address or alias where a service answers for the name.
 *
 * @param records those of one name that services keep.
 */
export function* besideServicesInSteps(
  wishes: readonly CheckedWish[],
  records: readonly StoredRecord[],
  zoneName: string,
): Generator<void, BesideServices, void> {
  if (records.length === 0) return { there: 0, yielding: [], open: wishes };
  const byValue = yield* pairInSteps(
    wishes,
    records,
    ({ type, key }) => `${type} ${key}`,
    (record) => `${record.type} ${valueKey(record, zoneName)}`,
  );
  const bySubject = yield* pairInSteps(
    byValue.wishes,
    byValue.records,
    ({ type, value }) => typed(type, subjectOf(type, value)),
    (record) => typed(record.type, subjectOf(record.type, record)),
  );
  const answers = records.some(({ type }) => isAddressOrAlias(type));
  const yields = ({ type }: CheckedWish): boolean => answers && isAddressOrAlias(type);
  const paired = yield* mapInSteps(bySubject.pairs, ({ wish }) => wish);
  return {
    there: byValue.pairs.length,
    yielding: [...paired, ...(yield* filterInSteps(bySubject.wishes, yields))],
    open: yield* filterInSteps(bySubject.wishes, (wish) => !yields(wish)),
  };
}

function typed(type: string, subject: string | undefined): string | undefined {
  return subject === undefined ? undefined : `${type} ${subject}`;
}

function isAddressOrAlias(type: string): boolean {
  return type === 'A' || type === 'AAAA' || type === 'CNAME';
}

/** `3 MX and 1 TXT of Email Routing, 1 AAAA of a custom domain of a Worker`. */
export function countServices(records: readonly StoredRecord[]): string {
  return countKept(records.map((record) => ({ type: record.type, keeper: serviceOf(record)?.name ?? '' })));
}

/** As `countServices`, for records of which only the type and the name of the service are known. */
export function countKept(records: readonly { readonly type: string; readonly keeper: string }[]): string {
  const services = new Map<string, Map<string, number>>();
  for (const { type, keeper } of records) {
    const types = services.get(keeper) ?? new Map<string, number>();
    services.set(keeper, types.set(type, (types.get(type) ?? 0) + 1));
  }
  return [...services]
    .map(
      ([name, types]) => `${[...types].map(([type, count]) => `${count} ${type}`).join(' and ')} of ${name}`,
    )
    .join(', ');
}
