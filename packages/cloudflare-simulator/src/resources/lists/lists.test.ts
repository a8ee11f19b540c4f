import { describe, expect, it } from 'vitest';
import { type Answer, call, codesOf } from '../../../test/support.ts';
import { stableId } from '../../determinism.ts';
import { createSimulator, type PlanName, type Simulator } from '../../index.ts';
import { isRecord } from '../../json.ts';

const ACCOUNT = `/accounts/${stableId('account', 'Example Account')}`;
const LISTS = `${ACCOUNT}/rules/lists`;

const start = (plan: PlanName = 'free', listOperationMilliseconds = 0): Simulator =>
  createSimulator({ seed: 'empty', plan, listOperationMilliseconds });

function resultOf({ json }: Answer): Readonly<Record<string, unknown>> {
  return isRecord(json.result) ? json.result : {};
}

function rowsOf({ json }: Answer): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(json.result) ? json.result.filter(isRecord) : [];
}

async function listIn(simulator: Simulator, kind: string, name = 'some'): Promise<string> {
  const made = await call(simulator, 'POST', LISTS, { body: { name, kind } });
  expect(made.status).toBe(200);
  return `${LISTS}/${String(resultOf(made)['id'])}`;
}

const redirect = (source_url: string, more: object = {}) => ({
  redirect: { source_url, target_url: 'https://example.net/', ...more },
});

async function statusOf(simulator: Simulator, begun: Answer): Promise<Readonly<Record<string, unknown>>> {
  const id = String(resultOf(begun)['operation_id']);
  return resultOf(await call(simulator, 'GET', `${LISTS}/bulk_operations/${id}`));
}

/** What a list holds after a write of its items, or why it failed. */
async function after(simulator: Simulator, list: string, method: string, body: unknown) {
  const operation = await statusOf(simulator, await call(simulator, method, `${list}/items`, { body }));
  return operation['error'] ?? rowsOf(await call(simulator, 'GET', `${list}/items`));
}

