import { atOnce } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { stored, wishes } from '../../../../test/support/wishes.ts';
import type { RecordInput } from '../types.ts';
import { checkDesired } from './desired.ts';
import { type Diff, diffRecordsInSteps, type NameDiff, selectionOf } from './diff.ts';
import type { ExistingRecord } from './existing.ts';

const zoneName = 'example.com';

interface Options {
  readonly prune?: boolean;
  readonly names?: readonly string[];
  readonly types?: readonly string[];
}

const a = (name: string, content: string, also: Partial<RecordInput> = {}): RecordInput => ({
  type: 'A',
  name,
  content,
  ...also,
});
const record = (
  type: string,
  name: string,
  content: string,
  also: Partial<RecordInput> = {},
): RecordInput => ({
  type,
  name,
  content,
  ...also,
});

interface Found extends Diff {
  readonly names: readonly NameDiff<ExistingRecord>[];
}

/** The zone's records get the ids r0, r1 … in order. */
function diff(zone: readonly RecordInput[], wished: readonly RecordInput[], options: Options = {}): Found {
  const checked = checkDesired(wishes(...wished), { name: zoneName, plan: 'pro' });
  expect(checked.problems).toEqual([]);
  const records = zone.map((given, index) => stored(`r${index}`, { ...given, name: fullName(given.name) }));
  const selection = atOnce(selectionOf(options, zoneName));
  const names: NameDiff<ExistingRecord>[] = [];
  const prune = options.prune ?? false;
  const found = atOnce(
    diffRecordsInSteps(checked.wishes, records, { zoneName, selection, prune }, function* (each) {
      names.push(each);
      yield;
    }),
  );
  return { ...found, names };
}

function fullName(name: string): string {
  return name === '@' ? zoneName : `${name}.${zoneName}`;
}

/** `+A www 192.0.2.1`, `~r0 content,ttl`, `-r1`. */
function stepsOf({ names }: Found): readonly string[] {
  return names
    .flatMap(({ steps }) => steps)
    .map((step) => {
      if (step.kind === 'delete') return `-${step.record.id}`;
      const { type, record: wished } = step.wish;
      if (step.kind === 'create')
        return `+${type} ${wished.name} ${wished.content ?? ''}${step.instead ? ` for ${step.instead.id}` : ''}`;
      const changed = Object.entries(step.change).filter(([, value]) => value !== undefined);
      return `~${step.record.id} ${changed.map(([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ')}`;
    });
}

