export { type ShownFile, shownFile } from './show.ts';
export { type FileOptions, type FileWishes, wishesOfFile, wishesOfFileInSteps } from './wishes.ts';
