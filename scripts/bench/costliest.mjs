/**
 * Calls that keep the process long: the first eleven and the last five were chosen from runs of known inputs at their
 * limits, the others are the ten that a search of one hour found (docs/performance.md). Which input, and how large.
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
  ['set_rules', 'rules', 1_000],
  ['get_zone', 'members of different names', 240_000],
  ['purge_cache', 'texts in files: a', 50_000],
  ['trace_request', 'rules, functions over lists', 20],
  ['trace_request', 'rules, addresses of a list', 20],
  ['set_rules', 'texts in rules: -', 50_000],
  ['purge_cache', 'texts in hosts: =41', 50_000],
  ['create_dns_record', 'texts in tags: cfut_', 50_000],
  ['sync_dns_records', 'texts in names: &amp;', 34_888],
  ['update_dns_record', 'texts in tags: not ', 50_000],
  ['sync_redirects', 'redirects', 50_000],
  ['sync_redirects', 'redirects, written', 9_900],
  ['sync_redirects', 'redirects that lead to each other', 40_000],
  ['sync_redirects', 'lines of a CSV', 50_000],
  ['sync_ip_list', 'addresses', 50_000],
];
