import type { Finding } from './finding.ts';

const dayMs = 86_400_000;

/** When the credential of this server ends: nothing can be managed then. It belongs to no zone. */
export function tokenFindings(expiresOn: string | undefined, now: number): readonly Finding[] {
  const days = (Date.parse(expiresOn ?? '') - now) / dayMs;
  if (Number.isNaN(days) || days > 30) return [];
  const evidence = `expires on ${expiresOn ?? ''}`;
  return [{ id: days <= 7 ? 'token-expires-soon' : 'token-expires', name: 'token', evidence }];
}