describe('a set of records', () => {
  const table: readonly [
    string,
    readonly RecordInput[],
    readonly RecordInput[],
    readonly string[],
    Options?,
  ][] = [
    ['is unchanged when nothing differs', [a('w', '192.0.2.1')], [a('w', '192.0.2.1')], []],
    [
      'is unchanged when only the spelling differs',
      [record('AAAA', 'w', '2001:db8::1')],
      [record('AAAA', 'W.Example.COM.', '2001:0db8:0:0::1')],
      [],
    ],
    [
      'is unchanged when a text is quoted',
      [record('TXT', 'w', 'plain')],
      [record('TXT', 'w', '"plain"')],
      [],
    ],
    [
      'keeps what a wish does not name',
      [a('w', '192.0.2.1', { ttl: 300, proxied: false, comment: 'c', tags: ['t:1'] })],
      [a('w', '192.0.2.1')],
      [],
    ],
    [
      'gets what a wish names',
      [a('w', '192.0.2.1')],
      [a('w', '192.0.2.1', { ttl: 300, comment: 'c' })],
      ['~r0 ttl=300 comment=c'],
    ],
    [
      'takes no comment for an empty one',
      [a('w', '192.0.2.1')],
      [a('w', '192.0.2.1', { comment: '', tags: [] })],
      [],
    ],
    [
      'loses a comment',
      [a('w', '192.0.2.1', { comment: 'c' })],
      [a('w', '192.0.2.1', { comment: '' })],
      ['~r0 comment='],
    ],
    [
      'does not mind the order of tags',
      [a('w', '192.0.2.1', { tags: ['b:2', 'a:'] })],
      [a('w', '192.0.2.1', { tags: ['a:', 'b:2'] })],
      [],
    ],
    [
      'takes a setting that is off for none',
      [record('CNAME', 'w', 'x.example.net')],
      [record('CNAME', 'w', 'x.example.net', { settings: { flatten_cname: false } })],
      [],
    ],
    ['is updated in place', [a('w', '192.0.2.1')], [a('w', '192.0.2.2')], ['~r0 content=192.0.2.2']],
    ['is created', [], [a('w', '192.0.2.2')], ['+A w 192.0.2.2']],
    ['keeps what is not listed', [a('w', '192.0.2.1'), a('v', '192.0.2.1')], [a('w', '192.0.2.1')], []],
    [
      'loses what is not listed when pruned',
      [a('w', '192.0.2.1'), a('v', '192.0.2.1')],
      [a('w', '192.0.2.1')],
      ['-r1'],
      { prune: true },
    ],
    [
      'matches equal values first',
      [a('w', '192.0.2.1'), a('w', '192.0.2.2')],
      [a('w', '192.0.2.3'), a('w', '192.0.2.1')],
      ['~r1 content=192.0.2.3'],
    ],
    ['gains a value', [a('w', '192.0.2.1')], [a('w', '192.0.2.1'), a('w', '192.0.2.2')], ['+A w 192.0.2.2']],
    [
      'gives up no value when it is not clear which',
      [a('w', '192.0.2.1'), a('w', '192.0.2.2')],
      [a('w', '192.0.2.3')],
      ['+A w 192.0.2.3'],
    ],
    [
      'gives up the others when pruned',
      [a('w', '192.0.2.1'), a('w', '192.0.2.2')],
      [a('w', '192.0.2.3')],
      ['~r0 content=192.0.2.3', '-r1'],
      { prune: true },
    ],
    [
      'of texts gains one',
      [record('TXT', '@', '"site=1"')],
      [record('TXT', '@', '"site=2"')],
      ['+TXT @ "site=2"'],
    ],
    [
      'of texts has one policy of a kind',
      [record('TXT', '@', '"site=1"'), record('TXT', '@', '"v=spf1 -all"')],
      [record('TXT', '@', 'v=spf1 mx -all')],
      ['~r1 content=v=spf1 mx -all'],
    ],
    [
      'of mail hosts changes a priority',
      [
        record('MX', '@', 'a.example.net', { priority: 10 }),
        record('MX', '@', 'b.example.net', { priority: 20 }),
      ],
      [record('MX', '@', 'b.example.net', { priority: 5 })],
      ['~r1 content=b.example.net priority=5'],
    ],
    [
      'of mail hosts swaps priorities in place',
      [
        record('MX', '@', 'a.example.net', { priority: 10 }),
        record('MX', '@', 'b.example.net', { priority: 20 }),
      ],
      [record('MX', '@', '20 a.example.net'), record('MX', '@', '10 b.example.net')],
      ['~r0 content=a.example.net priority=20', '~r1 content=b.example.net priority=10'],
    ],
    [
      'with data changes in place',
      [
        {
          type: 'SRV',
          name: '_s._tcp',
          data: { priority: 1, weight: 1, port: 5, target: 'h.example.net', service: 'old' },
        },
      ],
      [record('SRV', '_s._tcp', '1 9 5 h.example.net')],
      ['~r0 data={"priority":1,"weight":9,"port":5,"target":"h.example.net"}'],
    ],
    [
      'with data is unchanged in another form',
      [
        {
          type: 'SRV',
          name: '_s._tcp',
          data: { priority: 1, weight: 1, port: 5, target: 'h.example.net', service: 'old' },
        },
      ],
      [record('SRV', '_s._tcp', '1 1 5 h.example.net.')],
      [],
    ],
  ];
  it.each(table)('%s', (_, zone, wished, steps, options) => {
    expect(stepsOf(diff(zone, wished, options))).toEqual(steps);
  });
});

