export { refuseBeside } from './coexist.ts';
export { type Diff, type DiffOptions, diffRecordsInSteps, type NameDiff, type Step } from './diff.ts';
export { outsideOf, type Selection, selectionOf } from './selection.ts';
export { countKept, countServices } from './service-records.ts';
export type { StoredRecord } from './stored.ts';
export { valueKey } from './value-key.ts';
export {
  type CheckedWish,
  checkWishes,
  checkWishesInSteps,
  type FilePlace,
  type Origin,
  type PlacedProblem,
  placeOf,
  problemsIn,
  type Wish,
  type WishedNames,
  wishError,
} from './wish.ts';
