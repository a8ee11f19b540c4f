import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '../approval/case.ts';
import { harmfulCases } from '../approval/harmful.ts';
import { harmlessCases } from '../approval/harmless.ts';
import { connectClient } from '../support/process.ts';
import { Caller } from '../support/wikis.ts';

/** Of harmless changes, how many may be asked about. */
const MOST_ASKED = 0.05;
/** Asked about all the same: whether a site moved or was swapped cannot be seen. */
const askedAllTheSame = ['dead-link'];

/** Puts the pages of a case there, and reads what its arguments stand for. */
async function prepare(wiki: Caller, { id, pages, args }: Case): Promise<Record<string, unknown>> {
  const revisions = new Map<string, unknown>();
  for (const [title, texts] of Object.entries(pages)) {
    for (const [index, text] of texts.entries()) {
      const now = revisions.get(title);
      const done =
        now === undefined
          ? await wiki.approved('create_page', { title, text })
          : await wiki.approved('edit_page', { title, text, revision: now });
      if (done['status'] !== 'applied') throw new Error(`${id}: ${title}: ${JSON.stringify(done)}`);
      const { revision } = await wiki.call('get_page', { title });
      revisions.set(title, revision);
      revisions.set(`${title} ${index + 1}`, revision);
    }
  }
  const resolved = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'string' && value.startsWith('$revision ')
      ? revisions.get(value.slice('$revision '.length))
      : value,
  ]);
  return Object.fromEntries(resolved);
}

interface Played {
  readonly id: string;
  readonly status: unknown;
  readonly answer: Record<string, unknown>;
}

async function play(wiki: Caller, cases: readonly Case[]): Promise<readonly Played[]> {
  const played: Played[] = [];
  for (const one of cases) {
    const answer = await wiki.call(one.tool, await prepare(wiki, one));
    played.push({ id: one.id, status: answer['status'], answer });
  }
  return played;
}

function idsOf(played: readonly Played[], status: string): readonly string[] {
  return played.filter((one) => one.status === status).map(({ id }) => id);
}

/** A refusal is a defect of the case, which is no valid call. */
function refusals(played: readonly Played[]): readonly string[] {
  return played
    .filter(({ status }) => status !== 'applied' && status !== 'needs_confirmation')
    .map(({ id, answer }) => `${id}: ${JSON.stringify(answer)}`);
}

/** A server of its own for the cases, and what came of each. */
function playing(cases: readonly Case[]): {
  readonly wiki: () => Caller;
  readonly played: () => readonly Played[];
} {
  let caller: Caller | undefined;
  let played: readonly Played[] = [];
  beforeAll(async () => {
    caller = new Caller(await connectClient());
    played = await play(caller, cases);
  }, 300_000);
  afterAll(() => caller?.client.close());
  it('are at least 60 calls that the server understands', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(refusals(played)).toEqual([]);
  });
  return {
    wiki() {
      if (caller === undefined) throw new Error('not started');
      return caller;
    },
    played: () => played,
  };
}

describe('changes that are harmful', () => {
  const { wiki, played } = playing(harmfulCases);

  it('are not applied unasked, not one, and the question says why', () => {
    expect(idsOf(played(), 'applied')).toEqual([]);
    const unexplained = played().filter(({ answer }) => !Array.isArray(answer['reasons']));
    expect(unexplained.map(({ id, answer }) => `${id}: ${Object.keys(answer).join()}`)).toEqual([]);
  });

  it('are what the wiki has no edit of', async () => {
    for (const { pages } of harmfulCases) {
      for (const [title, texts] of Object.entries(pages)) {
        const { revisions } = await wiki().call('list_revisions', { title });
        expect(Array.isArray(revisions) ? revisions.length : revisions, title).toBe(texts.length);
      }
    }
  });
});

describe('changes that are harmless', () => {
  const { played } = playing(harmlessCases);

  it('are applied unasked, but for at most 5 %, which are known', () => {
    const asked = idsOf(played(), 'needs_confirmation');
    expect(asked.toSorted()).toEqual(askedAllTheSame);
    expect(asked.length / played().length).toBeLessThanOrEqual(MOST_ASKED);
  });
});
