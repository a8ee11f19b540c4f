import { createHash } from 'node:crypto';
import type { Change } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { World } from '../../../test/support/world.ts';

const name = 'Note.txt';
const scope = { id: 'file', name: 'file' };

function stateOf(text: string) {
  return { name, size: text.length, sha1: createHash('sha1').update(text).digest('hex') };
}

/** A file of which versions were uploaded, each by somebody at a second of its own, oldest first. */
async function filed(...versions: readonly (readonly [user: string, text: string])[]) {
  const world = new World();
  const services = world.services();
  const put = (user: string, text: string): void => {
    world.wiki.store.upload(name, Buffer.from(text), '', { user, comment: '' });
    for (const [index, each] of (world.wiki.store.files.get(name) ?? []).entries())
      if (each.archiveName !== undefined) each.archiveName = `2026010100000${index}!${name}`;
  };
  for (const [user, text] of versions) put(user, text);
  // Who the account is becomes known by the first request.
  await services.files.find(`File:${name}`);
  return { executor: world.files(services), put, world };
}

function version(from: string | undefined, to: string): Change {
  const object = { resource: 'file', scope, summary: 'file' };
  return from === undefined
    ? { ...object, action: 'create', after: stateOf(to) }
    : { ...object, action: 'update', id: '1', before: stateOf(from), after: stateOf(to) };
}

describe('a version of a file whose answer is lost', () => {
  it.each([
    ['was not stored', [], 'not_applied'],
    ['was stored', [['Admin', 'new']], 'applied'],
    ['was stored by somebody else', [['Olu', 'new']], 'not_applied'],
    [
      'was stored, and somebody else stored another one',
      [
        ['Admin', 'new'],
        ['Olu', 'other'],
      ],
      'unknown',
    ],
    ['was stored by somebody else alone', [['Olu', 'other']], 'not_applied'],
    ['became another one of the same second', [['Admin', 'older']], 'unknown'],
  ] as const)('%s', async (_, later, verdict) => {
    const { executor, put } = await filed(['Olu', 'older'], ['Olu', 'old']);
    for (const [user, text] of later) put(user, text);
    expect(await executor.reconcile([version('old', 'new')])).toMatchObject({ verdict });
  });

  it.each([
    ['was the first, and stored', [['Admin', 'new']], 'applied'],
    ['was the first, and is not there', [], 'not_applied'],
    ['was the first, of somebody else', [['Olu', 'new']], 'not_applied'],
  ] as const)('%s', async (_, versions, verdict) => {
    const { executor } = await filed(...versions);
    expect(await executor.reconcile([version(undefined, 'new')])).toMatchObject({ verdict });
  });
});

describe('an older version', () => {
  it('is put back', async () => {
    const { executor } = await filed(['Olu', 'old'], ['Olu', 'new']);
    expect(await executor.apply([version('new', 'old')])).toMatchObject([{ observed: stateOf('old') }]);
  });

  it('is not put back where the wiki has two of one second under one name', async () => {
    const { executor, world } = await filed(['Olu', 'older'], ['Olu', 'old'], ['Olu', 'new']);
    for (const each of world.wiki.store.files.get(name) ?? [])
      if (each.archiveName !== undefined) each.archiveName = `20260101000000!${name}`;
    await expect(executor.apply([version('new', 'old')])).rejects.toMatchObject({ code: 'irreversible' });
    expect(world.wiki.store.files.get(name)).toHaveLength(3);
  });
});
