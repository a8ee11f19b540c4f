import type { Guard, GuardReason } from '@crunchtools/mcp-core';
import { guardReason } from './advice.ts';

export const guards: readonly Guard[] = [
  {
    id: 'dnssec.any',
    asked: 'Every change of DNSSEC.',
    why: 'Who validates no longer reaches the zone.',
    example: 'update_dnssec status disabled',
  },
];

export function guardReasons(...change: Parameters<typeof guardReason>): readonly GuardReason[] {
  return [{ guard: 'dnssec.any', text: guardReason(...change), kind: 'value' }];
}
