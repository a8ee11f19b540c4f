import { describe, expect, it } from 'vitest';
import type { PlanName } from '../../contract.ts';
import { failureOf, fixture, NOW, resultOf } from './test/fixture.ts';

const WWW = { type: 'A', name: 'www', content: '192.0.2.1' };
const UNKNOWN = 'e'.repeat(32);

describe('a new record', () => {
  it('is returned with everything Cloudflare returns', () => {
    const created = fixture().create({ ...WWW, ttl: 300, comment: ' web ', tags: ['team:web', 'old'] });
    expect(created).toEqual({
      id: '1'.padStart(32, '0'),
      name: 'www.example.com',
      type: 'A',
      content: '192.0.2.1',
      proxiable: true,
      proxied: false,
      ttl: 300,
      settings: {},
      meta: {},
      comment: 'web',
      tags: ['team:web', 'old'],
      created_on: '2026-11-20T12:00:00.000000Z',
      modified_on: '2026-11-20T12:00:00.000000Z',
      comment_modified_on: '2026-11-20T12:00:00.000000Z',
      tags_modified_on: '2026-11-20T12:00:00.000000Z',
    });
  });

  it('is in the lists at once, also in those that were asked for before', () => {
    const zone = fixture();
    const first = zone.create(WWW);
    expect(zone.list('order=name')).toEqual([first]);
    const second = zone.create({ ...WWW, name: 'api' });
    expect(zone.list('order=name')).toEqual([second, first]);
    const third = zone.patch(second.id, { name: 'zebra' });
    expect(zone.list('order=name')).toEqual([first, third]);
    zone.call('DELETE', `/${first.id}`);
    expect(zone.list('order=name')).toEqual([third]);
  });

  it('takes the priority of SRV from data, and only without one there from its top level', () => {
    const data = { weight: 0, port: 1, target: '.' };
    const srv = { type: 'SRV', name: '_a._tcp', priority: 9 };
    expect(fixture().create({ ...srv, data: { ...data, priority: 1 } })).toMatchObject({ priority: 1 });
    expect(fixture().create({ ...srv, data })).toMatchObject({ priority: 9, data: { priority: 9 } });
  });

  it('has automatic TTL while it is proxied', () => {
    expect(fixture().create({ ...WWW, ttl: 300, proxied: true })).toMatchObject({ ttl: 1, proxied: true });
  });

  it.each<[PlanName, number, boolean]>([
    ['pro', 1, true],
    ['pro', 60, true],
    ['pro', 86_400, true],
    ['pro', 59, false],
    ['pro', 30, false],
    ['enterprise', 30, true],
    ['enterprise', 29, false],
    ['pro', 86_401, false],
    ['pro', 0, false],
    ['pro', 60.5, false],
  ])('on %s with TTL %d: %s', (plan, ttl, isAccepted) => {
    const create = () => fixture(plan).create({ ...WWW, ttl });
    if (isAccepted) expect(create().ttl).toBe(ttl);
    else expect(failureOf(create).codes).toEqual([9021]);
  });

  it.each<[string, PlanName, Record<string, unknown>, number]>([
    ['no name', 'pro', { name: undefined }, 9000],
    ['an empty name', 'pro', { name: '' }, 9000],
    ['no type', 'pro', { type: undefined }, 9002],
    ['a private address, proxied', 'pro', { content: '192.168.1.1', proxied: true }, 9003],
    ['a resolver of Cloudflare, proxied', 'pro', { content: '1.1.1.1', proxied: true }, 9003],
    ['a unique local address, proxied', 'pro', { type: 'AAAA', content: 'fd00::1', proxied: true }, 9003],
    [
      'a DKIM target, proxied',
      'pro',
      { type: 'CNAME', content: 'x.dkim.amazonses.com', proxied: true },
      9003,
    ],
    ['a proxied TXT', 'pro', { type: 'TXT', content: 'x', proxied: true }, 9004],
    ['a tag on Free', 'free', { tags: ['a:b'] }, 9300],
    ['21 tags', 'pro', { tags: Array.from({ length: 21 }, (_, index) => `t:${index}`) }, 9300],
    ['a tag with a space in its name', 'pro', { tags: ['a b:c'] }, 1004],
    ['a reserved tag', 'pro', { tags: ['cf-proxied:true'] }, 1004],
    ['a comment of 101 characters on Free', 'free', { comment: '😀'.repeat(101) }, 1004],
    ['a comment of 501 characters', 'pro', { comment: 'x'.repeat(501) }, 1004],
    ['a comment of two lines', 'pro', { comment: 'a\nb' }, 1004],
    [
      'flattening on Free',
      'free',
      { type: 'CNAME', content: 'a.example', settings: { flatten_cname: true } },
      1004,
    ],
    ['flattening an A', 'pro', { settings: { flatten_cname: true } }, 1004],
    ['both families only', 'pro', { settings: { ipv4_only: true, ipv6_only: true } }, 1004],
    ['proxied as text', 'pro', { proxied: 'true' }, 1004],
  ])('is refused with %s', (_, plan, body, code) => {
    expect(failureOf(() => fixture(plan).create({ ...WWW, ...body }))).toMatchObject({
      status: 400,
      codes: [code],
    });
  });

  it.each<[string, PlanName, Record<string, unknown>]>([
    ['a documentation address, proxied', 'pro', { proxied: true }],
    [
      'a private address, routed privately',
      'pro',
      { content: '10.0.0.1', proxied: true, private_routing: true },
    ],
    ['a comment of 100 characters on Free', 'free', { comment: '😀'.repeat(100) }],
    ['20 tags', 'pro', { tags: Array.from({ length: 20 }, (_, index) => `t:${index}`) }],
  ])('is accepted with %s', (_, plan, body) => {
    expect(fixture(plan).create({ ...WWW, ...body })).toMatchObject(body);
  });

  it('is refused when the body is no object', () => {
    expect(failureOf(() => fixture().create([WWW])).codes).toEqual([9207]);
  });
});

