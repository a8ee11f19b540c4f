import type { Finding } from './finding.ts';
import type { Check, Work } from './question.ts';
import { isAuthoritative, type ZoneFacts } from './zone-facts.ts';

/** Whether the world asks Cloudflare at all. */
export const checkZoneState: Check = (facts) => {
  const { zone } = facts;
  const evidence = `status ${zone.status ?? 'unknown'}; name servers ${zone.nameServers.join(', ')}`;
  const about = { name: '@', evidence };
  const activate = { tool: 'activate_zone', arguments: { zone: zone.name } };
  const found: Finding[] = [];
  if (zone.status === 'pending' || zone.status === 'initializing')
    found.push({ id: 'zone-pending', ...about, repair: activate });
  if (zone.status === 'moved') found.push({ id: 'zone-moved', ...about, repair: activate });
  if (zone.paused) found.push({ id: 'zone-paused', ...about });
  return zone.status === 'active' && isAuthoritative(facts) ? [...found, nameServers(facts)] : found;
};

function* nameServers({ zone }: ZoneFacts): Work {
  if (zone.nameServers.length === 0) return [];
  const { status, values } = yield { name: zone.name, type: 'NS' };
  if (status !== 'found') return [];
  const seen = values.map((value) => value.toLowerCase().replace(/\.$/u, ''));
  if (zone.nameServers.some((server) => seen.includes(server))) return [];
  // Enterprise zones can have name servers with names of their own (dns/nameservers/custom-nameservers).
  const isOwn = seen.some((server) => server.endsWith(`.${zone.name}`));
  const evidence = `seen: ${seen.join(', ')}; assigned: ${zone.nameServers.join(', ')}`;
  return isOwn ? [] : [{ id: 'name-servers-elsewhere', name: '@', evidence }];
}
