import { spawn } from 'node:child_process';
import { printPresentation } from '../../src/features/dns/presentation.ts';
import { checkRecord } from '../../src/features/dns/record.ts';
import { readZoneFile } from '../../src/features/dns/zone-file/reader.ts';
import type { Writing } from './zone-writer.ts';

/** A program that reads zone files, and the package of Debian that has it. */
export interface ZoneReader {
  readonly name: string;
  readonly package: string;
  readonly command: (zone: string, file: string) => readonly string[];
  /** Whether it prints what it read; else it only says whether it takes the file. */
  readonly prints: boolean;
  /** Ways of writing that it refuses or reads otherwise, each with the reason. */
  readonly differs: Readonly<Partial<Record<Writing, string>>>;
}

const unchecked = [
  '-i',
  'none',
  ...['-k', '-n', '-m', '-r', '-M', '-S', '-T', '-W'].flatMap((flag) => [flag, 'ignore']),
];

/** Prints a zone in one form, so that what two readers made of a file can be compared as text. */
export const namedCompilezone: ZoneReader = {
  name: 'named-compilezone',
  package: 'bind9-utils',
  command: (zone, file) => [
    'named-compilezone',
    '-f',
    'text',
    '-F',
    'text',
    '-s',
    'full',
    ...unchecked,
    '-o',
    '-',
    zone,
    file,
  ],
  prints: true,
  differs: {},
};

export const otherReaders: readonly ZoneReader[] = [
  {
    name: 'nsd-checkzone',
    package: 'nsd',
    command: (zone, file) => ['nsd-checkzone', '-p', zone, file],
    prints: true,
    differs: {
      bare_edges:
        'refuses a string without quotes that begins with a dot, and reads the blank behind a final \\\\ as part of it',
      bare_strings: 'refuses an escape in a string of NAPTR that has no quotes',
      glued_quote: 'wants a blank between the strings of NAPTR',
    },
  },
  {
    name: 'ldns-read-zone',
    package: 'ldnsutils',
    command: (_, file) => ['ldns-read-zone', file],
    prints: true,
    differs: {
      class_first: 'takes a class behind the TTL only',
      bare_strings: 'refuses a value of CAA that has no quotes',
      glued_quote: 'takes a quote within a word as a character of it',
    },
  },
  {
    name: 'kzonecheck',
    package: 'knot-dnssecutils',
    command: (zone, file) => ['kzonecheck', '-o', zone, file],
    prints: false,
    differs: {
      glued_quote: 'wants a blank between strings',
      class_number: 'takes a class by its number for no record',
      windows: 'refuses the line ends of Windows',
    },
  },
];

export interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export async function runReader(reader: ZoneReader, zone: string, file: string): Promise<Ran> {
  const [program = '', ...args] = reader.command(zone, file);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return {
    code,
    output: Buffer.concat(output).toString('latin1'),
    errors: Buffer.concat(errors).toString('utf8'),
  };
}

/** What our reader makes of a file, as a zone file in which every name is full. Throws what it refuses. */
export function ourZone(text: string, zone: string, start: string): string {
  const { records, mistakes } = readZoneFile(text, zone);
  const problems = mistakes.map(({ line, problem }) => `line ${line}: ${problem}`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const lines = records.map(({ record, at }) => {
    try {
      const checked = checkRecord({ ...record, ttl: undefined }, { name: zone });
      return `${checked.name} ${record.ttl} IN ${checked.type} ${printPresentation(checked.type, checked)}`;
    } catch (error) {
      throw new Error(`line ${at.line}: ${String(error)}`, { cause: error });
    }
  });
  return `$ORIGIN .\n${start}\n${lines.join('\n')}\n`;
}
