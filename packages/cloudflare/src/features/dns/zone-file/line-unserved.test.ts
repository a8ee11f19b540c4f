import { describe, expect, it } from 'vitest';
import { recordsOfFile } from './desired.ts';

const zoneName = 'example.com';

interface Seen {
  readonly wishes: readonly string[];
  readonly problems: readonly string[];
  readonly warnings: string;
  readonly spares: ReturnType<typeof recordsOfFile>['spares'];
}

function read(text: string): Seen {
  const { wishes, problems, warnings, spares } = recordsOfFile(text, { zoneName, plan: 'free' });
  return {
    wishes: wishes.map(({ record: { name, type, content } }) => `${name} ${type} ${content}`),
    problems: problems.map(({ problem }) => problem),
    warnings: warnings().join('\n'),
    spares,
  };
}

describe('records of types that Cloudflare does not serve', () => {
  it.each([
    ['@ 300 IN ALIAS app.example.net.', '1 ALIAS (line 2)', 'flattens it'],
    ['@ 300 IN aname app.example.net.', '1 ANAME (line 2)', 'flattens it'],
    ['@ 300 AWS ALIAS A dualstack.elb.example.net. Z35SXDOTRQ7X7K true', '1 AWS (line 2)', 'flattens it'],
    ['@ 300 IN SPF "v=spf1 -all"', '1 SPF (line 2)', 'TXT record'],
    ['@ 300 IN TYPE99 \\# 12 0b763d73706631202d616c6c', '1 SPF (line 2)', 'TXT record'],
    ['sub 300 IN DNAME example.net.', '1 DNAME (line 2)', 'each name below it'],
    ['old 300 IN URL301 https://example.net/', '1 URL301 (line 2)', 'create_rule'],
    ['geo 300 IN LUA A "ifportup(443, {\'192.0.2.1\'})"', '1 LUA (line 2)', 'Load Balancing'],
    ['@ 300 IN HINFO "PC" "Linux"', '1 HINFO (line 2)', 'another DNS provider'],
    ['@ 300 IN RP admin.example.com. .', '1 RP (line 2)', 'another DNS provider'],
    ['_k 300 IN IPSECKEY 10 0 2 . AQN', '1 IPSECKEY (line 2)', 'another DNS provider'],
    ['@ 300 IN TYPE731 \\# 3 abcdef', '1 TYPE731 (line 2)', 'another type'],
    ['@ 300 IN VENDORTHING a b c', 'types that are unknown here (line 2)', 'another type'],
  ])('%s is left out', (line, told, advice) => {
    const { wishes, problems, warnings } = read(`$TTL 300\n${line}\n  TXT "behind"\nwww A 192.0.2.1\n`);
    const owner = line.startsWith('@') ? 'example.com.' : `${line.split(' ')[0]}.example.com.`;
    expect({ wishes, problems }).toEqual({
      wishes: [`${owner} TXT "behind"`, 'www.example.com. A 192.0.2.1'],
      problems: [],
    });
    expect(warnings).toContain(told);
    expect(warnings).toContain(advice);
    expect(warnings).not.toContain('VENDORTHING');
  });

  it('keep what is there from a prune, at their names only', () => {
    const { spares } = read('$TTL 300\n@ ALIAS x.example.net.\nwww TXT ""\nmail A 192.0.2.1\n');
    const spared = (name: string, type: string): boolean => spares({ name, type });
    expect(spared('example.com', 'CNAME')).toBe(true);
    expect(spared('example.com', 'TXT')).toBe(true);
    expect(spared('www.example.com', 'TXT')).toBe(true);
    expect(spared('www.example.com', 'A')).toBe(false);
    expect(spared('mail.example.com', 'A')).toBe(false);
    expect(spared('other.example.com', 'CNAME')).toBe(false);
  });

  it('have their lines counted, and many types their end', () => {
    const many = Array.from({ length: 9 }, () => '@ 300 RP a. .').join('\n');
    expect(read(many).warnings).toContain('9 RP (lines 1, 2, 3, 4, 5 …)');
    const types = Array.from({ length: 30 }, (_, index) => `@ 300 TYPE${700 + index} \\# 0`).join('\n');
    expect(read(types).warnings).toContain('10 more types are left out');
  });

  it.each([
    ['www 300 IN CNAM example.net.', 'if CNAME is meant'],
    ['www 300 IN AAA 2001:db8::1', 'if AAAA is meant'],
    ['www 300 INN A 192.0.2.1', 'if IN is meant'],
    ['www 300 IN TXTX "x"', 'if TXT is meant'],
    ['www 300 IN TYPE99999 \\# 0', 'is not the number of a type'],
    ['this is a sentence', '"is" is not a record type'],
    ['www example.net. 300', '"example.net." is not a record type'],
    ['www 300 IN VENDORTHING', 'is not a record type'],
    ['www 300 IN 192.0.2.1', '"192.0.2.1" is not a record type'],
  ])('%s is malformed', (line, problem) => {
    const seen = read(line);
    expect(seen.wishes).toEqual([]);
    expect(seen.problems).toEqual([expect.stringContaining(problem)]);
  });
});