describe('a list', () => {
  // The answer of "Create via API" (rules/url-forwarding/bulk-redirects/create-api).
  it('is made empty, found, described and deleted', async () => {
    const simulator = start();
    const body = { name: 'my_redirect_list', description: 'My redirect list.', kind: 'redirect' };
    const made = resultOf(await call(simulator, 'POST', LISTS, { body }));
    expect(made).toMatchObject({ ...body, num_items: 0, num_referencing_filters: 0 });
    expect(made['created_on']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const path = `${LISTS}/${String(made['id'])}`;
    expect(rowsOf(await call(simulator, 'GET', LISTS))).toEqual([made]);
    const changed = resultOf(await call(simulator, 'PUT', path, { body: { description: 'Other' } }));
    expect(changed).toMatchObject({ name: body.name, description: 'Other' });
    expect(resultOf(await call(simulator, 'DELETE', path))).toEqual({ id: made['id'] });
    expect((await call(simulator, 'GET', path)).status).toBe(404);
  });

  it.each<[string, object]>([
    ['a name with capitals (waf/tools/lists, "List names")', { name: 'Office', kind: 'ip' }],
    ['a name of 51 characters', { name: 'a'.repeat(51), kind: 'ip' }],
    ['a kind that there is not', { name: 'a', kind: 'country' }],
    ['hostnames without Enterprise', { name: 'a', kind: 'hostname' }],
  ])('refuses %s', async (_what, body) => {
    expect((await call(start('business'), 'POST', LISTS, { body })).status).toBe(400);
  });

  it.each<[PlanName, string, number]>([
    ['free', 'ip', 1],
    ['pro', 'ip', 10],
    ['free', 'redirect', 5],
    ['enterprise', 'redirect', 25],
  ])('on %s there are so many of %s: %i', async (plan, kind, most) => {
    const simulator = start(plan);
    for (let made = 0; made < most; made += 1) await listIn(simulator, kind, `l${made}`);
    expect((await call(simulator, 'POST', LISTS, { body: { name: 'more', kind } })).status).toBe(400);
  });
});

describe('items', () => {
  // json-object.mdx and the recordings of cf-terraforming.
  it('of redirects come back with every member', async () => {
    const simulator = start();
    const list = await listIn(simulator, 'redirect');
    expect(await after(simulator, list, 'POST', [redirect('example.com')])).toMatchObject([
      {
        redirect: {
          source_url: 'example.com/',
          target_url: 'https://example.net/',
          status_code: 301,
          include_subdomains: false,
          subpath_matching: false,
          preserve_query_string: false,
          preserve_path_suffix: true,
        },
      },
    ]);
  });

  // endpoints.mdx: "Replaces entries that already exist", "Overwrites the comment", "Deletes all current items".
  it('are added and replaced by POST, all replaced by PUT, deleted by DELETE', async () => {
    const simulator = start();
    const list = await listIn(simulator, 'ip');
    const two = await after(simulator, list, 'POST', [
      { ip: '10.0.0.2', comment: 'a' },
      { ip: '10.0.0.1/32' },
    ]);
    expect(two).toMatchObject([{ ip: '10.0.0.1' }, { ip: '10.0.0.2', comment: 'a' }]);
    const replaced = await after(simulator, list, 'POST', [{ ip: '10.0.0.2', comment: 'b' }]);
    expect(replaced).toMatchObject([{ ip: '10.0.0.1' }, { ip: '10.0.0.2', comment: 'b' }]);
    const [put] = rowsOf(await call(simulator, 'GET', `${list}/items`));
    await after(simulator, list, 'DELETE', { items: [{ id: put?.['id'] }] });
    expect(rowsOf(await call(simulator, 'GET', `${list}/items`))).toMatchObject([{ ip: '10.0.0.2' }]);
    expect(await after(simulator, list, 'PUT', [{ ip: '10.9.0.0/16' }])).toMatchObject([
      { ip: '10.9.0.0/16' },
    ]);
    expect(await after(simulator, list, 'PUT', [])).toEqual([]);
  });

  // custom-lists.mdx and the acceptance tests of the Terraform provider.
  it.each([
    ['1.1.1.1/24', '1.1.1.0/24'],
    ['1.1.1.1/32', '1.1.1.1'],
    ['2001:DB8:6A0B:1A01::1/64', '2001:db8:6a0b:1a01::/64'],
    ['f::1/63', 'f::/63'],
  ])('%s is stored as %s', async (given, stored) => {
    const simulator = start();
    const list = await listIn(simulator, 'ip');
    expect(await after(simulator, list, 'POST', [{ ip: given }])).toMatchObject([{ ip: stored }]);
  });

  it.each<[string, string, unknown]>([
    ['ip', 'a range below /8', [{ ip: '0.0.0.0/1' }]],
    ['ip', 'an IPv6 range above /64', [{ ip: '2001:db8::1/128' }]],
    ['ip', 'an IPv6 range below /4', [{ ip: '::/0' }]],
    ['ip', 'a name', [{ ip: 'example.com' }]],
    ['ip', 'another kind of item', [redirect('example.com/')]],
    ['ip', 'what is no bare list', { items: [{ ip: '10.0.0.1' }] }],
    ['ip', 'a member of answers', [{ ip: '10.0.0.1', id: '0' }]],
    ['redirect', 'a query in the source', [redirect('example.com/?a=b')]],
    ['redirect', 'a port in the source', [redirect('example.com:8080/')]],
    ['redirect', 'a fragment in the source', [redirect('example.com/#a')]],
    ['redirect', 'user information in the source', [redirect('me@example.com/')]],
    ['redirect', 'another scheme', [redirect('ftp://example.com/')]],
    [
      'redirect',
      'a status that only Single Redirects have',
      [redirect('example.com/', { status_code: 303 })],
    ],
    [
      'redirect',
      'more than 16 slashes with subpaths',
      [redirect(`example.com${'/a'.repeat(17)}`, { subpath_matching: true })],
    ],
    ['redirect', 'a target without a scheme', [redirect('example.com/', { target_url: 'example.net' })]],
    [
      'redirect',
      'a query in the target beside the one of the request',
      [redirect('example.com/', { target_url: 'https://example.net/?a', preserve_query_string: true })],
    ],
  ])('of %s: refuses %s', async (kind, _what, body) => {
    const simulator = start();
    const list = await listIn(simulator, kind);
    const answer = await call(simulator, 'POST', `${list}/items`, { body });
    expect(answer.status).toBe(400);
  });

  // crowdsecurity, workers and others: the body of POST is a bare list, that of DELETE is not.
  it('names the code that users quote for another body', async () => {
    const simulator = start();
    const list = await listIn(simulator, 'ip');
    const wrapped = await call(simulator, 'POST', `${list}/items`, { body: { items: [] } });
    const bare = await call(simulator, 'DELETE', `${list}/items`, { body: [{ id: '0' }] });
    expect([codesOf(wrapped), codesOf(bare)]).toEqual([[10026], [10026]]);
  });

  it('come page by page, and are searched', async () => {
    const simulator = start();
    const list = await listIn(simulator, 'redirect');
    const body = Array.from({ length: 5 }, (_, index) => redirect(`example.com/p${index}`));
    await after(simulator, list, 'POST', body);
    const sources: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page += 1) {
      const answer = await call(simulator, 'GET', `${list}/items?per_page=2${cursor}`);
      sources.push(
        ...rowsOf(answer).map((row) => isRecord(row['redirect']) && row['redirect']['source_url']),
      );
      const { cursors } = { cursors: {}, ...answer.json.result_info } as { cursors: { after?: string } };
      cursor = `&cursor=${cursors.after ?? ''}`;
      expect(cursors.after === undefined).toBe(page === 2);
    }
    expect(sources).toEqual(body.map(({ redirect: { source_url } }) => source_url));
    expect(rowsOf(await call(simulator, 'GET', `${list}/items?search=p3`))).toHaveLength(1);
    expect(rowsOf(await call(simulator, 'GET', `${list}/items?search=example.net`))).toHaveLength(5);
    expect((await call(simulator, 'GET', `${list}/items?per_page=501`)).status).toBe(400);
  });

  it('beyond the plan end the operation with an error', async () => {
    const simulator = start();
    const list = await listIn(simulator, 'redirect');
    const many = Array.from({ length: 10_001 }, (_, index) => redirect(`example.com/${index}`));
    expect(await after(simulator, list, 'POST', many)).toMatch(/limit of list items/);
    expect(await after(simulator, list, 'POST', many.slice(1))).toHaveLength(500);
  });
});

