import type { AnsweredRecord, Question, Resolution } from './model.ts';

/** What a resolver keeps: answers for their TTL, denials for that of their SOA (RFC 1034 §5.3.3, RFC 2308 §5). */
export interface ResolverCache {
  /** The kept resolution with what is left of its TTLs, else what `ask` finds. Failures are not kept. */
  answer(question: Question, ask: () => Resolution): Resolution;
  clear(): void;
}

interface Kept {
  readonly resolution: Resolution;
  readonly since: number;
}

/** @param now milliseconds since the epoch. */
export function createResolverCache(now: () => number): ResolverCache {
  const kept = new Map<string, Kept>();
  return {
    answer(question, ask) {
      const key = JSON.stringify([question.name, question.type, question.checkingDisabled]);
      const found = kept.get(key);
      const left = found === undefined ? undefined : aged(found, now());
      if (left !== undefined) return left;
      const resolution = ask();
      kept.set(key, { resolution, since: now() });
      return resolution;
    },
    clear: () => kept.clear(),
  };
}

/** @returns undefined when a part of it is too old. */
function aged({ resolution, since }: Kept, now: number): Resolution | undefined {
  const records = [...resolution.answers, ...resolution.authority];
  const seconds = Math.floor((now - since) / 1000);
  if (records.length === 0 || records.some(({ ttl }) => ttl <= seconds)) return undefined;
  const older = (record: AnsweredRecord): AnsweredRecord => ({ ...record, ttl: record.ttl - seconds });
  return {
    ...resolution,
    answers: resolution.answers.map(older),
    authority: resolution.authority.map(older),
  };
}
