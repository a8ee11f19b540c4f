import { describe, expect, it } from 'vitest';
import { describeRequest } from '../evaluate/index.ts';
import { typeName } from '../types.ts';
import { phases } from '../use.ts';
import { fieldNamed, fieldNames } from './index.ts';

describe('fields', () => {
  it('are many, sorted, and found by name', () => {
    const names = fieldNames();
    expect(names.length).toBeGreaterThanOrEqual(170);
    expect(names).toEqual([...new Set(names)].sort());
    for (const name of names) expect(fieldNamed(name)?.name).toBe(name);
  });

  it.each([
    ['http.request.headers', 'Map<Array<String>>', 'free', 'request'],
    ['http.request.cookies', 'Map<Array<String>>', 'pro', 'request'],
    ['http.request.body.raw', 'String', 'enterprise', 'request'],
    ['http.request.body.multipart.names', 'Array<Array<String>>', 'enterprise', 'cloudflare'],
    ['cf.bot_management.score', 'Integer', 'enterprise', 'cloudflare'],
    ['cf.waf.score.class', 'String', 'business', 'cloudflare'],
    ['cf.llm.prompt.custom_topic_categories', 'Map<Integer>', 'enterprise', 'cloudflare'],
    ['ip.src', 'IP address', 'free', 'request'],
    ['ssl', 'Boolean', 'free', 'request'],
  ])('%s is %s, %s, known by the %s', (name, type, plan, known) => {
    const fact = fieldNamed(name);
    expect(fact).toMatchObject({ plan, known });
    expect(fact && typeName(fact.type)).toBe(type);
    expect(fact).not.toHaveProperty('phases');
    expect(fact).not.toHaveProperty('deprecated');
  });

  it.each(['http.request', 'HTTP.HOST', 'constructor', '__proto__', ''])('%j is none', (name) => {
    expect(fieldNamed(name)).toBeUndefined();
  });

  it('that tell of the response stand in the phases after it', () => {
    const restricted = fieldNames().filter((name) => /^(raw\.)?http\.response\./.test(name));
    expect(restricted).toHaveLength(8);
    for (const name of restricted) {
      expect(fieldNamed(name)).toMatchObject({
        known: 'response',
        phases: ['http_custom_errors', 'http_response_headers_transform', 'http_response_compression'],
      });
    }
  });

  it('name phases that exist', () => {
    for (const name of fieldNames()) {
      for (const phase of fieldNamed(name)?.phases ?? []) expect(phases).toContain(phase);
    }
  });

  it('with an older name are as the current ones', () => {
    const older = fieldNames().filter((name) => name.startsWith('ip.geoip.'));
    expect(older).toHaveLength(6);
    for (const name of older) {
      const current = name.replace('geoip', 'src');
      expect(fieldNamed(name)).toEqual({ ...fieldNamed(current), name, deprecated: current });
    }
  });

  it('are derived from a full description exactly where they say so', () => {
    const { fields } = describeRequest({
      url: 'https://example.com/',
      ip: '192.0.2.1',
      country: 'DE',
      asn: 64496,
      body: '',
      http_version: '2',
      time: 0,
      response: { status: 200 },
    });
    const derived = fieldNames().filter((name) => {
      const fact = fieldNamed(name);
      return fact?.known !== 'cloudflare' && fact?.deprecated === undefined;
    });
    expect([...fields.keys()].sort()).toEqual(derived);
  });

  it('have the types that they say', () => {
    const { fields } = describeRequest({
      url: 'https://example.com/a.b?c=d',
      headers: {
        cookie: 'a=b',
        'accept-language': 'de',
        'content-type': 'application/x-www-form-urlencoded',
      },
      ip: '192.0.2.1',
      country: 'DE',
      asn: 64496,
      body: 'a=b',
      http_version: '2',
      time: 0,
      response: { status: 200, headers: { a: 'b' } },
    });
    for (const [name, value] of fields) {
      let type = fieldNamed(name)?.type;
      let inner: typeof value | undefined = value;
      while (type !== undefined && inner !== undefined) {
        expect([name, inner.kind]).toEqual([name, type.kind]);
        type = 'of' in type ? type.of : undefined;
        inner = inner.kind === 'array' || inner.kind === 'map' ? [...inner.value.values()][0] : undefined;
      }
      expect([name, type]).toEqual([name, undefined]);
    }
  });
});
