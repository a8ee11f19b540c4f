import process from 'node:process';
import { lettersOf, mostWrong, wordsOf } from '../lockdown/almost.ts';
import { editDistance, nearest } from '../tool/nearest.ts';

/**
 * What is wrong with the name of a variable that looks like one of ours: a setting that is misspelt, and so ignored,
 * may be the one that makes a server safe.
 *
 * @param known names of all that there are, which begin with `prefix`.
 * @param prefix with its last `_`. What begins with it in other letters or with other signs between them is
 *   meant for us, too, and so is a known name with one letter in five of the service wrong.
 * @returns `undefined` when nothing is. A value is never part of it.
 */
export function unknownVariable(
  env: Readonly<Record<string, string | undefined>>,
  prefix: string,
  known: readonly string[],
): string | undefined {
  const ours = new RegExp(`^${wordsOf(prefix).join('[^A-Z0-9]*')}(?:[^A-Z0-9]|$)`, 'u');
  const byName = new Map(known.map((name) => [lettersOf(name), name]));
  for (const name of Object.keys(env)) {
    // Windows takes names in any letters.
    const given = process.platform === 'win32' ? name.toUpperCase() : name;
    if (known.includes(given)) continue;
    if (!ours.test(name.toUpperCase())) {
      const almost = [...byName].find(([letters]) => isAlmost(lettersOf(name), letters, mostWrong(prefix)));
      if (almost === undefined) continue;
      return `There is no variable ${shownName(name, prefix)}; did you mean ${almost[1]}?`;
    }
    const stem = lettersOf(prefix).length;
    const meant = nearest(
      lettersOf(name).slice(stem),
      [...byName.keys()].map((key) => key.slice(stem)),
    );
    const suggestion = meant === undefined ? undefined : byName.get(lettersOf(prefix) + meant);
    const hint = suggestion === undefined ? `there are ${known.join(', ')}` : `did you mean ${suggestion}?`;
    return `There is no variable ${shownName(name, prefix)}; ${hint}`;
  }
  return undefined;
}

/** Whether it is a known name with a misspelt prefix. */
function isAlmost(given: string, known: string, most: number): boolean {
  return most > 0 && Math.abs(given.length - known.length) <= most && editDistance(given, known) <= most;
}

function shownName(name: string, prefix: string): string {
  return /^[\w.-]{1,80}$/u.test(name) ? name : `that begins with ${prefix}`;
}
