import { describe, expect, it } from 'vitest';
import { keyOf, namespaceKey } from './namespace-key.ts';

describe('the key of a namespace', () => {
  it.each([
    [0, '', 'main'],
    [3, 'User talk', 'user_talk'],
    [4, 'Project', 'project'],
    [3000, 'باغچه', 'باغچه'],
    // One name that cannot be written as an option must not end the use of the whole wiki.
    [3002, 'Q&A', '3002'],
    [3004, "Who's who", '3004'],
    [3006, 'hidden\u202e', '3006'],
    [3008, 'Main', '3008'],
    [3010, '0', '3010'],
  ])('of number %i and name %j is %s, and can be given as an option', (id, name, key) => {
    expect(keyOf(id, name)).toBe(key);
    expect(namespaceKey(key)).toBe(key);
  });
});
