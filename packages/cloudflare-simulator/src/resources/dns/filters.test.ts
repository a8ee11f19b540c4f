import { describe, expect, it } from 'vitest';
import { failureOf, fixture, recordsOf } from './test/fixture.ts';

const RECORDS = [
  {
    type: 'A',
    name: '@',
    content: '192.0.2.1',
    proxied: true,
    comment: 'Main Site',
    tags: ['Team:Web', 'prod'],
  },
  { type: 'A', name: 'www', content: '192.0.2.2', ttl: 300, tags: ['team:DNS', 'owner:ann'] },
  { type: 'AAAA', name: 'www', content: '2001:db8::2', ttl: 600, comment: 'main backup' },
  { type: 'TXT', name: '_dmarc', content: 'v=DMARC1; p=none', ttl: 3600 },
  { type: 'MX', name: '@', content: 'mail.example.net', priority: 5, comment: '100% mail' },
];
const LABELS = ['apex', 'www4', 'www6', 'dmarc', 'mx'];

const zone = fixture('pro');
const created = RECORDS.map((record) => zone.create(record));

function found(query: string): string[] {
  return zone
    .list(query)
    .map(({ id }) => LABELS[created.findIndex((record) => record.id === id)] ?? 'stranger')
    .toSorted();
}

describe('the list', () => {
  it.each<[string, readonly string[]]>([
    ['', ['apex', 'dmarc', 'mx', 'www4', 'www6']],
    ['name=', ['apex', 'dmarc', 'mx', 'www4', 'www6']],
    ['unknown=1', ['apex', 'dmarc', 'mx', 'www4', 'www6']],
    ['name=WWW.example.com', ['www4', 'www6']],
    ['name.exact=www.example.com', ['www4', 'www6']],
    ['name=www', []],
    ['name.contains=MARC', ['dmarc']],
    ['name.startswith=w', ['www4', 'www6']],
    ['name.endswith=.example.com', ['dmarc', 'www4', 'www6']],
    ['content=192.0.2.2', ['www4']],
    ['content.contains=DB8', ['www6']],
    ['content.startswith=v=dmarc1', ['dmarc']],
    ['content.endswith=EXAMPLE.NET', ['mx']],
    ['comment=main site', ['apex']],
    ['comment.contains=MAIN', ['apex', 'www6']],
    ['comment.startswith=100%25', ['mx']],
    ['comment.endswith=backup', ['www6']],
    ['comment.present', ['apex', 'mx', 'www6']],
    ['comment.absent=whatever', ['dmarc', 'www4']],
    ['tag.present=TEAM', ['apex', 'www4']],
    ['tag.absent=team', ['dmarc', 'mx', 'www6']],
    ['tag.exact=team:web', ['apex']],
    ['tag=team:dns', ['www4']],
    ['tag.exact=prod', ['apex']],
    ['tag.exact=prod:', ['apex']],
    ['tag.contains=team:e', ['apex']],
    ['tag.startswith=owner:A', ['www4']],
    ['tag.endswith=team:s', ['www4']],
    ['tag.present=prod&tag.present=owner', []],
    ['tag.present=prod&tag.present=owner&tag_match=any', ['apex', 'www4']],
    ['type=A', ['apex', 'www4']],
    ['type=NAPTR', []],
    ['proxied=true', ['apex']],
    ['proxied=false', ['dmarc', 'mx', 'www4', 'www6']],
    ['type=A&proxied=false', ['www4']],
    ['type=MX&proxied=true&match=any', ['apex', 'mx']],
    ['name=www.example.com&type=TXT&match=any', ['dmarc', 'www4', 'www6']],
    ['type=MX&tag.present=prod&tag.present=owner&tag_match=any&match=any', ['apex', 'mx', 'www4']],
    ['type=MX&tag.present=prod&tag.present=owner&match=any', ['mx']],
    ['search=main', ['apex', 'www6']],
    ['search=DNS', ['www4']],
    ['search=main&type=A&match=any', ['apex']],
  ])('with %s', (query, labels) => {
    expect(found(query)).toEqual(labels);
  });

  it.each([
    'type=SOA',
    'type=a',
    'proxied=yes',
    'match=some',
    'tag_match=none',
    'order=id',
    'direction=up',
    'page=0',
    'page=-1',
    'per_page=0',
    'per_page=5000001',
    'per_page=ten',
  ])('refuses %s', (query) => {
    expect(failureOf(() => zone.call('GET', `?${query}`)).status).toBe(400);
  });

  it.each<[string, readonly string[]]>([
    ['', ['apex', 'www4', 'www6', 'mx', 'dmarc']],
    ['order=name', ['dmarc', 'apex', 'mx', 'www4', 'www6']],
    ['order=name&direction=desc', ['www4', 'www6', 'apex', 'mx', 'dmarc']],
    ['order=content', ['apex', 'www4', 'www6', 'mx', 'dmarc']],
    ['order=ttl&direction=desc', ['dmarc', 'www6', 'www4', 'apex', 'mx']],
    ['order=proxied&direction=desc&type=A', ['apex', 'www4']],
    ['name=www.example.com&direction=desc', ['www6', 'www4']],
  ])('ordered by %s', (query, labels) => {
    const ids = zone.list(query).map(({ id }) => LABELS[created.findIndex((record) => record.id === id)]);
    expect(ids).toEqual(labels);
  });
});

describe('pages', () => {
  const large = fixture('pro');
  large.resource.seed(
    large.zone,
    Array.from({ length: 250 }, (_, index) => ({ type: 'TXT', name: `t${index}`, content: 'same' }) as const),
  );

  it('are 100 records by default, and say how many there are', () => {
    expect(large.call('GET', '')).toMatchObject({
      resultInfo: { page: 1, per_page: 100, count: 100, total_count: 250, total_pages: 3 },
    });
  });

  it('together hold every record once', () => {
    const pages = [1, 2, 3].map((page) => recordsOf(large.call('GET', `?page=${page}&order=content`)));
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(250);
  });

  it('behind the last are empty', () => {
    expect(large.call('GET', '?page=9')).toEqual({
      result: [],
      resultInfo: { page: 9, per_page: 100, count: 0, total_count: 250, total_pages: 3 },
    });
  });
});
