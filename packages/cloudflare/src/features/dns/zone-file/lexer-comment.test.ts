import { describe, expect, it } from 'vitest';
import { type CommentAttributes, readComment } from './lexer.ts';

describe('readComment', () => {
  // The examples of Cloudflare's page "Import and export records", and what lies next to them.
  const table: readonly [string, CommentAttributes][] = [
    ['', {}],
    [' just a comment without tags', { comment: 'just a comment without tags' }],
    [' cf_tags=awesome', { tags: ['awesome:'] }],
    [' cf_tags=a,b:,c:"",d:e', { tags: ['a:', 'b:', 'c:', 'd:e'] }],
    [
      ' cf_tags=t:"value,with,commas",u:"with \\"escaped\\" marks"',
      { tags: ['t:value,with,commas', 'u:with "escaped" marks'] },
    ],
    [' cf_tags=t:some words', { tags: ['t:some words'] }],
    [' this contains cf_tags= as text cf_tags=', { comment: 'this contains cf_tags= as text' }],
    [' simple cf_tags=important,ticket:THIS-1', { comment: 'simple', tags: ['important:', 'ticket:THIS-1'] }],
    [' cf_tags=t:" cf_tags=a,z"', { tags: ['t: cf_tags=a,z'] }],
    [' no_cf_tags=a', { comment: 'no_cf_tags=a' }],
    [' cf_tags=a=b', { comment: 'cf_tags=a=b' }],
    [' cf_tags=t:"open', { comment: 'cf_tags=t:"open' }],
    [' cf_tags=t:"bad \\x"', { comment: 'cf_tags=t:"bad \\x"' }],
    [' cf_tags=a,,b', { comment: 'cf_tags=a,,b' }],
    [' cf_tags=cf-proxied:true', { proxied: true }],
    ['cf_tags=a,cf-proxied:False', { tags: ['a:'], proxied: false }],
    [' cf_tags=cf-proxied:maybe', {}],
    [' cf_tags=test:1,cf-flatten-cname', { tags: ['test:1'], flattenCname: true }],
    [' cf_tags=cf-flatten-cname:false', {}],
    [' cf_tags=cf-of-tomorrow:1', {}],
  ];
  it.each(table)('reads %j', (text, attributes) => {
    expect(readComment(text)).toEqual(attributes);
  });
});
