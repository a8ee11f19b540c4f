import { describe, expect, it } from 'vitest';
import { type GuardedRecord, guardReason } from './index.ts';

const at = (type: string, label: string, content?: string): GuardedRecord => ({
  type,
  name: `${label}example.com`,
  content,
});

describe('guardReason', () => {
  it.each<readonly [GuardedRecord, string]>([
    [at('NS', 'sub.'), 'which servers answer'],
    [at('MX', ''), 'where mail is delivered'],
    [at('CAA', 'www.'), 'certificates'],
    [at('DS', 'sub.'), 'unreachable'],
    [at('A', ''), 'example.com itself'],
    [{ type: 'A', name: 'Example.COM.' }, 'example.com itself'],
    [at('A', '*.'), 'wildcard'],
    [at('CNAME', '*.sub.'), 'wildcard'],
    [at('TXT', '_dmarc.'), 'DMARC'],
    [at('CNAME', 's1._domainkey.'), 'DKIM'],
    [at('TXT', 'mail.', '"v=spf1 -all"'), 'SPF'],
    [at('TXT', 'mail.', 'v=spf1 -all'), 'SPF'],
  ])('%j needs approval, whatever the action', (record, fragment) => {
    expect(guardReason(record, 'example.com', 'create')).toContain(fragment);
    expect(guardReason(record, 'example.com', 'update')).toContain(fragment);
    expect(guardReason(record, 'example.com', 'delete')).toContain(fragment);
  });

  it.each<GuardedRecord>([
    at('A', 'www.'),
    at('TXT', 'mail.', '"v=spf10"'),
    at('TXT', 'x.', '"not v=spf1"'),
    at('A', 'a.notexample.com.'),
    at('constructor', 'www.'),
    at('A', 'xdmarc.'),
  ])('%j is ordinary, except its deletion', (record) => {
    expect(guardReason(record, 'example.com', 'create')).toBeUndefined();
    expect(guardReason(record, 'example.com', 'update')).toBeUndefined();
    expect(guardReason(record, 'example.com', 'delete')).toBe('A deleted record stops resolving at once.');
  });
});
