import type { Caller, CallerRoute, Zone } from '../contract.ts';
import { authenticationError, unauthorized } from '../failures.ts';
import { isBelowZone } from './authenticate.ts';

/** @throws {ApiFailure} 403 when the token lacks every permission that would do, or does not reach the zone. */
export function authorize(caller: Caller, route: CallerRoute, zone: Zone | undefined): void {
  const permitted =
    route.permissions.length === 0 || route.permissions.some((permission) => grants(caller, permission));
  const reached = zone === undefined || caller.reaches(zone);
  if (permitted && reached) return;
  throw isBelowZone(route.pattern) ? authenticationError(403) : unauthorized();
}

/** Cloudflare's "Write" (in the dashboard: Edit) contains "Read". */
function grants(caller: Caller, permission: string): boolean {
  if ([...caller.permissions].some((held) => held === permission)) return true;
  if (!permission.endsWith(' Read')) return false;
  const write = permission.replace(/Read$/, 'Write');
  return [...caller.permissions].some((held) => held === write);
}
