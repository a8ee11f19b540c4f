import { describe, expect, it } from 'vitest';
import { parseCommand, UsageError, usage } from './cli-options.ts';

const TOKEN = `cfut_${'t'.repeat(48)}`;

describe('command line', () => {
  it('has defaults', () => {
    expect(parseCommand(['--port', '0'])).toEqual({
      command: 'serve',
      port: 0,
      tls: undefined,
      seed: 'demo',
      plan: undefined,
      token: undefined,
      records: 0,
    });
  });

  it('takes every option', () => {
    const options = '--port=8080 --tls-cert c.pem --tls-key k.pem --seed empty --plan pro --records 5000';
    expect(parseCommand([...options.split(' '), '--token', TOKEN])).toEqual({
      command: 'serve',
      port: 8080,
      tls: { cert: 'c.pem', key: 'k.pem' },
      seed: 'empty',
      plan: 'pro',
      token: TOKEN,
      records: 5000,
    });
  });

  it.each([
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['--version'], 'version'],
    [['--port', '1', '--help'], 'help'],
  ])('%j: %s', (argv, command) => {
    expect(parseCommand(argv)).toEqual({ command });
  });

  it.each([
    [[], '--port is required'],
    [['--port', 'http'], '--port'],
    [['--port', '65536'], '--port'],
    [['--port', '-1'], '--port'],
    [['--port', '1', '--tls-cert', 'c.pem'], 'together'],
    [['--port', '1', '--tls-key', 'k.pem'], 'together'],
    [['--port', '1', '--seed', 'large'], '--seed'],
    [['--port', '1', '--plan', 'gold'], '--plan'],
    [['--port', '1', '--records', 'many'], '--records'],
    [['--port', '1', '--records', '1000001'], '--records'],
    [['--port', '1', '--token', 'short-secret'], '--token'],
    [['--port', '1', '--colour'], '--colour'],
    [['8080'], '8080'],
  ])('refuses %j', (argv, message) => {
    const failure = failureOf(argv);
    expect(failure).toBeInstanceOf(UsageError);
    expect(failure).toHaveProperty('message', expect.stringContaining(message));
  });

  it('does not repeat a token that it refuses', () => {
    expect(String(failureOf(['--port', '1', '--token', 'short-secret']))).not.toContain('short-secret');
  });

  it('explains every option', () => {
    for (const option of [
      'port',
      'tls-cert',
      'tls-key',
      'seed',
      'plan',
      'token',
      'records',
      'help',
      'version',
    ]) {
      expect(usage).toContain(`--${option}`);
    }
  });
});

function failureOf(argv: readonly string[]): unknown {
  try {
    return parseCommand(argv);
  } catch (error) {
    return error;
  }
}
