import { describe, expect, it } from 'vitest';
import { printPresentation } from '../../src/features/dns/presentation.ts';
import { checkRecord } from '../../src/features/dns/record.ts';
import { checkDesired, placeOf } from '../../src/features/dns/sync/desired.ts';
import type { RecordType } from '../../src/features/dns/types.ts';
import { recordsOfFile } from '../../src/features/dns/zone-file/desired.ts';
import { type MovedZone, movedZones } from './moved-zones.ts';

const zone = { name: 'example.com', plan: 'free' } as const;

function read(
  file: string,
): Pick<MovedZone, 'records' | 'warnings'> & { readonly problems: readonly string[] } {
  const { wishes, problems, warnings } = recordsOfFile(file, { zoneName: zone.name, plan: zone.plan });
  const checked = checkDesired(wishes, zone);
  const { byName } = checked.wishes;
  const kept = new Set([...byName.keys()].flatMap((name) => byName.get(name)));
  return {
    records: wishes.filter((wish) => kept.has(wish)).map(({ record }) => sent(checkRecord(record, zone))),
    warnings: warnings(),
    problems: [...problems, ...checked.problems].map(
      ({ origin, field, problem }) => `${placeOf(origin, field)}: ${problem}`,
    ),
  };
}

function sent(record: ReturnType<typeof checkRecord>): string {
  const { type, name, ttl } = record;
  const value = printPresentation(type satisfies RecordType, record);
  return `${name} ${type} ${value} ${ttl === 1 ? '-' : ttl}`;
}

describe('a zone moves to Cloudflare from', () => {
  it.each(movedZones.map((moved) => [moved.style, moved] as const))(
    '%s',
    (_, { file, records, warnings }) => {
      const found = read(file);
      expect(found.problems).toEqual([]);
      expect(found.records).toEqual(records);
      expect(found.warnings).toEqual(warnings.map((warning) => expect.stringContaining(warning)));
    },
  );

  it.each(movedZones.map((moved) => [moved.style, moved] as const))(
    '%s, with line ends of Windows',
    (_, { file, records }) => {
      expect(read(file.replaceAll('\n', '\r\n')).records).toEqual(records);
    },
  );
});
