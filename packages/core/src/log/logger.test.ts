import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/index.ts';
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
});
