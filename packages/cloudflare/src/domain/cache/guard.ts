import type { Change, Guard, GuardReason } from '@crunchtools/mcp-core';

export const guards: readonly Guard[] = [
  {
    id: 'cache.everything',
    asked: 'A purge of everything.',
    why: 'The origin has to answer every request anew.',
    example: 'purge_cache purge_everything',
  },
];

export function guardReasons({ after }: Change): readonly GuardReason[] {
  if (after?.['purge_everything'] !== true) return [];
  return [
    {
      guard: 'cache.everything',
      text: 'It purges everything, so the origin has to answer every request anew.',
      kind: 'value',
    },
  ];
}
