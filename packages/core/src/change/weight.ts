import type { JsonValue } from '../json.ts';
import { type Change, ChangeList, type ChangeSequence } from './change.ts';

/** What a change takes beside its texts, in bytes. */
const ordinary = 500;
/** As many changes of a list are looked at; the others are taken to be like them. */
const sample = 500;

/** About how much memory changes take, in bytes. Costs some microseconds for each of the first 500. */
export function bytesOf(changes: ChangeSequence): number {
  if (changes instanceof ChangeList && changes.packedBytes > 0) return changes.packedBytes;
  const first = changes.slice(0, sample);
  const bytes = first.reduce((sum, change) => sum + bytesOfChange(change), 0);
  return first.length === 0 ? 0 : Math.round((bytes * changes.length) / first.length);
}

function bytesOfChange({ before, after }: Change): number {
  return ordinary + bytesOfValue(before) + bytesOfValue(after);
}

function bytesOfValue(value: JsonValue | undefined): number {
  if (typeof value === 'string') return value.length * bytesOfUnit(value);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, item) => sum + bytesOfValue(item), 0);
}

/** V8 keeps a text in one byte for each unit when none is above 255. Short texts are not worth the look. */
function bytesOfUnit(text: string): 1 | 2 {
  return text.length > 1_000 && /[^\u0000-\u00ff]/.test(text) ? 2 : 1;
}
