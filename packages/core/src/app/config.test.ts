import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/errors.ts';
import { missingAccess } from './access.ts';
import { onlyFlags, readConfig } from './config.ts';
import { helpText, type Program } from './program.ts';

const acme: Program = {
  name: 'mcp-acme-crunchtools',
  version: '1.2.3',
  service: 'Acme',
  prefix: 'MCP_ACME_',
  toolsets: ['notes', 'changes'],
  credentials: [{ name: 'token', variables: [{ variable: 'ACME_API_TOKEN' }] }],
  demo: false,
};
const spaces: Program = {
  ...acme,
  scopes: {
    option: 'spaces',
    help: 'other spaces than these do not exist',
    takes: 'names of spaces',
    read(item) {
      if (!/^[a-z]+$/iu.test(item)) throw new InputError('no name');
      return item.toLowerCase();
    },
  },
  compare: 'This reads the account.',
  demo: true,
};

function smallLetters(item: string): string {
  if (/^[a-z]+$/u.test(item)) return item;
  throw new InputError('no status');
}

describe('--max-changes', () => {
  const minute = 60_000;
  it.each([
    ['100/1h', { changes: 100, periodMs: 60 * minute, text: '100/1h' }],
    ['20/10m', { changes: 20, periodMs: 10 * minute, text: '20/10m' }],
    ['500/day', { changes: 500, periodMs: 24 * 60 * minute, text: '500/day' }],
    ['3/30s', { changes: 3, periodMs: minute / 2, text: '3/30s' }],
    ['5/2hours', { changes: 5, periodMs: 120 * minute, text: '5/2hours' }],
    ['0/d', { changes: 0, periodMs: 24 * 60 * minute, text: '0/d' }],
    ['7/M', { changes: 7, periodMs: minute, text: '7/M' }],
  ])('takes %s, as a flag and as a variable', (value, expected) => {
    expect(readConfig(acme, ['--max-changes', value], {}).maxChanges).toEqual(expected);
    expect(readConfig(acme, [], { MCP_ACME_MAX_CHANGES: value }).maxChanges).toEqual(expected);
  });

  it.each(['', `$\{user_config.max_changes}`])('takes %j in its variable for no limit', (value) => {
    expect(readConfig(acme, [], { MCP_ACME_MAX_CHANGES: value }).maxChanges).toBeUndefined();
  });

  it.each(['100', '100/', '/1h', '100/1w', '1.5/1h', '100/0h', '100/1h/1h', '1e3/1h', '100 per hour'])(
    'refuses %s with what it takes',
    (value) => {
      const attempt = (): unknown => readConfig(acme, ['--max-changes', value], {});
      expect(attempt).toThrow(InputError);
      expect(attempt).toThrow(/such as 100\/1h, 20\/10m or 500\/day/u);
    },
  );
});

