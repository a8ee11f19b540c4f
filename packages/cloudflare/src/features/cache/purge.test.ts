import { InputError } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { type PurgeInput, purgeBodies, purgeWarnings } from './purge.ts';

const zone = { name: 'example.com' };
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

describe('the bodies of a purge', () => {
  it.each<[PurgeInput, readonly object[]]>([
    [{ purge_everything: true }, [{ purge_everything: true }]],
    [{ files: ['https://example.com/a'] }, [{ files: ['https://example.com/a'] }]],
    [{ files: ['http://www.example.com/a?b=c'] }, [{ files: ['http://www.example.com/a?b=c'] }]],
    [{ files: ['https://example.com/', 'https://example.com/'] }, [{ files: ['https://example.com/'] }]],
    [
      { hosts: ['bücher.example.com', 'example.com'] },
      [{ hosts: ['xn--bcher-kva.example.com', 'example.com'] }],
    ],
    [{ files: ['https://bücher.example.com/a'] }, [{ files: ['https://xn--bcher-kva.example.com/a'] }]],
    [{ prefixes: ['bücher.example.com/a'] }, [{ prefixes: ['xn--bcher-kva.example.com/a'] }]],
    [{ prefixes: ['example.com/css'] }, [{ prefixes: ['example.com/css'] }]],
    [{ tags: ['a-1', '~!'] }, [{ tags: ['a-1', '~!'] }]],
    [{ tags: [] }, []],
    [{ tags: ['x'.repeat(1_024)] }, [{ tags: ['x'.repeat(1_024)] }]],
    [{ files: undefined, tags: ['a'] }, [{ tags: ['a'] }]],
  ])('of %j are %j', (input, bodies) => {
    expect(purgeBodies(input, zone)).toEqual(bodies);
  });

  it.each<[selector: 'files' | 'tags', plan: string | undefined, count: number, sizes: readonly number[]]>([
    ['files', undefined, 100, [100]],
    ['files', 'pro', 101, [100, 1]],
    ['files', 'enterprise', 500, [500]],
    ['files', 'enterprise', 501, [500, 1]],
    ['tags', 'enterprise', 250, [100, 100, 50]],
  ])('%s on the plan %s, %i: %j', (selector, plan, count, sizes) => {
    const items = numbers(count).map((index) =>
      selector === 'files' ? `https://example.com/${index}` : `t${index}`,
    );
    const bodies = purgeBodies({ [selector]: items }, { ...zone, plan });
    expect(bodies.map((body) => body[selector]?.length)).toEqual(sizes);
    expect(bodies.flatMap((body) => body[selector] ?? [])).toEqual(items);
  });

  const again = 'Correct it and call again. Nothing was purged.';
  it.each<[PurgeInput, message: string, nextStep: string]>([
    [
      {},
      'Exactly one of files, tags, hosts, prefixes and purge_everything is needed; 0 were given.',
      'Call once for each kind.',
    ],
    [
      { tags: ['a'], purge_everything: true },
      'Exactly one of files, tags, hosts, prefixes and purge_everything is needed; 2 were given.',
      'Call once for each kind.',
    ],
    [{ files: ['/a'] }, 'files: "/a" is not a full URL; write https://example.com/path.', again],
    [
      { files: ['ftp://example.com/a'] },
      'files: "ftp://example.com/a" is not a full URL; write https://example.com/path.',
      again,
    ],
    [
      { files: ['https://a@example.com/'] },
      'files: "https://a@example.com/" holds a user name or password.',
      again,
    ],
    [
      { files: ['https://:a@example.com/'] },
      'files: "https://:a@example.com/" holds a user name or password.',
      again,
    ],
    [
      { files: ['https://example.com/#a'] },
      'files: "https://example.com/#a" has a #fragment, which never reaches a server.',
      again,
    ],
    [{ files: ['https://example.net/'] }, 'files: "example.net" is not in the zone example.com.', again],
    [{ hosts: ['notexample.com'] }, 'hosts: "notexample.com" is not in the zone example.com.', again],
    [
      { prefixes: ['https://example.com/a'] },
      'prefixes: "https://example.com/a" must not have a scheme; write example.com/a.',
      again,
    ],
    [
      { prefixes: ['x://y://example.com/a'] },
      'prefixes: "x://y://example.com/a" must not have a scheme; write y://example.com/a.',
      again,
    ],
    [
      { prefixes: ['example.com/a?b'] },
      'prefixes: "example.com/a?b" must not have a query or fragment.',
      again,
    ],
    [
      { prefixes: ['example.com/a#b'] },
      'prefixes: "example.com/a#b" must not have a query or fragment.',
      again,
    ],
    [{ prefixes: ['/a'] }, 'prefixes: "" is not in the zone example.com.', again],
    ...['a b', 'a,b', '', 'é', 'x'.repeat(1_025), 'a\nb'].map((tag): [PurgeInput, string, string] => [
      { tags: [tag] },
      `tags: ${JSON.stringify(tag)} must be 1 to 1,024 printable ASCII characters without spaces and commas.`,
      again,
    ]),
  ])('of %j are refused', (input, message, nextStep) => {
    expect(() => purgeBodies(input, zone)).toThrow(InputError);
    expect(() => purgeBodies(input, zone)).toThrow(expect.objectContaining({ message, nextStep }));
  });
});

describe('a purge that may not do what its caller thinks', () => {
  const starred =
    '1 files with an asterisk name one URL each that has an asterisk in it, and no pattern: prefixes are for all below a path.';
  const bare = '1 files name the home page of a host only: hosts and prefixes are for all of it.';
  const pattern =
    '1 prefixes have an asterisk, and Cloudflare documents no patterns there (cache/how-to/purge-cache/purge_by_prefix): leave it out for all below the path.';
  const whole = '1 prefixes name a whole host: everything of it is purged.';

  it.each<[PurgeInput, readonly string[]]>([
    [{ files: ['https://example.com/*', 'https://example.com/a'] }, [starred]],
    [{ files: ['https://example.com', 'https://example.com/a/'] }, [bare]],
    [{ files: ['HTTP://example.com/'] }, [bare]],
    [{ files: ['https://example.com?a'] }, []],
    [{ files: ['https://example.com//'] }, []],
    [{ files: ['https://example.com/a?u=https://example.com/'] }, []],
    [{ files: ['https://*.example.com/', 'https://example.com/b'] }, [starred, bare]],
    [{ prefixes: ['example.com/a*', 'example.com/b'] }, [pattern]],
    [{ prefixes: ['example.com', 'example.com/b'] }, [whole]],
    [{ prefixes: ['example.com/'] }, [whole]],
    [{ prefixes: ['example.com/a/'] }, []],
    [{ prefixes: ['example.com//'] }, []],
    [{ tags: ['*'] }, []],
    [{}, []],
  ])('of %j: %j', (input, warnings) => {
    expect(purgeWarnings(input)).toEqual(warnings);
  });

  it('counts what it warns of', () => {
    const [first] = purgeWarnings({ files: ['https://example.com/*', 'https://example.com/a*'] });
    expect(first).toMatch(/^2 files with an asterisk/u);
  });
});
