import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, NotConfiguredError, SafeError } from '../errors/errors.ts';
import { readSite } from '../http/site.ts';
import { createScrubber } from '../secret/scrub.ts';
import { Access, discardAccess, takeAccess } from './access.ts';
import { type Environment, readConfig } from './config.ts';
import { helpText, type Program, startedByHand } from './program.ts';

const password = 'p4q8w0e1r5t9y3u7i2o6a0s4d8f1g5h9';
const token = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.abc-DEF_123';

const wiki: Program = {
  name: 'mcp-wiki-crunchtools',
  version: '1.2.3',
  service: 'Wiki',
  prefix: 'MCP_WIKI_',
  toolsets: ['pages'],
  site: {
    variable: 'WIKI_URL',
    what: 'the wiki',
    example: 'https://wiki.example.com/w',
    read: readSite,
  },
  credentials: [
    {
      name: 'bot password',
      page: 'Special:BotPasswords',
      variables: [{ variable: 'WIKI_USER', isOpen: true }, { variable: 'WIKI_PASSWORD' }],
    },
    { name: 'token', variables: [{ variable: 'WIKI_TOKEN' }] },
  ],
  demo: false,
};
const blog: Program = {
  ...wiki,
  credentials: [
    {
      name: 'application password',
      variables: [
        { variable: 'BLOG_USER', isOpen: true },
        { variable: 'BLOG_APP_PASSWORD', isGrouped: true, shortest: 16 },
      ],
    },
  ],
};
const site = { WIKI_URL: 'https://wiki.example.com/w' };
const user = { WIKI_USER: 'Jane Doe@bot', WIKI_PASSWORD: password };

function take(env: Environment, program = wiki, argv: readonly string[] = []): Access | undefined {
  return takeAccess(program, readConfig(program, argv, {}), env);
}

