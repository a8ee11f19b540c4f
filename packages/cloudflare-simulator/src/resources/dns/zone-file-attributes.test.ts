import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commentOf } from './attributes.ts';
import type { DnsRecord } from './model.ts';
import { fixture } from './test/fixture.ts';
import { readAttributes, writeAttributes } from './zone-file-attributes.ts';

const RECORD = fixture().create({ type: 'A', name: 'x', content: '192.0.2.1' });

function record(fields: Partial<DnsRecord>): DnsRecord {
  return { ...RECORD, type: 'TXT', ...fields };
}

/** The examples of Cloudflare's page on import and export. */
describe('readAttributes', () => {
  it.each<[string, string | null, readonly string[]]>([
    ['   cf_tags=awesome', null, ['awesome']],
    [
      '   cf_tags=tag1,tag2:value2,tag3:"value,with,commas",tag4:"value with \\"escaped\\" quotation marks"',
      null,
      ['tag1', 'tag2:value2', 'tag3:value,with,commas', 'tag4:value with "escaped" quotation marks'],
    ],
    [' just a comment without tags', 'just a comment without tags', []],
    [' this comment contains cf_tags= as text cf_tags=', 'this comment contains cf_tags= as text', []],
    [
      ' simple example cf_tags=important,ticket:THIS-12345',
      'simple example',
      ['important', 'ticket:THIS-12345'],
    ],
    [' about xcf_tags=no', 'about xcf_tags=no', []],
    ['', null, []],
  ])('%s', (text, comment, tags) => {
    expect(readAttributes(text)).toEqual({ comment, tags, proxied: undefined, flattenCname: false });
  });

  it.each([
    ['cf_tags=cf-proxied:false', { proxied: false, flattenCname: false, tags: [] }],
    ['cf_tags=tag,cf-proxied:true', { proxied: true, flattenCname: false, tags: ['tag'] }],
    ['cf_tags=test:1,cf-flatten-cname', { proxied: undefined, flattenCname: true, tags: ['test:1'] }],
  ])('%s', (text, expected) => {
    expect(readAttributes(text)).toEqual({ comment: null, ...expected });
  });
});

describe('writeAttributes', () => {
  it.each<[Partial<DnsRecord>, string]>([
    [{}, ''],
    [{ comment: 'note' }, 'note'],
    [{ comment: 'has cf_tags= in it' }, 'has cf_tags= in it cf_tags='],
    [{ tags: ['a', 'b:c,d'] }, 'cf_tags=a,b:"c,d"'],
    [{ type: 'A', proxied: true, comment: 'web' }, 'web cf_tags=cf-proxied:true'],
    [{ type: 'CNAME', tags: ['a:'] }, 'cf_tags=a:,cf-proxied:false'],
    [{ type: 'CNAME', settings: { flatten_cname: true } }, 'cf_tags=cf-flatten-cname'],
  ])('%o', (fields, text) => {
    expect(writeAttributes(record(fields))).toBe(text);
  });

  it('is read back, whatever comment and tags hold', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('cf_tags=', 'x cf_tags=a:b', 'cf_tags=a,"'),
    );
    const comment = line.filter((text) => !/[\r\n]/.test(text)).map((text) => commentOf(text, 'pro'));
    const tag = fc
      .tuple(
        fc.stringMatching(/^t[\w-]{0,5}$/),
        line.filter((text) => !/[\r\n]/.test(text)),
      )
      .map((pair) => pair.join(':'));
    fc.assert(
      fc.property(comment, fc.array(tag, { maxLength: 3 }), (written, tags) => {
        expect(readAttributes(writeAttributes(record({ comment: written, tags })))).toMatchObject({
          comment: written,
          tags,
        });
      }),
    );
  });
});