describe('records that exclude each other', () => {
  const table: readonly [string, readonly RecordInput[], readonly RecordInput[], readonly string[]][] = [
    [
      'an address makes way for a CNAME',
      [a('w', '192.0.2.1')],
      [record('CNAME', 'w', 'x.example.net')],
      ['-r0', '+CNAME w x.example.net for r0'],
    ],
    [
      'all addresses do',
      [a('w', '192.0.2.1'), record('AAAA', 'w', '2001:db8::1'), record('TXT', 'w', 'x')],
      [record('CNAME', 'w', 'x.example.net')],
      ['-r0', '-r1', '+CNAME w x.example.net for r0'],
    ],
    [
      'a CNAME makes way for addresses',
      [record('CNAME', 'w', 'x.example.net')],
      [a('w', '192.0.2.1'), a('w', '192.0.2.2')],
      ['-r0', '+A w 192.0.2.1 for r0', '+A w 192.0.2.2 for r0'],
    ],
    [
      'a CNAME stays for a text',
      [record('CNAME', 'w', 'x.example.net')],
      [record('TXT', 'w', 'x')],
      ['+TXT w x'],
    ],
    [
      'a CNAME changes in place',
      [record('CNAME', 'w', 'x.example.net')],
      [record('CNAME', 'w', 'y.example.net')],
      ['~r0 content=y.example.net'],
    ],
    [
      'an address makes way for a delegation',
      [a('w', '192.0.2.1')],
      [record('NS', 'w', 'ns.example.net')],
      ['-r0', '+NS w ns.example.net for r0'],
    ],
  ];
  it.each(table)('%s', (_, zone, wished, steps) => {
    expect(stepsOf(diff(zone, wished))).toEqual(steps);
  });

  it('are a problem where the other one must be left alone', () => {
    const { problems } = diff([a('w', '192.0.2.1')], [record('CNAME', 'w', 'x.example.net')], {
      types: ['CNAME'],
    });
    expect(problems).toEqual([{ origin: { index: 0 }, problem: expect.stringContaining('add A to types') }]);
  });
});

describe('what Cloudflare keeps', () => {
  const zone = [
    record('NS', '@', 'a.ns.cloudflare.com'),
    record('NS', '@', 'b.ns.cloudflare.com'),
    record('SOA', '@', 'x'),
  ];

  it('is never deleted', () => {
    expect(stepsOf(diff([...zone, a('w', '192.0.2.1')], [], { prune: true }))).toEqual(['-r3']);
  });

  it('is never changed, and said', () => {
    const found = diff(
      zone,
      [record('NS', '@', 'ns.example.net'), record('NS', '@', 'A.ns.cloudflare.com.')],
      { prune: true },
    );
    expect(stepsOf(found)).toEqual([]);
    expect(found.leftAlone.map(({ origin }) => origin)).toEqual([{ index: 0 }]);
    expect(found.unchanged).toBe(1);
  });

  it('does not count a delegation below the zone', () => {
    expect(stepsOf(diff([record('NS', 'sub', 'ns.example.net')], [], { prune: true }))).toEqual(['-r0']);
  });
});

describe('a selection', () => {
  const zone = [a('w', '192.0.2.1'), record('TXT', 'w', 'x'), a('v', '192.0.2.1')];

  it.each<[Options, readonly string[]]>([
    [{ names: ['w'] }, ['-r0', '-r1']],
    [{ names: ['W.example.com.'] }, ['-r0', '-r1']],
    [{ types: ['A'] }, ['-r0', '-r2']],
    [{ names: ['w'], types: ['A'] }, ['-r0']],
    [{ names: [] }, []],
  ])('%j limits what is pruned', (options, steps) => {
    expect(stepsOf(diff(zone, [], { ...options, prune: true }))).toEqual(steps);
  });

  it('refuses names of other zones, all of them', () => {
    expect(() => atOnce(selectionOf({ names: ['ok', 'www.other.com', 'a..b'] }, zoneName))).toThrow(
      /names\.1: .*names\.2: /,
    );
  });
});

it('counts what is there, and what stays beside it', () => {
  const zone = [a('w', '192.0.2.1'), a('w', '192.0.2.2'), a('w', '192.0.2.3'), a('other', '192.0.2.1')];
  const { unchanged, staying } = diff(zone, [a('w', '192.0.2.1'), a('w', '192.0.2.2', { ttl: 300 })]);
  expect({ unchanged, staying }).toEqual({ unchanged: 1, staying: 1 });
});

const many = (make: (index: number) => RecordInput): readonly RecordInput[] =>
  Array.from({ length: 20_000 }, (_, index) => make(index));
