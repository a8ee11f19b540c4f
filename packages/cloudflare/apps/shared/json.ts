/** Looks into data whose shape nobody vouches for: what is not as expected is absent. */

export type Members = Readonly<Record<string, unknown>>;

export function members(value: unknown): Members {
  return isMembers(value) ? value : {};
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return items(value).flatMap((item) => text(item) ?? []);
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The text of the first text block of a tool's answer. */
export function firstText(result: Members): string | undefined {
  return items(result['content'])
    .map((block) => text(members(block)['text']))
    .find((found) => found !== undefined);
}