describe('a bulk operation', () => {
  // API reference: "There is a limit of 1 pending bulk operation per account"; waf/tools/lists/lists-api: 429.
  it('takes its time, keeps others out, and is then seen', async () => {
    const simulator = start('free', 10_000);
    const list = await listIn(simulator, 'ip');
    const other = await listIn(simulator, 'redirect', 'other');
    const begun = await call(simulator, 'POST', `${list}/items`, { body: [{ ip: '10.0.0.1' }] });
    expect(await statusOf(simulator, begun)).toMatchObject({ status: 'pending' });
    expect(rowsOf(await call(simulator, 'GET', `${list}/items`))).toEqual([]);
    const refused = await call(simulator, 'PUT', `${other}/items`, { body: [] });
    expect(refused.status).toBe(429);
    simulator.clock.advance(6_000);
    expect(await statusOf(simulator, begun)).toMatchObject({ status: 'running' });
    simulator.clock.advance(6_000);
    expect(await statusOf(simulator, begun)).toMatchObject({ status: 'completed' });
    expect(rowsOf(await call(simulator, 'GET', `${list}/items`))).toMatchObject([{ ip: '10.0.0.1' }]);
    expect((await call(simulator, 'GET', `${LISTS}/bulk_operations/${'0'.repeat(32)}`)).status).toBe(404);
  });
});

const rule = (name: string) => ({
  action: 'redirect',
  expression: `http.request.full_uri in $${name}`,
  action_parameters: { from_list: { name, key: 'http.request.full_uri' } },
});

describe('a bulk redirect rule', () => {
  const entry = `${ACCOUNT}/rulesets/phases/http_request_redirect/entrypoint`;

  it('uses a list, on every plan, which then cannot be deleted', async () => {
    const simulator = start();
    const list = await listIn(simulator, 'redirect', 'mine');
    const put = await call(simulator, 'PUT', entry, { body: { rules: [rule('mine')] } });
    expect(resultOf(put)).toMatchObject({
      kind: 'root',
      phase: 'http_request_redirect',
      rules: [rule('mine')],
    });
    expect(resultOf(await call(simulator, 'GET', list))).toMatchObject({ num_referencing_filters: 1 });
    expect(codesOf(await call(simulator, 'DELETE', list))).toEqual([10031]);
  });

  it.each<[string, object]>([
    ['a list that there is not', rule('none')],
    [
      'a target of its own',
      { ...rule('mine'), action_parameters: { from_value: { target_url: { value: '/' } } } },
    ],
    [
      'another key',
      { ...rule('mine'), action_parameters: { from_list: { name: 'mine', key: 'http.host' } } },
    ],
  ])('refuses %s', async (_what, body) => {
    const simulator = start();
    await listIn(simulator, 'redirect', 'mine');
    expect((await call(simulator, 'PUT', entry, { body: { rules: [body] } })).status).toBe(400);
  });

  it('is in no zone', async () => {
    const path = `/zones/${stableId('zone', 'example.com')}/rulesets/phases/http_request_redirect/entrypoint`;
    expect((await call(start(), 'PUT', path, { body: { rules: [] } })).status).toBe(400);
  });
});
