import type { Caller, Permission } from '../../contract.ts';
import { authenticationError } from '../../failures.ts';
import type { OwnerKind, RulesetPhase } from './model.ts';
import { readers, writers } from './phases.ts';

/** Whether the token may read the rulesets of this phase. Every phase has permissions of its own product. */
export function mayRead(caller: Caller, phase: RulesetPhase, owner: OwnerKind): boolean {
  return holdsOne(caller, readers(phase, owner));
}

/** @throws {ApiFailure} 403 */
export function requireRead(caller: Caller, phase: RulesetPhase, owner: OwnerKind): void {
  if (!mayRead(caller, phase, owner)) throw authenticationError(403);
}

/** @throws {ApiFailure} 403 */
export function requireWrite(caller: Caller, phase: RulesetPhase, owner: OwnerKind): void {
  if (!holdsOne(caller, writers(phase, owner))) throw authenticationError(403);
}

function holdsOne(caller: Caller, permissions: readonly Permission[]): boolean {
  return permissions.some((permission) => caller.permissions.has(permission));
}
