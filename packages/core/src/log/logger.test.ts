import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/errors.ts';
import { Secret } from '../secret/secret.ts';
import { createLogger, type LogLevel } from './logger.ts';

function record(level: LogLevel, work: (log: ReturnType<typeof createLogger>) => void): readonly string[] {
  const lines: string[] = [];
  work(createLogger({ level, write: (line) => lines.push(line), now: () => new Date(0) }));
  return lines;
}

function parsed(fields: Record<string, unknown>): Record<string, unknown> {
  const [line = ''] = record('info', (log) => log.info('event', fields));
  return JSON.parse(line) as Record<string, unknown>;
}

function fifteenThousand(character: string): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: 15 }, (_, index) => [index, character.repeat(1_000)]));
}

describe('levels', () => {
  it.each<readonly [LogLevel, readonly string[]]>([
    ['silent', []],
    ['error', ['error']],
    ['info', ['error', 'info']],
    ['debug', ['error', 'info', 'debug']],
  ])('%s writes %j', (level, expected) => {
    const lines = record(level, (log) => {
      log.error('e');
      log.info('i');
      log.debug('d');
    });
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(expected);
  });
});

describe('a line', () => {
  it('starts from time, level and event, which no field can replace', () => {
    expect(parsed({ tool: 'x', level: 'debug', time: 'never' })).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      event: 'event',
      tool: 'x',
    });
  });

  it('holds of a foreign error only its class, of ours what is safe', () => {
    const cause = new Error('Bearer secret');
    const line = parsed({ foreign: new TypeError('Bearer secret'), ours: new InputError('bad', { cause }) });
    expect(line).toMatchObject({
      foreign: { error: 'TypeError' },
      ours: { code: 'invalid_input', message: 'bad' },
    });
    expect(JSON.stringify(line)).not.toContain('secret');
    expect(JSON.stringify(line)).not.toContain('logger.test');
  });

  it('makes hidden characters visible, in keys too', () => {
    expect(JSON.stringify(parsed({ 'a\u202e': 'b\u001b' }))).not.toMatch(/[\u202e]|\\u001b/u);
  });

  it('ends values that contain themselves', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(JSON.stringify(parsed({ loop }))).toContain('[deeper]');
  });

  it('says how much of a long list it left out', () => {
    expect(parsed({ list: Array.from({ length: 130 }, () => 1) })['list']).toHaveLength(101);
  });

  it('is one line of JSON of at most 16 KiB, whatever is logged', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true, withMap: true })),
        (fields) => {
          const [line = ''] = record('info', (log) => log.info('event', fields));
          expect(line.length).toBeLessThanOrEqual(16_384);
          expect(line).not.toContain('\n');
          expect(JSON.parse(line)).toMatchObject({ event: 'event' });
        },
      ),
    );
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`key${index}`, 'x'.repeat(1_000)]),
    );
    expect(parsed(many)['cut']).toBeGreaterThan(16_384);
  });

  it('says in its head what happened, and no more, when it would be too long', () => {
    const [line = ''] = record('info', (log) =>
      log.info('é'.repeat(200), { a: 1, list: Array(100).fill('é'.repeat(1_000)) }),
    );
    expect(Object.keys(JSON.parse(line) as object)).toEqual(['time', 'level', 'event', 'cut']);
    expect(line).toContain('…[+72 characters]');
  });

  it('counts bytes, not characters', () => {
    expect(parsed(fifteenThousand('e'))).not.toHaveProperty('cut');
    expect(parsed(fifteenThousand('é'))).toHaveProperty('cut');
  });
});

describe('a value', () => {
  class Request {
    readonly headers = { authorization: 'Bearer secret' };
    toJSON(): unknown {
      return this.headers;
    }
  }
  const hostile = new Proxy(
    {},
    {
      getPrototypeOf: () => {
        throw new Error('Bearer secret');
      },
    },
  );
  const loud = {
    get path(): string {
      throw new Error('Bearer secret');
    },
  };

  it.each<readonly [string, unknown, unknown]>([
    ['null', null, null],
    ['a number', 1.5, 1.5],
    ['a number that JSON lacks', -Infinity, '-Infinity'],
    ['a big integer', 2n ** 64n, '18446744073709551616'],
    ['a symbol', Symbol('secret'), '[symbol]'],
    ['a function', () => 'secret', '[function]'],
    ['nothing', undefined, undefined],
    ['nothing in a list', [undefined], [null]],
    ['a date', new Date(1), '1970-01-01T00:00:00.001Z'],
    ['a date that is none', new Date(Number.NaN), '[no date]'],
    ['a secret', new Secret('a secret'), '[redacted]'],
    ['a record without prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['an instance', new Request(), '[Request]'],
    ['a map', new Map([['secret', 1]]), '[Map]'],
    ['bytes', Buffer.from('secret'), '[Buffer]'],
    [
      'an error of a class of its own',
      new (class Refused extends Error {})('Bearer secret'),
      { error: 'Refused' },
    ],
    ['a getter that throws', loud, { path: '[unreadable]' }],
    ['a proxy that throws', hostile, '[unreadable]'],
    ['a key that is no prototype', JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}')],
    ['a long text', 'a'.repeat(1_025), `${'a'.repeat(1_024)}…[+1 characters]`],
    ['a newline', 'a\nb', 'a\\u{a}b'],
  ])('is reduced to what is safe: %s', (_, value, expected) => {
    expect(parsed({ value })['value']).toEqual(expected);
  });

  it('that is wide and deep does not take forever', () => {
    const grow = (depth: number): unknown =>
      depth === 0 ? 1 : Array.from({ length: 20 }, () => grow(depth - 1));
    expect(parsed({ value: grow(4) })).not.toHaveProperty('cut');
  });
});
