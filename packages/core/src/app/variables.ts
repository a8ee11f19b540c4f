import process from 'node:process';
import { nearest } from '../tool/nearest.ts';

/**
 * What is wrong with the name of a variable that looks like one of ours: a setting that is misspelt, and so ignored,
 * may be the one that makes a server safe.
 *
 * @param known names of all that there are, which begin with `prefix`.
 * @param prefix with its last `_`. What begins with it in other letters or with other signs between them is
 *   meant for us, too.
 * @returns `undefined` when nothing is. A value is never part of it.
 */
export function unknownVariable(
  env: Readonly<Record<string, string | undefined>>,
  prefix: string,
  known: readonly string[],
): string | undefined {
  const words = prefix.split('_').filter((word) => word !== '');
  const ours = new RegExp(`^${words.join('[^A-Z0-9]*')}(?:[^A-Z0-9]|$)`, 'u');
  const byName = new Map(known.map((name) => [lettersOf(name), name]));
  for (const name of Object.keys(env)) {
    // Windows takes names in any letters.
    const given = process.platform === 'win32' ? name.toUpperCase() : name;
    if (known.includes(given) || !ours.test(name.toUpperCase())) continue;
    const stem = lettersOf(prefix).length;
    const meant = nearest(
      lettersOf(name).slice(stem),
      [...byName.keys()].map((key) => key.slice(stem)),
    );
    const suggestion = meant === undefined ? undefined : byName.get(lettersOf(prefix) + meant);
    const shown = /^[\w.-]{1,80}$/u.test(name) ? name : `that begins with ${prefix}`;
    const hint = suggestion === undefined ? `there are ${known.join(', ')}` : `did you mean ${suggestion}?`;
    return `There is no variable ${shown}; ${hint}`;
  }
  return undefined;
}

function lettersOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/gu, '');
}
