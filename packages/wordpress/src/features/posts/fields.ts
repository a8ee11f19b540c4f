import * as z from 'zod';

export const longText = z.string().max(2_000_000);

/** Members that were given. */
export function given<Member>(members: Readonly<Record<string, Member | undefined>>): Record<string, Member> {
  const pairs = Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(pairs);
}
