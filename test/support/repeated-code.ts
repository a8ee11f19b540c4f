import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { entryOf, root } from '../../scripts/run.mjs';

/** Where a stretch of code stands, relative to the root of the repository. */
export interface Place {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

export interface Repeated {
  readonly one: Place;
  readonly other: Place;
  readonly tokens: number;
}

interface Report {
  readonly duplicates: readonly {
    readonly tokens: number;
    readonly firstFile: Reported;
    readonly secondFile: Reported;
  }[];
}

interface Reported {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Fewer are how a language is written. */
const LEAST_TOKENS = 60;

/** What `npm run new-server` copies is a package, too. */
const template = 'scripts/new-server/template';

/** @returns the package that a file belongs to. */
function packageOf(file: string): string {
  return file.startsWith(`${template}/`) ? template : file.split('/').slice(0, 2).join('/');
}

/**
 * Code that stands in two packages, by the same words: TypeScript and JavaScript, sources and tests.
 * @param folders relative to `at`, which hold the packages.
 */
export async function repeatedBetweenPackages(
  at = root,
  folders: readonly string[] = ['packages', template],
): Promise<readonly Repeated[]> {
  const output = await mkdtemp(path.join(tmpdir(), 'repeated-'));
  try {
    const options = [
      '--format',
      'typescript,javascript',
      '--min-tokens',
      String(LEAST_TOKENS),
      '--min-lines',
      '5',
    ];
    const left = ['--ignore', '**/dist/**,**/node_modules/**', '--absolute', '--no-gitignore'];
    const reported = ['--reporters', 'json', '--output', output];
    await promisify(execFile)(
      process.execPath,
      [entryOf('jscpd'), ...options, ...left, ...reported, ...folders.map((folder) => path.join(at, folder))],
      { cwd: output },
    );
    const report: Report = JSON.parse(await readFile(path.join(output, 'jscpd-report.json'), 'utf8'));
    const placed = ({ name, start, end }: Reported): Place => ({
      file: path.relative(at, name).replaceAll(path.sep, '/'),
      first: start,
      last: end,
    });
    return report.duplicates
      .map(({ tokens, firstFile, secondFile }) => ({
        one: placed(firstFile),
        other: placed(secondFile),
        tokens,
      }))
      .filter(({ one, other }) => packageOf(one.file) !== packageOf(other.file));
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}
