import { describe, expect, it } from 'vitest';
import type { Before, Case } from '../approval/case.ts';
import { harmfulCases } from '../approval/harmful.ts';
import { harmlessCases } from '../approval/harmless.ts';
import { harmfulLibrary, harmlessLibrary } from '../approval/library.ts';
import { idIn } from '../support/posts.ts';
import { connectClient } from '../support/process.ts';
import { Caller } from '../support/sites.ts';

/** Of harmless changes, how many may be asked about. */
const MOST_ASKED = 0.05;
/** So many cases share a server: what was done unasked in ten minutes counts, too. */
const AT_ONCE = 8;

const at = '2097-01-01T00:00:00Z';
const steps: Readonly<Record<string, readonly (readonly [tool: string, more: object])[]>> = {
  publish: [['publish_post', {}]],
  future: [['schedule_post', { at }]],
  pending: [['update_post', { status: 'pending' }]],
  private: [['unpublish_post', { to: 'private' }]],
  trash: [['delete_post', {}]],
};

/** Puts a post there, and gives its id. */
async function put(site: Caller, { type, title, texts, status = 'draft' }: Before): Promise<number> {
  const [content = '', ...later] = texts;
  const id = idIn(
    await site.approved('create_post', { title, content, ...(type === undefined ? {} : { type }) }),
  );
  for (const text of later) {
    const { version } = await site.call('get_post', { id });
    await site.approved('edit_post', { id, version, content: text });
  }
  for (const [tool, more] of steps[status] ?? []) {
    const done = await site.approved(tool, { id, ...more });
    if (done['status'] !== 'applied') throw new Error(`${title}: ${tool}: ${JSON.stringify(done)}`);
  }
  return id;
}

/** What a case's arguments stand for. */
async function resolved(site: Caller, { posts, args }: Case): Promise<Record<string, unknown>> {
  const ids: number[] = [];
  for (const before of posts) ids.push(await put(site, before));
  const [id] = ids;
  const { version } = id === undefined ? {} : await site.call('get_post', { id });
  const wantsRevision = Object.values(args).includes('$revision');
  const { revisions } = wantsRevision ? await site.call('list_revisions', { id }) : {};
  const oldest: unknown = Array.isArray(revisions) ? revisions.at(-1) : undefined;
  const revision =
    typeof oldest === 'object' && oldest !== null && 'revision' in oldest ? oldest.revision : undefined;
  const known: Readonly<Record<string, unknown>> = {
    $id: id,
    $ids: ids,
    $version: version,
    $revision: revision,
  };
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'string' && value in known ? known[value] : value,
    ]),
  );
}

interface Played {
  readonly id: string;
  readonly answer: Record<string, unknown>;
}

async function play(cases: readonly Case[]): Promise<readonly Played[]> {
  const played: Played[] = [];
  for (let first = 0; first < cases.length; first += AT_ONCE) {
    const site = new Caller(await connectClient());
    for (const one of cases.slice(first, first + AT_ONCE))
      played.push({ id: one.id, answer: await site.call(one.tool, await resolved(site, one)) });
    await site.client.close();
  }
  return played;
}

function idsOf(played: readonly Played[], status: string): readonly string[] {
  return played.filter(({ answer }) => answer['status'] === status).map(({ id }) => id);
}

/** A refusal, or a plan without changes, is a defect of the case. */
function refusals(played: readonly Played[]): readonly string[] {
  return played
    .filter(({ answer }) => {
      const { status, changes } = answer;
      return (
        !['applied', 'needs_confirmation'].includes(String(status)) ||
        !Array.isArray(changes) ||
        changes.length === 0
      );
    })
    .map(({ id, answer }) => `${id}: ${JSON.stringify(answer)}`);
}

function requireCases(cases: readonly Case[], played: readonly Played[]): void {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(refusals(played)).toEqual([]);
}

describe('changes of posts', () => {
  it('that are harmful are not applied unasked, not one, and the question says why', async () => {
    const cases = [...harmfulCases, ...harmfulLibrary];
    const played = await play(cases);
    requireCases(cases, played);
    expect(idsOf(played, 'applied')).toEqual([]);
    expect(played.filter(({ answer }) => !Array.isArray(answer['reasons'])).map(({ id }) => id)).toEqual([]);
  }, 300_000);

  it('that are harmless are applied unasked, but for at most 5 %, which are known', async () => {
    const cases = [...harmlessCases, ...harmlessLibrary];
    const played = await play(cases);
    requireCases(cases, played);
    const asked = idsOf(played, 'needs_confirmation');
    expect(asked.toSorted()).toEqual([]);
    expect(asked.length / played.length).toBeLessThanOrEqual(MOST_ASKED);
  }, 300_000);
});
