import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Random } from '@crunchtools/mcp-core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  namedCompilezone,
  otherReaders,
  ourZone,
  runReader,
  type ZoneReader,
} from '../support/zone-readers.ts';
import { type Writing, type WrittenZone, writings, ZoneWriter } from '../support/zone-writer.ts';

/**
 * Zone files that are written at random, in every way the standards allow, mean to our reader what they mean to BIND,
 * NSD, ldns and Knot, by their own programs. What a program makes of a file is written out by it and read by BIND's,
 * which prints any zone in one form.
 *
 * The long run: `ZONES=20000 npm run e2e -- zone-readers`. Another seed: `SEED=7`.
 *
 * Not covered: `$INCLUDE` and `$GENERATE`, and names beyond ASCII, of which the programs print the octets.
 */
const zones = Number(process.env['ZONES'] ?? 50);
const seed = Number(process.env['SEED'] ?? 20_261_129);
const atOnce = 4;
const recordsEach = 30;

function isThere({ name, package: source, command }: ZoneReader): boolean {
  const found = spawnSync(command('', '')[0] ?? '', ['-h']).error === undefined;
  if (!found) process.stdout.write(`*** NOT RUN: the comparison with ${name} needs the package ${source}\n`);
  return found;
}

const canCompare = isThere(namedCompilezone);
const readers = otherReaders.filter(isThere);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zone-readers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Written extends WrittenZone {
  readonly zone: string;
  readonly file: string;
}

async function writeZone(index: number): Promise<Written> {
  const random = new Random(seed + index);
  const zone = `z${index}.example.com`;
  // Every reader gets its share of files that it takes.
  const { differs } = random.pick([namedCompilezone, ...otherReaders]);
  const uses = new Set(random.some(writings, 0.5).filter((writing) => differs[writing] === undefined));
  const written = new ZoneWriter(random, `${zone}.`, uses).write(recordsEach);
  const file = path.join(folder, zone);
  await writeFile(file, written.text);
  return { ...written, zone, file };
}

/** The records of a zone file as BIND prints them, without the start of authority and the name servers of the zone. */
async function canonical(zone: string, file: string): Promise<readonly string[]> {
  const { code, output, errors } = await runReader(namedCompilezone, zone, file);
  if (code !== 0) throw new Error(`${zone}: ${errors}`);
  return output
    .split('\n')
    .map((line) => line.replaceAll(/[\t ]+/gu, ' '))
    .filter((line) => line !== '' && !line.startsWith(`${zone}. `))
    .toSorted();
}

async function canonicalOf(zone: string, text: string, reader: string): Promise<readonly string[]> {
  const file = path.join(folder, `${zone}.${reader}`);
  await writeFile(file, text, 'latin1');
  const lines = await canonical(zone, file);
  await rm(file);
  return lines;
}

/** What is different in one zone; empty where all agree. */
async function differences({ zone, file, text, writings: used }: Written): Promise<readonly string[]> {
  const expected = await canonical(zone, file);
  const found: string[] = [];
  const compare = async (reader: string, printed: string): Promise<void> => {
    const actual = await canonicalOf(zone, printed, reader);
    const [missing, extra] = [
      expected.filter((line) => !actual.includes(line)),
      actual.filter((line) => !expected.includes(line)),
    ];
    if (missing.length + extra.length > 0) {
      found.push(`SEED=${seed} ${zone} ${reader}:\n- ${missing.join('\n- ')}\n+ ${extra.join('\n+ ')}`);
    }
  };
  const start = `${zone}. 3600 IN SOA ns.example.net. a.example.net. 1 2 3 4 900\n${zone}. 3600 IN NS ns.example.net.`;
  await compare('ours', Buffer.from(ourZone(text, zone, start)).toString('latin1'));
  for (const reader of readers) {
    const differs = Object.keys(reader.differs).some((writing) => used.has(writing as Writing));
    if (differs) continue;
    counts.set(reader.name, (counts.get(reader.name) ?? 0) + 1);
    const { code, output, errors } = await runReader(reader, zone, file);
    if (code !== 0) found.push(`SEED=${seed} ${zone} ${reader.name}: ${errors || output}`);
    else if (reader.prints) await compare(reader.name, output);
  }
  await rm(file);
  return found;
}

const counts = new Map<string, number>();

function withText(strings: string): string {
  return `$ORIGIN c.example.com.\n@ 60 SOA n. a. 1 2 3 4 5\n@ 60 NS n.example.net.\nw 60 TXT ${strings}\n`;
}

describe.skipIf(!canCompare)('zone files written at random', () => {
  it(
    'mean the same to our reader and to those of name servers',
    async () => {
      const found: string[] = [];
      for (let index = 0; index < zones && found.length < 5; index += atOnce) {
        const several = Array.from({ length: Math.min(atOnce, zones - index) }, async (_, offset) =>
          writeZone(index + offset).then((written) =>
            differences(written).catch((error: unknown) => [
              `SEED=${seed} ${written.zone}: ${String(error)}`,
            ]),
          ),
        );
        for (const each of await Promise.all(several)) found.push(...each);
      }
      process.stdout.write(`zone-readers: ${zones} zones, seed ${seed}, ${JSON.stringify([...counts])}\n`);
      expect(found).toEqual([]);
      // A reader that never came to a file proves nothing.
      for (const { name } of readers) expect(counts.get(name)).toBeGreaterThan(zones / 100);
    },
    zones * 1_000 + 60_000,
  );

  it('are compared by what is in them', async () => {
    const one = await canonicalOf('c.example.com', withText('"a b"'), 'control');
    expect(await canonicalOf('c.example.com', withText('a\\032b'), 'control')).toEqual(one);
    expect(await canonicalOf('c.example.com', withText('a b'), 'control')).not.toEqual(one);
  });
});
