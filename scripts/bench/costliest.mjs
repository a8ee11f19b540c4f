/**
 * Calls that kept the process long, chosen from single runs of the inputs of `npm run bench -- search` at their limits;
 * no search has gone through all sizes. Which input, and how large.
 *
 * @type {readonly (readonly [tool: string, name: string, size: number])[]}
 */
export const costliest = [
  ['sync_dns_records', 'records with all that they can have', 45_000],
  ['sync_dns_records', 'TXT records of one name', 50_000],
  ['sync_dns_records', 'records of as many names', 50_000],
  ['sync_dns_records', 'records, planned and shown', 3_400],
  ['sync_dns_records', 'wrong records', 50_000],
  ['sync_dns_records', 'malformed records', 50_000],
  ['import_dns_records', 'lines of one name, full of quotes', 50_000],
  ['import_dns_records', 'records of a $GENERATE', 50_000],
  ['create_rule', 'characters, functions over lists', 4_000],
  ['purge_cache', 'files', 5_000],
  ['get_zone', 'characters of a name', 3_400_000],
];
