import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { secondWriter } from '../../../test/support/rules.ts';

let server: Harness;
afterEach(() => server.close());

const start = async (args: readonly string[] = []): Promise<void> => {
  server = await startInProcess({ args, simulator: { seed: 'empty', plan: 'pro' } });
};

const to = (path: string, target: string) => ({
  source_url: `example.com/${path}`,
  target_url: `https://example.com/${target}`,
});

const put = (list: string, ...redirects: readonly object[]) =>
  server.apply('sync_redirects', { list, redirects });
const plan = async (list: string, ...redirects: readonly object[]) =>
  (await server.call('sync_redirects', { list, redirects, dry_run: true })).data;

/** A redirect rule of the zone. */
async function zoneRule(path: string, target: string, more: object = {}): Promise<void> {
  const expression = `http.request.uri.path eq "/${path}"`;
  const redirect = { target_url: `https://example.com/${target}`, status_code: 301 };
  await server.apply('create_rule', {
    zone: 'example.com',
    phase: 'redirect',
    expression,
    redirect,
    ...more,
  });
}

describe('a redirect beside those of other lists', () => {
  it.each([
    [
      'one',
      [to('b', 'a')],
      /^redirects\.0: leads visitors in a circle, over example\.com\/b of the list other\.$/u,
    ],
    [
      'two',
      [to('b', 'c'), to('c', 'a')],
      /over example\.com\/b of the list other, example\.com\/c of the list other/u,
    ],
  ])('that would lead in a circle over %s is refused', async (_what, others, said) => {
    await start();
    await put('other', ...others);
    const { error } = await plan('moved', to('a', 'b'));
    expect([error.code, error.message]).toEqual(['invalid_input', expect.stringMatching(said)]);
  });

  it('leads on, or never applies, as the order of the rules says', async () => {
    await start();
    await put('other', to('b', 'c'), to('d', 'e'));
    const { status, warnings } = await plan('moved', to('a', 'b'), to('d', 'f'));
    expect(status).toBe('planned');
    expect(warnings).toEqual([
      '1 redirects lead to another redirect, which costs visitors a second round: example.com/a could lead straight to https://example.com/c',
      '1 redirects never apply, because others come first for all that they match: example.com/d (example.com/d of the list other)',
    ]);
  });

  it('comes first where its rule does', async () => {
    await start();
    await put('moved', to('x', 'y'));
    await put('other', to('d', 'e'));
    expect((await plan('moved', to('d', 'f'))).warnings).toEqual([
      '1 more items of the list are not given and stay.',
    ]);
    expect((await plan('other', to('x', 'z'))).warnings).toContainEqual(
      expect.stringContaining('example.com/x (example.com/x of the list moved)'),
    );
  });

  it('is not held against a list whose rule is switched off, and says where a rule has another filter', async () => {
    await start();
    await put('other', to('b', 'a'));
    const writer = secondWriter(server);
    const { result } = await writer.send('GET', '/accounts');
    const [account] = result as { id: string }[];
    const entry = `/accounts/${account?.id}/rulesets/phases/http_request_redirect/entrypoint`;
    const rule = {
      action: 'redirect',
      expression: 'http.request.full_uri in $other',
      action_parameters: { from_list: { name: 'other', key: 'http.request.full_uri' } },
    };
    await writer.send('PUT', entry, { rules: [{ ...rule, enabled: false }] });
    expect((await plan('moved', to('a', 'b'))).warnings).toBeUndefined();
    await writer.send('PUT', entry, { rules: [{ ...rule, expression: `${rule.expression} and ssl` }] });
    expect((await plan('moved', to('a', 'b'))).warnings).toEqual([
      expect.stringMatching(/^1 other lists that are in use were not looked at for loops/u),
    ]);
  });

  it('of zones that are hidden shows nothing of them', async () => {
    await start();
    await server.apply('create_zone', { zone: 'hidden.example' });
    await put('other', { source_url: 'hidden.example/b', target_url: 'https://example.com/a' });
    const limited = await startInProcess({ account: server.simulator, args: ['--zones', 'example.com'] });
    const redirects = [{ source_url: 'example.com/a', target_url: 'https://hidden.example/b' }];
    const { text, data } = await limited.call('sync_redirects', { list: 'moved', redirects, dry_run: true });
    limited.close();
    expect(data.status).toBe('planned');
    expect(text).not.toContain('of the list other');
  });
});

describe('a redirect beside the rules of its zone', () => {
  it('that would lead in a circle over a redirect rule is refused', async () => {
    await start();
    await zoneRule('new', 'old');
    const { error } = await plan('moved', to('old', 'new'));
    expect(error.message).toBe(
      'redirects.0: leads visitors in a circle, over a redirect rule or Page Rule of a zone.',
    );
  });

  it('that would lead in a circle over a Page Rule is refused', async () => {
    await start();
    const actions = { forwarding_url: { url: 'https://example.com/old', status_code: 301 } };
    await server.apply('create_page_rule', { zone: 'example.com', url: 'example.com/new', actions });
    const { error } = await plan('moved', to('old', 'new'));
    expect(error.message).toContain('in a circle, over a redirect rule or Page Rule');
  });

  it('is in no circle where a plain visit does not match the other rule', async () => {
    await start();
    const expression = 'http.request.uri.path eq "/new" and http.cookie contains "beta"';
    await zoneRule('new', 'old', { expression });
    const { status, warnings } = await plan('moved', to('old', 'new'));
    expect([status, warnings]).toEqual(['planned', undefined]);
  });

  it('leads on to one, or never applies because of one', async () => {
    await start();
    await zoneRule('b', 'c');
    await zoneRule('d', 'e');
    const { warnings } = await plan('moved', to('a', 'b'), to('d', 'f'));
    expect(warnings).toEqual([
      '1 redirects do not apply, because a redirect rule of the zone comes first: example.com/d',
      '1 redirects lead to a URL that a rule of a zone redirects again, which costs visitors another round: example.com/a',
    ]);
  });

  it('costs no request more where it leads out of the account', async () => {
    await start();
    const out = { source_url: 'example.com/a', target_url: 'https://elsewhere.example/' };
    server.requests();
    await plan('moved', out);
    expect(server.requests().filter((request) => request.includes('/zones/'))).toEqual([]);
  });
});
