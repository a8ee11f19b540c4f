/**
 * Ticks of an axis that starts at nothing: two to six round numbers (1, 2 or 5 times a power of ten), of which the
 * last is not below `most`.
 */
export function ticksTo(most: number): readonly number[] {
  if (!Number.isFinite(most) || most <= 0) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => most / size <= 5) ?? 10 * power;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Which of `count` places are labelled so that at most `room` are, evenly and with the first. */
export function labelledPlaces(count: number, room: number): readonly number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(1, room)));
  return Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
}

/** The index nearest to a place between 0 and 1 along the axis. */
export function nearestIndex(place: number, count: number): number {
  const index = Math.round(place * (count - 1));
  return Math.min(Math.max(index, 0), Math.max(count - 1, 0));
}
