import type { Guard, GuardReason } from '@crunchtools/mcp-core';
import { guardReason } from './advice.ts';

export const guards: readonly Guard[] = [
  {
    id: 'dnssec.any',
    asked: 'Every change of DNSSEC: on, off, who signs, and how it proves that names do not exist.',
    why: 'Where keys, signatures and the DS record at the registrar do not fit together, whoever validates no longer reaches the zone; without DNSSEC, answers can be forged.',
    example: 'update_dnssec status disabled',
  },
];

export function guardReasons(...change: Parameters<typeof guardReason>): readonly GuardReason[] {
  const text = guardReason(...change);
  return text === undefined ? [] : [{ guard: 'dnssec.any', text, kind: 'value' }];
}
