import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { describeRecord } from './record.ts';

const a = { type: 'A', name: 'www.example.com', content: '192.0.2.1', ttl: 300 };
const srv = {
  type: 'SRV',
  name: '_s._tcp.example.com',
  data: { priority: 1, weight: 2, port: 3, target: 'a.example' },
};

describe('describeRecord', () => {
  it.each<readonly [string, JsonObject | undefined, JsonObject | undefined, string]>([
    ['create', undefined, a, 'create A www.example.com → 192.0.2.1'],
    ['create', undefined, { ...a, proxied: true }, 'create A www.example.com → 192.0.2.1 (proxied)'],
    ['delete', srv, undefined, 'delete SRV _s._tcp.example.com → 1 2 3 a.example'],
    [
      'create',
      undefined,
      { type: 'MX', name: 'b', content: 'm.example', priority: 5 },
      'create MX b → 5 m.example',
    ],
    ['update', a, { ...a, content: '192.0.2.2' }, 'update A www.example.com: value 192.0.2.1 → 192.0.2.2'],
    [
      'update',
      a,
      { ...a, ttl: 1, proxied: true },
      'update A www.example.com: ttl 300 s → automatic, proxied none → true',
    ],
    [
      'update',
      srv,
      { ...srv, data: { ...srv.data, port: 4 } },
      'update SRV _s._tcp.example.com: value 1 2 3 a.example → 1 2 4 a.example',
    ],
    ['update', a, { ...a, comment: 'new' }, 'update A www.example.com: comment none → "new"'],
    ['update', a, { ...a }, 'update A www.example.com: no difference'],
    [
      'update',
      a,
      { ...a, type: 'CNAME', content: 'b.example' },
      'update A www.example.com: value 192.0.2.1 → b.example, type A → CNAME',
    ],
    ['delete', { type: 'NEW', name: 'n', content: 'c' }, undefined, 'delete NEW n → "c"'],
  ])('%s %j to %j', (action, before, after, expected) => {
    expect(describeRecord(action, before, after)).toBe(expected);
  });

  it('cuts long values', () => {
    expect(describeRecord('create', undefined, { ...a, content: 'x'.repeat(5000) }).length).toBeLessThan(200);
  });
});