function failure(env: Environment, program = wiki): SafeError {
  try {
    take(env, program);
  } catch (error) {
    if (error instanceof SafeError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the access to a site', () => {
  it.each([
    ['bot password', { ...site, ...user }, ['WIKI_PASSWORD', password]],
    ['token', { ...site, WIKI_TOKEN: token }, ['WIKI_TOKEN', token]],
    [
      'token',
      { ...site, WIKI_TOKEN: token, WIKI_USER: '', WIKI_PASSWORD: `$\{user_config.p}` },
      ['WIKI_TOKEN', token],
    ],
  ] as const)('is a %s, and nothing of it stays in the environment', (name, given, [variable, value]) => {
    const env: Environment = { ...given, PATH: '/bin' };
    const access = take(env);
    expect(access?.name).toBe(name);
    expect(access?.secret(variable).expose()).toBe(value);
    expect(access?.site).toMatchObject({ hostname: 'wiki.example.com', basePath: '/w' });
    expect(access?.secrets().map((secret) => secret.expose())).toEqual([value]);
    expect(env).toEqual({ PATH: '/bin' });
  });

  it('shows what is open, and hides what is secret', () => {
    const access = take({ ...site, ...user });
    expect(access?.text('WIKI_USER')).toBe('Jane Doe@bot');
    expect(access?.text('WIKI_PASSWORD')).toBe('[redacted]');
    expect(() => access?.secret('WIKI_USER')).toThrow(TypeError);
    expect(() => access?.text('WIKI_TOKEN')).toThrow(TypeError);
    expect(JSON.stringify(access)).toBe('{"name":"bot password"}');
  });

  it('is none for a sandbox, and gone without a look at it', () => {
    const env: Environment = { WIKI_URL: 'nonsense', WIKI_PASSWORD: 'x', WIKI_PASWORD: 'y', WIKI: 'z' };
    expect(take(env, wiki, ['--sandbox'])).toBeUndefined();
    expect(env).toEqual({ WIKI: 'z' });
  });

  it('needs no site where there is one origin', () => {
    const acme: Program = { ...wiki, credentials: wiki.credentials.slice(1) };
    const { site: _site, ...fixed } = acme;
    const access = take({ WIKI_TOKEN: token }, fixed);
    expect(access?.secret('WIKI_TOKEN').expose()).toBe(token);
    expect(() => access?.site).toThrow(TypeError);
  });

  it('has a stand-in where nothing is sent', () => {
    const none = Access.none(wiki);
    expect([none.site.hostname, none.secret('WIKI_PASSWORD').expose()]).toEqual(['site.invalid', 'none']);
  });
});

describe('an access that is not there', () => {
  it.each<[Environment, string, string]>([
    [
      {},
      'WIKI_URL is not set, and neither WIKI_USER and WIKI_PASSWORD nor WIKI_TOKEN is set, so there is nothing to manage.',
      'Set WIKI_URL to the address of the wiki, such as https://wiki.example.com/w. Create a bot password at Special:BotPasswords, or a token, put it into the environment',
    ],
    [
      { WIKI_TOKEN: token },
      'WIKI_URL is not set, so there is nothing to manage.',
      'Put it into the environment',
    ],
    [
      site,
      'neither WIKI_USER and WIKI_PASSWORD nor WIKI_TOKEN is set, so there is nothing to manage.',
      'Create a bot password',
    ],
    [
      { ...site, WIKI_TOKN: 'x' },
      'so there is nothing to manage. There is WIKI_TOKN; did you mean WIKI_TOKEN?',
      'Create a bot password',
    ],
    [{ ...user, WIKI_URI: 'x' }, 'There is WIKI_URI; did you mean WIKI_URL?', 'Set WIKI_URL'],
    [{ ...user, WIKI_API_URL: 'x' }, 'There is WIKI_API_URL; did you mean WIKI_URL?', 'Set WIKI_URL'],
  ])('says what to set: %j', (env, message, nextStep) => {
    const error = failure({ ...env });
    expect(error).toBeInstanceOf(NotConfiguredError);
    expect(error.message).toContain(message);
    expect(error.nextStep).toContain(nextStep);
  });

  it.each<[Environment, string, string]>([
    [{ ...site, WIKI_USER: 'A@b' }, 'WIKI_USER needs WIKI_PASSWORD, which is not set.', 'Set WIKI_PASSWORD'],
    [
      { ...site, WIKI_PASSWORD: password },
      'WIKI_PASSWORD needs WIKI_USER, which is not set.',
      'Set WIKI_USER',
    ],
    [
      { ...site, WIKI_USER: 'A@b', WIKI_PASWORD: password },
      'which is not set. There is WIKI_PASWORD; did you mean WIKI_PASSWORD?',
      'Set WIKI_PASSWORD',
    ],
    [
      { ...site, WIKI_USER: 'A@b', WIKI_PASS: password },
      'There is WIKI_PASS; did you mean WIKI_PASSWORD?',
      'Set WIKI_PASSWORD',
    ],
    [
      { ...site, WIKI_PASSWORD: password, WIKI_USERNAME: 'A@b' },
      'There is WIKI_USERNAME; did you mean WIKI_USER?',
      'Set WIKI_USER',
    ],
    [
      { ...site, ...user, WIKI_TOKEN: token },
      'WIKI_USER and WIKI_PASSWORD is a whole credential, and WIKI_TOKEN belongs to another one.',
      'Remove one of them',
    ],
    [
      { ...site, WIKI_TOKEN: token, WIKI_USER: 'A@b' },
      'WIKI_TOKEN is a whole credential, and WIKI_USER belongs to another one.',
      'Remove one of them',
    ],
    [
      { ...user, WIKI_URL: `https://u:${password}@wiki.example.com` },
      'WIKI_URL has a user name',
      'Leave them out',
    ],
    [{ ...site, ...user, WIKI_USER: ' x' }, 'WIKI_USER is no name', 'bare value'],
    [{ ...site, ...user, WIKI_USER: `$\{WIKI_USER}` }, 'WIKI_USER is no name', 'bare value'],
    [{ ...site, ...user, WIKI_USER: `x\n${password}` }, 'WIKI_USER is no name', 'bare value'],
    [
      { ...site, ...user, WIKI_PASSWORD: 'short1' },
      'WIKI_PASSWORD is shorter than 20 characters',
      'bare value',
    ],
  ])('is refused half or wrong, and shows no value: %j', (env, message, nextStep) => {
    const error = failure({ ...env });
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(message);
    expect(error.nextStep).toContain(nextStep);
    expect(`${error.message}${error.nextStep}`).not.toMatch(new RegExp(`${password}|short1|A@b`, 'u'));
  });

  it('does not matter where all is there: other programs have variables, too', () => {
    expect(take({ ...site, ...user, WIKI_URLS: 'x', WIKI_USERNAME: 'y' })?.name).toBe('bot password');
  });

  it('is gone from the environment however it was misspelt', () => {
    const env: Environment = { WIKI_PASWORD: password, WIKI_TOKN: token, EDITOR: 'vi', WIKI_THEME: 'dark' };
    discardAccess(wiki, env);
    expect(env).toEqual({ EDITOR: 'vi', WIKI_THEME: 'dark' });
  });

  it('never shows a value, whatever it is', () => {
    const values = fc.stringMatching(/^[ -~]{12,60}$/u).filter((value) => !/^[a-z ]*$/u.test(value));
    const property = fc.property(
      values,
      fc.constantFrom('WIKI_URL', 'WIKI_USER', 'WIKI_PASSWORD'),
      (value, name) => {
        try {
          take({ ...site, ...user, [name]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(SafeError);
          if (error instanceof SafeError) expect(`${error.message} ${error.nextStep}`).not.toContain(value);
        }
      },
    );
    fc.assert(property);
  });
});

describe('a secret that a service prints in groups', () => {
  const printed = 'abcd EFGH 1234 ijkl MNOP 5678';
  const bare = printed.replaceAll(' ', '');

  it.each([printed, bare])('is taken as it is printed and as it is sent: %s', (value) => {
    const access = take({ ...site, BLOG_USER: 'jane', BLOG_APP_PASSWORD: value }, blog);
    expect(access?.secret('BLOG_APP_PASSWORD').expose()).toBe(bare);
    const scrub = createScrubber(access?.secrets() ?? []);
    for (const shown of [printed, bare, printed.replaceAll(' ', '\u00a0'), printed.toLowerCase()])
      expect(scrub(`It is ${shown}.`)).toBe('It is [redacted].');
    expect(scrub(Buffer.from(`jane:${bare}`).toString('base64'))).not.toContain(
      Buffer.from(bare).toString('base64').slice(4, 20),
    );
  });

  it.each([
    ['abcd EFGH 12', 'shorter than 16'],
    [' abcd EFGH 1234 ijkl', 'starts with whitespace'],
    ['abcd  EFGH 1234 ijkl MNOP', 'holds whitespace'],
  ])('is refused otherwise: %j', (value, problem) => {
    expect(failure({ ...site, BLOG_USER: 'jane', BLOG_APP_PASSWORD: value }, blog).message).toContain(
      problem,
    );
  });

  it('is never shorter than what the last filter looks for', () => {
    const [first] = blog.credentials;
    const variables = (first?.variables ?? []).map((each) => ({ ...each, shortest: 4 }));
    const careless: Program = { ...blog, credentials: [{ name: 'password', variables }] };
    const error = failure({ ...site, BLOG_USER: 'jane', BLOG_APP_PASSWORD: 'a1b2c3d4e5f' }, careless);
    expect(error.message).toContain('shorter than 12 characters');
  });
});

describe('what is said of variables', () => {
  it('stands in the help', () => {
    expect(helpText(wiki)).toContain(`Environment
  WIKI_URL                the address of the wiki, such as https://wiki.example.com/w
  WIKI_USER, WIKI_PASSWORD
                          a bot password, made at Special:BotPasswords
  or WIKI_TOKEN
                          a token
`);
  });

  it('stands in what a person at a terminal reads', () => {
    expect(startedByHand(wiki, 'cli.cjs')).toContain(
      'stdio wiki --env WIKI_URL=... --env WIKI_USER=... --env WIKI_PASSWORD=... -- node cli.cjs',
    );
  });
});