describe('records of one name', () => {
  const records = {
    A: { type: 'A', content: '192.0.2.1' },
    'other A': { type: 'A', content: '192.0.2.2' },
    AAAA: { type: 'AAAA', content: '2001:db8::1' },
    CNAME: { type: 'CNAME', content: 'a.example.net' },
    'other CNAME': { type: 'CNAME', content: 'b.example.net' },
    TXT: { type: 'TXT', content: 'note' },
    'quoted TXT': { type: 'TXT', content: '"note"' },
    MX: { type: 'MX', content: 'mx.example.net', priority: 10 },
    'later MX': { type: 'MX', content: 'mx.example.net', priority: 20 },
    NS: { type: 'NS', content: 'ns.example.net' },
    DS: { type: 'DS', data: { key_tag: 1, algorithm: 13, digest_type: 2, digest: 'ab'.repeat(32) } },
  } as const;
  type Key = keyof typeof records;

  it.each<[Key, Key, number | undefined]>([
    ['A', 'A', 81058],
    ['A', 'other A', undefined],
    ['A', 'AAAA', undefined],
    ['A', 'CNAME', 81053],
    ['AAAA', 'CNAME', 81053],
    ['CNAME', 'A', 81054],
    ['CNAME', 'AAAA', 81054],
    ['CNAME', 'CNAME', 81053],
    ['CNAME', 'other CNAME', 81053],
    ['CNAME', 'TXT', undefined],
    ['MX', 'CNAME', undefined],
    ['TXT', 'quoted TXT', 81058],
    ['MX', 'MX', 81058],
    ['MX', 'later MX', undefined],
    ['NS', 'A', 81056],
    ['NS', 'CNAME', 81056],
    ['A', 'NS', 81053],
    ['NS', 'DS', undefined],
    ['DS', 'NS', undefined],
  ])('beside %s, %s: %s', (first, second, code) => {
    const zone = fixture();
    zone.create({ name: 'x', ...records[first] });
    const create = () => zone.create({ name: 'x', ...records[second] });
    if (code === undefined) expect(create().name).toBe('x.example.com');
    else expect(failureOf(create).codes).toEqual([code]);
  });

  it('may be of any type beside NS at the apex', () => {
    const zone = fixture();
    zone.create({ name: '@', ...records.NS });
    expect(zone.create({ name: '@', ...records.A }).name).toBe('example.com');
  });

  it('cannot be identical but for TTL, proxy status and comment', () => {
    const zone = fixture();
    zone.create(WWW);
    expect(failureOf(() => zone.create({ ...WWW, ttl: 60, comment: 'again' })).codes).toEqual([81058]);
  });

  it('hold at most 8,192 characters of one type', () => {
    const zone = fixture();
    zone.create({ type: 'TXT', name: 'x', content: 'a'.repeat(4080) });
    zone.create({ type: 'TXT', name: 'x', content: 'b'.repeat(4080) });
    zone.create({ type: 'TXT', name: 'x', content: 'c'.repeat(32) });
    expect(failureOf(() => zone.create({ type: 'TXT', name: 'x', content: 'd' })).codes).toEqual([83011]);
    expect(zone.create({ type: 'TXT', name: 'y', content: 'd' }).content).toBe('d');
  });
});

describe('the quota', () => {
  it('is 200 records on Free, and frees up with a delete', () => {
    const zone = fixture('free');
    const names = Array.from({ length: 200 }, (_, index) => `host-${index}`);
    const [first] = names.map((name) => zone.create({ ...WWW, name }));
    expect(resultOf(zone.call('GET', '/usage'))).toEqual({ record_quota: 200, record_usage: 200 });
    expect(failureOf(() => zone.create(WWW)).codes).toEqual([81045]);
    zone.call('DELETE', `/${first?.id}`);
    expect(zone.create(WWW).name).toBe('www.example.com');
  });

  it('does not bind a seed', () => {
    const zone = fixture('free');
    zone.resource.seed(
      zone.zone,
      Array.from({ length: 201 }, (_, index) => ({ type: 'A', name: `h${index}`, content: '192.0.2.1' })),
    );
    expect(zone.resource.count(zone.zone.id)).toBe(201);
  });
});

