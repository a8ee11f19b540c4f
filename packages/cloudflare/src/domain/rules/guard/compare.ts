import { type GuardReason, sameJson } from '@crunchtools/mcp-core';
import { anyMatch, difference, type Finding, type SampleZone, type Scope } from '../scope/index.ts';
import { type Effects, example, type Harm, nothing, type Protection } from './effect.ts';

/** What a rule that is on does, and to which requests. */
export interface Side {
  readonly scope: Scope;
  readonly effects: Effects;
}

/** Finds what one scope matches and the other does not. */
export type Differ = (one: Scope, other: Scope, zone: SampleZone) => Finding;

/** What is lost and what is new, for any request; each reason once. */
export function reasonsOf(
  old: Side | undefined,
  next: Side | undefined,
  zone: SampleZone,
  differ: Differ = difference,
): readonly GuardReason[] {
  const reasons = [...lost(old, next, zone, differ), ...gained(old, next, zone, differ)];
  return [...new Map(reasons.map((reason) => [`${reason.guard} ${reason.text}`, reason])).values()];
}

function lost(
  old: Side | undefined,
  next: Side | undefined,
  zone: SampleZone,
  differ: Differ,
): readonly GuardReason[] {
  const { protections } = old?.effects ?? nothing;
  if (old === undefined || protections.length === 0) return [];
  const kept = next?.effects.protections ?? [];
  const narrowed = next === undefined ? undefined : differ(old.scope, next.scope, zone);
  const reasons = protections.flatMap((protection) => lossOf(protection, kept, narrowed));
  return reasons.length > 0 && anyMatch(old.scope, zone).kind === 'none' ? [] : reasons;
}

function gained(
  old: Side | undefined,
  next: Side | undefined,
  zone: SampleZone,
  differ: Differ,
): readonly GuardReason[] {
  const { harms } = next?.effects ?? nothing;
  if (next === undefined || harms.length === 0) return [];
  const widened = old === undefined ? undefined : differ(next.scope, old.scope, zone);
  const reasons = harms.filter((harm) => isNews(harm, old?.effects.harms ?? [], widened)).map(reasonOf);
  return reasons.length > 0 && anyMatch(next.scope, zone).kind === 'none' ? [] : reasons;
}

function lossOf(
  protection: Protection,
  kept: readonly Protection[],
  narrowed: Finding | undefined,
): readonly GuardReason[] {
  const other = kept.find(({ key }) => key === protection.key);
  if (other === undefined) return [reasonOf({ ...protection, text: protection.ends })];
  if (!protection.isKeptBy(other))
    return [reasonOf({ ...protection, text: protection.weakens ?? protection.ends })];
  if (narrowed === undefined || narrowed.kind === 'none') return [];
  const url = narrowed.kind === 'some' ? narrowed.url : undefined;
  const text =
    narrowed.kind === 'some'
      ? `${protection.narrows}${example(url)}.`
      : `${protection.narrows}; which ones cannot be told.`;
  return [reasonOf({ ...protection, text })];
}

function isNews(harm: Harm, known: readonly Harm[], widened: Finding | undefined): boolean {
  const old = known.find(({ key }) => key === harm.key);
  if (old === undefined) return true;
  const isWorse = harm.isNews?.(old.value) ?? !sameJson(old.value, harm.value);
  return isWorse || (widened !== undefined && widened.kind !== 'none');
}

function reasonOf({ guard, text }: { readonly guard: string; readonly text: string }): GuardReason {
  return { guard, text, kind: 'value' };
}