describe('the options of an app', () => {
  it('are only those that it can heed', () => {
    expect(() => readConfig(acme, ['--spaces', 'a'], {})).toThrow('There is no option --spaces');
    expect(() => readConfig(acme, [], { MCP_ACME_SPACES: 'a' })).toThrow(
      'There is no variable MCP_ACME_SPACES',
    );
    expect(() => readConfig(acme, ['doctor', '--compare'], {})).toThrow('There is no option --compare');
    expect(() => readConfig(acme, ['demo'], {})).toThrow('The command takes one of serve, doctor, tools');
    expect(() => readConfig(acme, ['--toolsets', 'zones'], {})).toThrow('takes one of notes, changes');
    expect(helpText(acme)).not.toMatch(/--compare|--spaces|demo/u);
  });

  it('read scopes in the form in which they are compared', () => {
    expect(readConfig(spaces, ['--spaces', ' Eng, ops'], {}).scopes).toEqual(new Set(['eng', 'ops']));
    expect(readConfig(spaces, [], { MCP_ACME_SPACES: 'Eng' }).scopes).toEqual(new Set(['eng']));
    expect(readConfig(spaces, [], {}).scopes).toBeUndefined();
    expect(() => readConfig(spaces, ['--spaces', 'a b'], {})).toThrow('--spaces takes names of spaces');
    expect(helpText(spaces)).toContain('--spaces LIST           other spaces than these do not exist');
  });

  it('read scopes with blanks and signs in their names', () => {
    const queues: Program = {
      ...acme,
      scopes: { option: 'queues', help: 'h', takes: 't', read: (item) => item.toLowerCase() },
    };
    const expected = new Set(['general support', 'a / b', 'project#1', 'libfoo++', 'یادداشت']);
    const given = 'General Support, a / b ,project#1,libfoo++,یادداشت';
    expect(readConfig(queues, ['--queues', given], {}).scopes).toEqual(expected);
    expect(readConfig(queues, [], { MCP_ACME_QUEUES: given }).scopes).toEqual(expected);
  });

  it('read what objects are limited by, each with an option of its own', () => {
    const states = { option: 'statuses', help: 'h', takes: 'statuses', member: 'status' };
    const limited: Program = { ...spaces, limits: [{ ...states, read: smallLetters }] };
    const given = readConfig(limited, ['--statuses', 'draft, pending', '--spaces', 'eng'], {});
    expect(given.limits).toEqual(new Map([['status', new Set(['draft', 'pending'])]]));
    expect(given.scopes).toEqual(new Set(['eng']));
    expect(readConfig(limited, [], { MCP_ACME_STATUSES: 'draft' }).limits.get('status')).toEqual(
      new Set(['draft']),
    );
    expect(readConfig(limited, [], {}).limits).toEqual(new Map());
    expect(() => readConfig(limited, ['--statuses', 'A'], {})).toThrow('--statuses takes statuses');
    expect(() => readConfig(limited, ['--statuses', ','], {})).toThrow('it is empty');
    expect(() => readConfig(spaces, ['--statuses', 'a'], {})).toThrow('There is no option --statuses');
    expect(helpText(limited)).toContain('--statuses LIST         h');
  });

  it('keep --compare and --yes to doctor', () => {
    expect(readConfig(spaces, ['doctor', '--compare', '--yes'], {})).toMatchObject({
      compare: true,
      yes: true,
    });
    expect(() => readConfig(spaces, ['--compare'], {})).toThrow('--compare and --yes belong to doctor');
    expect(() => readConfig(spaces, ['doctor', '--yes'], {})).toThrow('--yes belongs to doctor --compare');
  });

  it('say where a token is made, if a page is known', () => {
    const missing = { site: false, credential: true };
    expect(missingAccess(acme, missing).nextStep).toMatch(/^Create a token, put it/u);
    const other = {
      ...acme,
      credentials: [{ name: 'app password', variables: [{ variable: 'ACME_PASSWORD' }] }],
    };
    expect(missingAccess(other, missing).nextStep).toMatch(/^Create an app password, put it/u);
    const token = {
      name: 'token',
      page: 'https://example.com/tokens',
      start: '("Read" is a good start)',
      variables: [{ variable: 'A' }],
    };
    const told = missingAccess({ ...acme, credentials: [token] }, missing);
    expect(told.nextStep).toMatch(
      /^Create a token at https:\/\/example\.com\/tokens \("Read" is a good start\), put/u,
    );
  });
});

describe('a command line of flags', () => {
  const options = {
    sandbox: { type: 'boolean' },
    json: { type: 'boolean' },
    zones: { type: 'string' },
  } as const;
  const words = [
    '--sandbox',
    '--json',
    '--zones',
    '--zones=a',
    'serve',
    '--',
    '-',
    '',
    '--sandbox=',
    '--no-json',
    '-s',
    '--__proto__',
  ];

  it('is read as by parseArgs, or left to it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 4 }), (argv) => {
        const read = onlyFlags(argv, options);
        const isPlain = argv.every((word) => word === '--sandbox' || word === '--json');
        if (!isPlain) expect(read).toBeUndefined();
        else expect({ ...read }).toEqual({ ...parseArgs({ args: argv, options, strict: true }).values });
      }),
    );
  });
});