const text = (index: number): RecordInput => record('TXT', 'w', `"record ${index}"`);
const sameSubject = (index: number): RecordInput => record('TXT', 'w', `"v=spf1 ${index}"`);
const address = (index: number): RecordInput => a('w', `10.0.${index >> 8}.${index & 255}`);

// An algorithm that is quadratic in any of these would run into the limit of the suite.
describe('one name with 20,000 records', () => {
  it.each<[string, readonly RecordInput[], readonly RecordInput[], number]>([
    ['of which all are there', many(text), many(text), 0],
    ['of one subject', many(sameSubject), many((index) => sameSubject(index + 20_000)), 20_000],
    [
      'of which all make way for an alias, beside texts',
      many(address),
      [record('CNAME', 'w', 'a.example.net'), ...many(text)],
      40_001,
    ],
  ])('%s', (_, zone, wished, steps) => {
    expect(diff(zone, wished).names.flatMap((found) => found.steps)).toHaveLength(steps);
  });
});

const keptMeta = { meta: { read_only: true } };
function diffServices(
  zone: readonly (RecordInput & { readonly meta?: { readonly read_only: boolean } })[],
  wished: readonly RecordInput[],
  prune: boolean,
): readonly unknown[] {
  const { wishes: checked } = checkDesired(wishes(...wished), { name: zoneName });
  const records = zone.map(({ meta, ...given }, index) => ({
    ...stored(`r${index}`, { ...given, name: fullName(given.name) }),
    meta,
  }));
  const names: NameDiff<ExistingRecord>[] = [];
  const options = { zoneName, selection: {}, prune };
  const found = atOnce(
    diffRecordsInSteps(checked, records, options, function* (each) {
      names.push(each);
      yield;
    }),
  );
  const { unchanged, yielding, services, problems } = found;
  return [stepsOf({ ...found, names }), unchanged, yielding.length, services.length, problems.length];
}

describe('a record that a service of Cloudflare keeps', () => {
  it.each<[string, Parameters<typeof diffServices>, readonly unknown[]]>([
    ['is not pruned', [[{ ...a('w', '192.0.2.1'), ...keptMeta }], [], true], [[], 0, 0, 1, 0]],
    [
      'is there',
      [[{ ...a('w', '192.0.2.1'), ...keptMeta }], [a('w', '192.0.2.1', { ttl: 60 })], true],
      [[], 1, 0, 1, 0],
    ],
    [
      'keeps other addresses away',
      [[{ ...a('w', '192.0.2.1'), ...keptMeta }], [a('w', '192.0.2.2')], false],
      [[], 0, 1, 1, 0],
    ],
    [
      'lets other mail hosts stand beside it, and no second policy',
      [
        [
          { ...record('MX', '@', 'a.example.net', { priority: 1 }), ...keptMeta },
          { ...record('TXT', '@', '"v=spf1 -all"'), ...keptMeta },
        ],
        [
          record('MX', '@', 'b.example.net', { priority: 1 }),
          record('MX', '@', 'a.example.net', { priority: 9 }),
          record('TXT', '@', 'v=spf1 ~all'),
          record('TXT', '@', 'proof=1'),
        ],
        false,
      ],
      [['+MX @ b.example.net', '+TXT @ proof=1'], 0, 2, 2, 0],
    ],
    [
      'makes no way for a delegation',
      [[{ ...a('w', '192.0.2.1'), ...keptMeta }], [record('NS', 'w', 'ns.example.net')], false],
      [['+NS w ns.example.net'], 0, 0, 0, 1],
    ],
    [
      'is known by other marks too, and not by empty ones',
      [[a('v', '192.0.2.1'), { ...a('w', '192.0.2.1'), meta: { read_only: false } }], [], true],
      [['-r0', '-r1'], 0, 0, 0, 0],
    ],
  ])('%s', (_, args, expected) => {
    expect(diffServices(...args)).toEqual(expected);
  });
});

