import { describe, expect, it } from 'vitest';
import { call, codesOf } from '../../../test/support.ts';
import { stableId } from '../../determinism.ts';
import { createSimulator } from '../../index.ts';

const ACCOUNT = stableId('account', 'Example Account');
const ZONE = `/zones/${stableId('zone', 'example.com')}`;
const TRACE = `/accounts/${ACCOUNT}/request-tracer/trace`;
const READER = `cfut_${'r'.repeat(45)}`;

const traced = async (simulator: ReturnType<typeof createSimulator>, url: string) =>
  (await call(simulator, 'POST', TRACE, { body: { method: 'GET', url, skip_response: true } })).json.result;

async function withRedirect() {
  const simulator = createSimulator({ seed: 'empty' });
  const body = {
    rules: [
      {
        action: 'redirect',
        expression: 'http.host eq "example.com"',
        description: 'to www',
        action_parameters: {
          from_value: { target_url: { value: 'https://www.example.com/' }, status_code: 302 },
        },
      },
    ],
  };
  const path = `${ZONE}/rulesets/phases/http_request_dynamic_redirect/entrypoint`;
  expect((await call(simulator, 'PUT', path, { body })).status).toBe(200);
  return simulator;
}

describe('the request tracer', () => {
  it('shows the steps, and ends where Cloudflare answers', async () => {
    expect(await traced(await withRedirect(), 'https://example.com/')).toMatchObject({
      status_code: 302,
      trace: [
        {
          type: 'ruleset',
          step_name: 'http_request_dynamic_redirect',
          matched: true,
          trace: [{ type: 'rule', action: 'redirect', matched: true, description: 'to www' }],
        },
      ],
    });
  });

  it('shows what does not match, too', async () => {
    expect(await traced(await withRedirect(), 'https://www.example.com/')).toMatchObject({
      status_code: 200,
      trace: [{ matched: false, trace: [{ matched: false }] }],
    });
  });

  it('follows Page Rules', async () => {
    const simulator = createSimulator({ seed: 'empty' });
    const body = {
      targets: [{ target: 'url', constraint: { operator: 'matches', value: 'example.com/old/*' } }],
      actions: [{ id: 'forwarding_url', value: { url: 'https://example.com/', status_code: 301 } }],
      status: 'active',
    };
    expect((await call(simulator, 'POST', `${ZONE}/pagerules`, { body })).status).toBe(200);
    expect(await traced(simulator, 'http://example.com/old/a')).toMatchObject({
      status_code: 301,
      trace: [{ step_name: 'page_rules', trace: [{ action: 'forwarding_url' }] }],
    });
    expect(await traced(simulator, 'http://example.com/new')).toEqual({ status_code: 200, trace: [] });
  });

  it.each([
    [{ method: 'GET', url: 'https://other.example/' }, 400],
    [{ method: 'GET', url: 'nonsense' }, 400],
    [{ url: 'https://example.com/' }, 400],
    [{ method: 'GET', url: 'https://example.com/', skip_response: 'yes' }, 400],
  ])('takes %o: %d', async (body, status) => {
    const answer = await call(createSimulator({ seed: 'empty' }), 'POST', TRACE, { body });
    expect(answer.status).toBe(status);
  });

  it('needs its own permission', async () => {
    const tokens = [{ token: READER, permissions: ['Zone Read'] as const }];
    const answer = await call(createSimulator({ seed: 'empty', tokens }), 'POST', TRACE, {
      token: READER,
      body: { method: 'GET', url: 'https://example.com/' },
    });
    expect([answer.status, codesOf(answer)]).toEqual([403, [9109]]);
  });
});
