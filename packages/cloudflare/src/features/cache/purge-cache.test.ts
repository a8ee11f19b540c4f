import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

describe('purge_cache', () => {
  const files = Array.from({ length: 250 }, (_, index) => `https://www.mapleandpine.com/${index}.css`);

  it('splits long lists and drops nothing', async () => {
    server.simulator.requests();
    const { data } = await server.apply('purge_cache', { zone, files });
    expect(data.changes).toHaveLength(3);
    const purged = server.simulator
      .requests()
      .filter(({ url }) => url.endsWith('/purge_cache'))
      .flatMap(({ body }) => (JSON.parse(body) as { files: string[] }).files);
    expect(purged).toEqual(files);
  });

  it('says beforehand that it cannot be undone, and refuses to', async () => {
    const planned = await server.call('purge_cache', {
      zone,
      hosts: ['www.mapleandpine.com'],
      dry_run: true,
    });
    expect(planned.data.irreversible[0]).toContain('cannot be put back');
    const { data } = await server.apply('purge_cache', { zone, hosts: ['www.mapleandpine.com'] });
    const undone = await server.call('undo_change', { change_ids: [data.change_id] });
    expect(undone.data.error.code).toBe('irreversible');
  });

  it('asks before it purges everything', async () => {
    const { data } = await server.call('purge_cache', { zone, purge_everything: true });
    expect(data).toMatchObject({ status: 'needs_confirmation' });
  });

  it.each([
    [{}, '0 were given'],
    [{ files: ['https://www.mapleandpine.com/'], tags: ['a'] }, '2 were given'],
    [{ files: ['/index.html'] }, 'not a full URL'],
    [{ files: ['https://www.example.org/'] }, 'not in the zone'],
    [{ prefixes: ['https://www.mapleandpine.com/css'] }, 'write www.mapleandpine.com/css'],
    [{ tags: ['two words'] }, 'without spaces'],
  ])('refuses %j', async (selectors, fragment) => {
    const { data } = await server.call('purge_cache', { zone, ...selectors });
    expect(data.error.message).toContain(fragment);
    expect(server.simulator.purges()).toEqual([]);
  });

  it('tells exactly what was purged when a later part fails', async () => {
    server.fault({ match: { path: '/purge_cache' }, skip: 1, fault: { kind: 'status', status: 400 } });
    const asked = await server.call('purge_cache', { zone, files });
    const { data } = asked;
    expect(data.status).toBe('failed');
    expect(data.changes.map(({ outcome }) => outcome)).toEqual(['applied', 'not_applied', 'not_applied']);
    expect(data.change_id).toMatch(/^chg_/u);
  });
});

describe('a purge that may do otherwise than its caller thinks', () => {
  it.each([
    [{ files: ['https://www.mapleandpine.com/images/*'] }, 'name one URL each that has an asterisk'],
    [{ files: ['https://www.mapleandpine.com'] }, 'the home page of a host only'],
    [{ files: ['https://www.mapleandpine.com/'] }, 'the home page of a host only'],
    [{ prefixes: ['www.mapleandpine.com'] }, 'everything of it is purged'],
    [{ prefixes: ['www.mapleandpine.com/'] }, 'everything of it is purged'],
    [{ prefixes: ['www.mapleandpine.com/*'] }, 'documents no patterns there'],
    [
      { prefixes: ['www.mapleandpine.com/css', 'www.mapleandpine.com/css/*.png'] },
      '1 prefixes have an asterisk',
    ],
    [{ prefixes: ['www.mapleandpine.com/css'] }, undefined],
    [{ files: ['https://www.mapleandpine.com/?a=1'] }, undefined],
  ])('%j', async (selectors, warning) => {
    const { data } = await server.call('purge_cache', { zone, ...selectors, dry_run: true });
    if (warning === undefined) expect(data.warnings ?? []).toEqual([]);
    else expect(data.warnings.join(' ')).toContain(warning);
  });
});