describe('a name with very many records', () => {
  const count = 2_000;
  const kinds: readonly [string, (index: number, turn: number) => string][] = [
    ['TXT', (index, turn) => `"turn ${turn} number ${index}"`],
    ['A', (index, turn) => `10.${turn}.${index >> 8}.${index & 255}`],
    ['MX', (index) => `mail${index}.example.net`],
  ];
  it.each(kinds)('is gone through in steps, of which none reads many of them: %s', (type, content) => {
    let touched = new Set<string>();
    let most = 0;
    const given = (index: number, turn: number) =>
      record(type, 'w', content(index, turn), { priority: turn });
    const zone = Array.from({ length: count }, (_, index) => {
      const plain = stored(`r${index}`, { ...given(index, 1), name: fullName('w') });
      return new Proxy(plain, {
        get(target, member) {
          touched.add(target.id);
          return Reflect.get(target, member);
        },
      });
    });
    const wished = checkDesired(wishes(...Array.from({ length: count }, (_, index) => given(index, 2))), {
      name: zoneName,
      plan: 'pro',
    });
    let updates = 0;
    const steps = diffRecordsInSteps(
      wished.wishes,
      zone,
      { zoneName, selection: {}, prune: true },
      function* (each) {
        updates += each.steps.length;
        yield;
      },
    );
    for (let step = steps.next(); step.done !== true; step = steps.next()) {
      most = Math.max(most, touched.size);
      touched = new Set();
    }
    expect(updates).toBe(count);
    expect(most).toBeLessThanOrEqual(2);
  });
});

describe('one record and one wish', () => {
  const beside = record('TXT', 'w', '"beside"');
  const records: readonly RecordInput[] = [
    a('w', '192.0.2.1'),
    a('w', '192.0.2.2'),
    a('w', '192.0.2.1', { comment: 'x', proxied: true }),
    a('w', '192.0.2.1', { ttl: 300, tags: ['b:1', 'a:2'] }),
    record('MX', 'w', 'mail.example.net', { priority: 1 }),
    record('MX', 'w', 'MAIL.example.net', { priority: 2 }),
    record('NS', 'w', 'target.example.net'),
    record('CNAME', 'w', 'target.example.net'),
    record('TXT', 'w', '192.0.2.1'),
  ];
  const cases = records.flatMap((there) =>
    records.flatMap((wished) =>
      [undefined, ['A', 'TXT'], ['MX', 'TXT'], ['NS', 'CNAME', 'A', 'MX', 'TXT']].flatMap((types) =>
        [false, true].map((prune) => ({ there, wished, prune, ...(types && { types }) })),
      ),
    ),
  );

  it('come to the same as beside another pair, which takes no short way', () => {
    for (const { there, wished, ...options } of cases) {
      if (options.types?.includes(wished.type) === false) continue;
      const alone = diff([there], [wished], options);
      const together = diff([there, beside], [wished, beside], options);
      const said = (found: Found, unchanged: number): unknown => [
        stepsOf(found),
        found.unchanged - unchanged,
        found.staying,
        found.services.length,
        found.leftAlone.length,
        found.problems,
      ];
      expect(said(alone, 0), JSON.stringify({ there, wished, options })).toEqual(said(together, 1));
    }
  });

  it.each([
    ['the TTL', { ttl: 300 }],
    ['the comment', { comment: 'y' }],
    ['tags', { tags: ['c:3'] }],
    ['whether it is proxied', { proxied: true }],
    ['settings', { settings: { ipv4_only: true } }],
  ] satisfies [string, Partial<RecordInput>][])('differ in %s', (_, also) => {
    expect(stepsOf(diff([a('w', '192.0.2.1')], [a('w', '192.0.2.1', also)]))).toHaveLength(1);
    expect(stepsOf(diff([a('w', '192.0.2.1', also)], [a('w', '192.0.2.1', also)]))).toEqual([]);
  });

  it('are no longer alone beside another record', () => {
    const [one, other] = [a('w', '192.0.2.1'), a('w', '192.0.2.2')];
    for (const zone of [
      [one, other],
      [other, one],
    ]) {
      expect(diff(zone, [one])).toMatchObject({ unchanged: 1, staying: 1 });
      expect(stepsOf(diff(zone, [one], { prune: true }))).toEqual([`-r${zone.indexOf(other)}`]);
    }
  });

  it('stay two where a service keeps the record', () => {
    expect(diffServices([{ ...a('w', '192.0.2.1'), ...keptMeta }], [a('w', '192.0.2.1')], true)).toEqual([
      [],
      1,
      0,
      1,
      0,
    ]);
  });
});