describe('PATCH', () => {
  it('changes what it names and nothing else', () => {
    const zone = fixture();
    const before = zone.create({ ...WWW, ttl: 300, comment: 'web', tags: ['a:b'] });
    zone.tick(1000);
    const after = zone.patch(before.id, { content: '192.0.2.2' });
    expect(after).toEqual({ ...before, content: '192.0.2.2', modified_on: '2026-11-20T12:00:01.000000Z' });
  });

  it('dates the comment and the tags by their own last change, and drops the date with them', () => {
    const zone = fixture();
    const { id } = zone.create({ ...WWW, comment: 'web', tags: ['a:b'] });
    zone.tick(1000);
    expect(zone.patch(id, { comment: 'site', tags: ['a:b'] })).toMatchObject({
      comment_modified_on: '2026-11-20T12:00:01.000000Z',
      tags_modified_on: new Date(NOW).toISOString().replace('Z', '000Z'),
    });
    const bare = zone.patch(id, { comment: null, tags: [] });
    expect(bare).toMatchObject({ comment: null, tags: [] });
    expect(bare).not.toHaveProperty('comment_modified_on');
    expect(bare).not.toHaveProperty('tags_modified_on');
  });

  it('replaces data as a whole', () => {
    const zone = fixture();
    const { id } = zone.create({
      type: 'CAA',
      name: '@',
      data: { flags: 0, tag: 'issue', value: 'a.example' },
    });
    expect(failureOf(() => zone.patch(id, { data: { value: 'b.example' } })).codes).toEqual([9101, 9101]);
    const whole = { flags: 0, tag: 'issue', value: 'b.example' };
    expect(zone.patch(id, { data: whole })).toMatchObject({ data: whole, content: '0 issue "b.example"' });
  });

  it('does not conflict with the record itself, and moves it to another name', () => {
    const zone = fixture();
    const { id } = zone.create({ type: 'CNAME', name: 'www', content: 'a.example.net' });
    expect(zone.patch(id, { proxied: true })).toMatchObject({ proxied: true, ttl: 1 });
    zone.patch(id, { name: 'web' });
    expect(zone.list('name=www.example.com')).toEqual([]);
    expect(zone.list('name=web.example.com')).toHaveLength(1);
  });

  it('cannot change the type', () => {
    const zone = fixture();
    const { id } = zone.create(WWW);
    expect(failureOf(() => zone.patch(id, { type: 'AAAA', content: '2001:db8::1' })).message).toMatch(/type/);
    expect(zone.patch(id, { type: 'A', ttl: 120 }).ttl).toBe(120);
  });

  it('leaves the record alone when it is refused', () => {
    const zone = fixture();
    const before = zone.create(WWW);
    zone.create({ ...WWW, content: '192.0.2.2' });
    expect(failureOf(() => zone.patch(before.id, { content: '192.0.2.2' })).codes).toEqual([81058]);
    expect(resultOf(zone.call('GET', `/${before.id}`))).toEqual(before);
  });
});

describe('PUT', () => {
  it('sets what it does not name to the default', () => {
    const zone = fixture();
    const { id } = zone.create({
      ...WWW,
      proxied: true,
      comment: 'web',
      tags: ['a:b'],
      settings: { ipv4_only: true },
    });
    zone.tick(1000);
    expect(zone.put(id, { ...WWW, content: '192.0.2.9' })).toEqual({
      id,
      name: 'www.example.com',
      type: 'A',
      content: '192.0.2.9',
      proxiable: true,
      proxied: false,
      ttl: 1,
      settings: {},
      meta: {},
      comment: null,
      tags: [],
      created_on: '2026-11-20T12:00:00.000000Z',
      modified_on: '2026-11-20T12:00:01.000000Z',
    });
  });

  it.each([
    ['no content', { content: undefined }, 1004],
    ['no name', { name: undefined }, 9000],
    ['another type', { type: 'TXT' }, 1004],
  ])('is refused with %s', (_, body, code) => {
    const zone = fixture();
    const { id } = zone.create(WWW);
    expect(failureOf(() => zone.put(id, { ...WWW, ...body })).codes).toEqual([code]);
  });
});

describe('an identifier', () => {
  it.each(['GET', 'PATCH', 'PUT', 'DELETE'])('that is unknown gets 81044 from %s', (method) => {
    expect(failureOf(() => fixture().call(method, `/${UNKNOWN}`, WWW))).toEqual({
      status: 404,
      codes: [81044],
      message: 'Record does not exist.',
    });
  });

  it('that is malformed gets 1032', () => {
    expect(failureOf(() => fixture().call('GET', '/nonsense'))).toMatchObject({ status: 400, codes: [1032] });
  });

  it('is all that DELETE answers', () => {
    const zone = fixture();
    const { id } = zone.create(WWW);
    expect(resultOf(zone.call('DELETE', `/${id}`))).toEqual({ id });
    expect(zone.list()).toEqual([]);
  });
});
