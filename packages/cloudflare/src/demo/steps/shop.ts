import { type RecordShown, recordList } from '../answers.ts';
import { expectSame, Mismatch } from '../check.ts';
import type { Tour } from '../tour.ts';

/** The zone of the simulated company in which the tour takes place. */
export const shop = 'mapleandpine.com';

/** The only record of a name in the shop's zone. */
export async function recordNamed(tour: Tour, name: string): Promise<RecordShown> {
  const { records } = await tour.call(
    'list_dns_records',
    { zone: shop, name: `${name}.${shop}` },
    recordList,
  );
  const [record, ...others] = records;
  if (record !== undefined && others.length === 0) return record;
  throw new Mismatch(`one record named ${name}.${shop}`, String(records.length));
}

/** @throws {Mismatch} when the zone holds a record of this name. */
export async function expectNoRecord(tour: Tour, name: string): Promise<void> {
  const { total } = await tour.call('list_dns_records', { zone: shop, name: `${name}.${shop}` }, recordList);
  expectSame('the number of such records', total, 0);
}
