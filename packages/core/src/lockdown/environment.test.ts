import { describe, expect, it } from 'vitest';
import { judgeEnvironment, refusedOptions, sortOptions } from './environment.ts';
import { directCommand, lockFlags } from './flags.ts';

describe('options of Node', () => {
  it.each([
    ['', []],
    ['--max-old-space-size=300 --use-system-ca', []],
    ['--requirements', ['--requirements']],
    ['-r ./a.cjs', ['-r']],
    ['--require ./a.cjs --require=./b.cjs', ['--require']],
    ['--import=data:text/javascript,0', ['--import']],
    ['--experimental_loader ./a.mjs', ['--experimental-loader']],
    ['--inspect', ['--inspect']],
    ['--inspect-brk=0 --inspect-port=1', ['--inspect-brk', '--inspect-port']],
    ['"--tls-keylog=/with a space/keys"', ['--tls-keylog']],
    ['--title="--inspect"', []],
    [String.raw`"--title=a \"b\" --inspect" --trace-tls`, ['--trace-tls']],
    ['--allow-fs-write=* --allow-child-process', ['--allow-fs-write', '--allow-child-process']],
    ['--report-on-signal --heapsnapshot-signal=SIGUSR2', ['--report-on-signal', '--heapsnapshot-signal']],
    ['--experimental-default-config-file', ['--experimental-default-config-file']],
    ['--openssl-config=/x', ['--openssl-config']],
    ['--permission-audit', ['--permission-audit']],
    ['--no-permission --permission', ['--no-permission', '--permission']],
    ['--tls-cipher-list=NULL --tls-min-v1.0', ['--tls-cipher-list', '--tls-min-v1.0']],
    ['--tls-min-v1.3 --dns-result-order=ipv4first --use-bundled-ca', []],
    ['"--per""mission-audit"', ['--permission-audit']],
    ['--disable-warning --permission-audit', ['--permission-audit']],
    // The prototype cannot be withdrawn from what is frozen.
    ['--frozen-intrinsics', ['--frozen-intrinsics']],
    ['--not-yet-invented', ['--not-yet-invented']],
    ['--ev\u202eil', ['something that is no option']],
  ])('%j: %j are refused', (value, names) => {
    expect(refusedOptions(value)).toEqual(names);
  });

  it('are taken only from a list that was gone through one by one', () => {
    const taken = [...process.allowedNodeEnvironmentFlags].filter(
      (flag) => refusedOptions(flag).length === 0,
    );
    const risky =
      /allow|permission|inspect|debug|require|import|loader|config|snapshot|prof|trace-(?!warn|dep|limit)/u;
    expect(taken.filter((flag) => risky.test(flag))).toEqual(['--disallow-code-generation-from-strings']);
    expect(taken.length).toBeLessThan(45);
    expect(taken).toContain('--use-openssl-ca');
  });

  it.each<readonly [readonly string[], readonly string[], readonly string[]]>([
    [[], [], []],
    [
      ['--max-old-space-size=300', '--permission-audit'],
      ['--max-old-space-size=300'],
      ['--permission-audit'],
    ],
    [['-r', './a.cjs', '--title', 'x'], ['--title', 'x'], ['-r']],
    [['--inspect', '--use_system_ca'], ['--use_system_ca'], ['--inspect']],
  ])('of a command line %j: %j are handed on, %j are not', (words, kept, dropped) => {
    expect(sortOptions(words)).toEqual({ kept, dropped });
  });
});

describe('an environment', () => {
  it('is good when it asks for nothing', () => {
    const env = { PATH: '/bin', NODE_TLS_REJECT_UNAUTHORIZED: '1', NODE_USE_ENV_PROXY: '0', NODE_DEBUG: '' };
    expect(judgeEnvironment(env, false)).toEqual({ refusal: undefined, warnings: [], remove: [] });
  });

  it('is judged by when a variable takes effect', () => {
    const env = { NODE_DEBUG: 'https', SSLKEYLOGFILE: '/x' };
    expect(judgeEnvironment(env, true)).toMatchObject({
      refusal: undefined,
      remove: ['NODE_DEBUG', 'SSLKEYLOGFILE'],
    });
    expect(judgeEnvironment(env, false)).toMatchObject({
      refusal: expect.stringMatching(/^NODE_DEBUG /u) as string,
      remove: ['SSLKEYLOGFILE'],
    });
  });

  it('is refused with code that ran first, fresh or not, and no value is repeated', () => {
    for (const fresh of [true, false]) {
      const { refusal } = judgeEnvironment({ NODE_OPTIONS: '--require=/secret/place' }, fresh);
      expect(refusal).toContain('NODE_OPTIONS has --require');
      expect(refusal).not.toContain('secret');
    }
  });
});

describe('the locks of Node', () => {
  const oldest = ['--experimental-permission', '--allow-fs-read', '--no-addons', '--disable-proto'];

  it('are those that this Node knows', () => {
    expect(lockFlags('/a b', new Set(oldest))).toEqual([
      '--experimental-permission',
      '--allow-fs-read=/a b',
      '--disable-proto=throw',
      '--no-addons',
    ]);
    expect(lockFlags('/x', new Set(['--permission', '--allow-net']))).toEqual([
      '--permission',
      '--allow-net',
    ]);
  });

  it('make a command that a shell takes', () => {
    const flags = ['--allow-fs-read=/a b'];
    expect(directCommand('/usr/bin/node', flags, "/it's/cli.cjs")).toBe(
      String.raw`/usr/bin/node '--allow-fs-read=/a b' '/it'\''s/cli.cjs'`,
    );
  });
});
