import { beforeEach, describe, expect, it } from 'vitest';
import { call, codesOf, send } from '../../../test/support.ts';
import type { PlanName } from '../../contract.ts';
import { stableId } from '../../determinism.ts';
import type { Simulator } from '../../index.ts';
import { createSimulator } from '../../index.ts';

const ZONE = stableId('zone', 'example.com');

let simulator: Simulator;

beforeEach(() => {
  simulator = on('free');
});

function on(plan: PlanName): Simulator {
  return createSimulator({ seed: 'empty', plan });
}

function purge(body: unknown, target = simulator, path = 'purge_cache') {
  return call(target, 'POST', `/zones/${ZONE}/${path}`, { body });
}

function many(amount: number, make: (index: number) => unknown) {
  return Array.from({ length: amount }, (_, index) => make(index));
}

const files = (amount: number) => ({ files: many(amount, (index) => `https://example.com/${index}`) });

describe('purge', () => {
  it.each([
    { purge_everything: true },
    { files: ['https://example.com/a.css', 'http://WWW.example.com:8080/b?c=d#e'] },
    {
      files: [
        { url: 'https://example.com/', headers: { 'CF-Device-Type': 'mobile' } },
        'https://example.com/',
      ],
    },
    { files: [{ url: 'https://example.com/' }] },
    { tags: ['product-1', 'x'.repeat(1024)] },
    { hosts: ['example.com', 'a.b.example.com'] },
    { prefixes: ['example.com', 'www.example.com/blog/', `example.com${'/x'.repeat(31)}`] },
  ])('takes %j', async (body) => {
    const answer = await purge(body);
    expect(answer.status).toBe(200);
    expect(answer.json.result).toEqual({ id: ZONE });
  });

  it.each([
    ['{}', 1012],
    ['[]', 1012],
    ['null', 1012],
    ['{"everything":true}', 1012],
    ['{"files":[]}', 1012],
    ['{"purge_everything":false}', 1013],
    ['{"purge_everything":"true"}', 1013],
    ['{"files":"https://example.com/"}', 1014],
    ['{"tags":{"0":"a"}}', 1014],
    ['{"purge_everything":true,"files":["https://example.com/"]}', 1092],
    ['{"tags":["a"],"hosts":["example.com"]}', 1092],
    ['{"files":["https://example.org/"]}', 1082],
    ['{"files":["https://notexample.com/"]}', 1082],
    ['{"files":["https://example.com.evil.example/"]}', 1082],
    ['{"files":["example.com/a"]}', 1084],
    ['{"files":["ftp://example.com/a"]}', 1084],
    ['{"files":["/a.css"]}', 1084],
    ['{"files":[1]}', 1084],
    ['{"files":[{"headers":{}}]}', 1084],
    ['{"files":[{"url":"https://example.com/","headers":{"a":1}}]}', 1084],
    ['{"files":[{"url":"https://example.com/","headers":[]}]}', 1084],
    ['{"tags":[""]}', 1084],
    ['{"tags":[7]}', 1084],
    [JSON.stringify({ tags: ['x'.repeat(1025)] }), 1100],
    ['{"hosts":["example.org"]}', 1115],
    ['{"hosts":["https://example.com"]}', 1115],
    ['{"hosts":["example.com/a"]}', 1115],
    [JSON.stringify({ hosts: [`${'a.'.repeat(100)}example.com`] }), 1114],
    ['{"prefixes":["https://example.com/a"]}', 1084],
    ['{"prefixes":["example.com/a?b"]}', 1084],
    ['{"prefixes":["example.com/a#b"]}', 1084],
    [JSON.stringify({ prefixes: [`example.com${'/x'.repeat(32)}`] }), 1084],
    ['{"prefixes":["/a"]}', 1082],
    ['{"prefixes":["example.org/a"]}', 1082],
    ['not json', 6007],
    ['', 6007],
  ])('refuses %s', async (body, code) => {
    const answer = await purge(body);
    expect([answer.status, codesOf(answer)]).toEqual([400, [code]]);
    expect(simulator.purges()).toEqual([]);
  });

  it.each([
    ['free', 'files', 100, 1094],
    ['business', 'files', 100, 1094],
    ['enterprise', 'files', 500, 1094],
    ['enterprise', 'tags', 100, 1101],
    ['free', 'hosts', 100, 1111],
    ['free', 'prefixes', 100, 1094],
  ] as const)('takes on %s so many %s in a request: %i', async (plan, selector, most, code) => {
    const target = on(plan);
    const value = selector === 'files' ? 'https://example.com/' : 'example.com';
    expect((await purge({ [selector]: many(most, () => value) }, target)).status).toBe(200);
    const refused = await purge({ [selector]: many(most + 1, () => value) }, target);
    expect([refused.status, codesOf(refused)]).toEqual([400, [code]]);
    expect(refused.json.errors[0]?.message).toContain(String(most));
  });

  it('records what was asked for, and so does invalidate', async () => {
    await purge({ tags: ['a', 'b'] });
    await purge({ purge_everything: true }, simulator, 'invalidate_cache');
    expect(simulator.purges()).toMatchObject([
      { zone: 'example.com', action: 'purge', selector: 'tags', items: ['a', 'b'] },
      { zone: 'example.com', action: 'invalidate', selector: 'purge_everything', items: [] },
    ]);
    const { text } = await send(simulator, 'GET', '/__simulator/purges');
    expect(JSON.parse(text)).toEqual(simulator.purges());
    simulator.reset();
    expect(simulator.purges()).toEqual([]);
  });
});

describe('purge rate', () => {
  it.each([
    ['free', 25, 12],
    ['pro', 25, 1],
    ['business', 50, 1],
    ['enterprise', 500, 1],
  ] as const)('on %s is a burst of %i, then a wait of %i s', async (plan, burst, wait) => {
    const target = createSimulator({ seed: 'empty', plan, determinism: { now: () => 0, id: () => ZONE } });
    for (let request = 0; request < burst; request += 1) {
      expect((await purge({ tags: ['a'] }, target)).status).toBe(200);
    }
    const refused = await purge({ hosts: ['example.com'] }, target, 'invalidate_cache');
    expect([refused.status, codesOf(refused)]).toEqual([429, [1134]]);
    expect(refused.headers['retry-after']).toBe(String(wait));
    target.clock.advance(wait * 1000);
    expect((await purge({ hosts: ['example.com'] }, target)).status).toBe(200);
  });

  it('counts URLs, not requests, for files', async () => {
    const target = createSimulator({ seed: 'empty', determinism: { now: () => 0, id: () => ZONE } });
    for (let request = 0; request < 8; request += 1)
      expect((await purge(files(100), target)).status).toBe(200);
    expect((await purge(files(1), target)).status).toBe(429);
    expect((await purge({ purge_everything: true }, target)).status).toBe(200);
    target.clock.advance(1000);
    expect((await purge(files(100), target)).status).toBe(200);
  });
});
