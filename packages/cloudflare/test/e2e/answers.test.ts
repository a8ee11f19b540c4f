import { afterAll, describe, expect, it } from 'vitest';
import { type AskedPeer, handshakePeer, modernPeer } from '../support/asked-peer.ts';

/**
 * What comes of every answer that a client which says that it can ask may give to a question: all shapes, in every
 * revision that knows questions, in every mode that asks. Only one of them approves.
 */

const zone = 'mapleandpine.com';
const purge = { zone, purge_everything: true };

const accept = (content: unknown): Record<string, unknown> => ({ result: { action: 'accept', content } });

type Row = readonly [what: string, response: Record<string, unknown>, message: RegExp];

/** On a busy machine a program takes as long as a person: unit tests know the second. */
const declined = /answered decline at once|user was asked and declined/u;

/** Answers that every revision can carry. */
const shapes: readonly Row[] = [
  ['declines', { result: { action: 'decline' } }, declined],
  [
    'cancels',
    { result: { action: 'cancel' } },
    /answered cancel at once|question was closed without an answer/u,
  ],
  ['declines with content', { result: { action: 'decline', content: { approve: true } } }, declined],
  ['leaves the box off', accept({ approve: false }), /its box "Apply these changes" was left off/u],
  [
    'accepts without content',
    { result: { action: 'accept' } },
    /malformed: it accepts a form without content/u,
  ],
  ['accepts with nothing in it', accept({}), /malformed: .* has no member approve/u],
  ['accepts with a text', accept({ approve: 'true' }), /malformed: approve is a string, not true or false/u],
  ['accepts with a number', accept({ approve: 1 }), /malformed: approve is a number/u],
  ['accepts with null', accept({ approve: null }), /malformed: approve is null/u],
  ['accepts with a list', accept({ approve: [true] }), /malformed: approve is a list/u],
  ['accepts with an object', accept({ approve: { value: true } }), /malformed: approve is an object/u],
  [
    'accepts another member',
    accept({ Approve: true, confirm: true }),
    /malformed: .* has no member approve/u,
  ],
  ['accepts, its content a list', accept([true]), /malformed: the content of its form is a list/u],
  [
    'accepts, its content a text',
    accept('{"approve": true}'),
    /malformed: the content of its form is a string/u,
  ],
  ['accepts, its content null', accept(null), /malformed: the content of its form is null/u],
  ['accepts, its content true', accept(true), /malformed: the content of its form is a boolean/u],
  [
    'has an unknown action',
    { result: { action: 'approve', content: { approve: true } } },
    /malformed: its action is none of/u,
  ],
  [
    'has an action in capitals',
    { result: { action: 'ACCEPT', content: { approve: true } } },
    /malformed: its action/u,
  ],
  ['has no action', { result: { content: { approve: true } } }, /malformed/u],
  ['is an empty object', { result: {} }, /malformed/u],
  [
    'wraps its result',
    { result: { method: 'elicitation/create', result: { action: 'accept', content: { approve: true } } } },
    /malformed/u,
  ],
  ['is null', { result: null }, /malformed/u],
  ['is a text', { result: 'accept' }, /malformed/u],
  ['is a list', { result: [{ action: 'accept', content: { approve: true } }] }, /malformed/u],
  ['is true', { result: true }, /malformed/u],
];

/** Answers that only a JSON-RPC response can be. */
const responses: readonly Row[] = [
  ['has neither result nor error', {}, /malformed: it has neither/u],
  ['has an error that is a text', { error: 'no' }, /malformed: it has neither/u],
  ['has an error without code', { error: { message: 'no' } }, /malformed: it has neither/u],
  [
    'is an internal error',
    { error: { code: -32_603, message: 'no window' } },
    /with an error \(code -32603\)/u,
  ],
  [
    'refuses the parameters',
    { error: { code: -32_602, message: 'bad form' } },
    /with an error \(code -32602\)/u,
  ],
  [
    'does not know the request, after it had answered others',
    { error: { code: -32_601, message: 'what?' } },
    /with an error \(code -32601\)/u,
  ],
];

const modes = ['auto', 'always', 'strict'] as const;
const handshakes = ['2025-06-18', '2025-11-25'] as const;

const peers: AskedPeer[] = [];
afterAll(async () => {
  await Promise.all(peers.map(({ server }) => server.stop()));
});

function kept(peer: AskedPeer): AskedPeer {
  peers.push(peer);
  return peer;
}

describe.each(modes)('with --confirm %s', (mode) => {
  const worlds: readonly (readonly [string, () => Promise<AskedPeer>, readonly Row[]])[] = [
    ...handshakes.map(
      (revision) =>
        [revision, () => handshakePeer(revision, ['--confirm', mode]), [...shapes, ...responses]] as const,
    ),
    ['2026-07-28', async () => modernPeer(['--confirm', mode]), shapes],
  ];

  it.each(worlds)(
    'a client of %s is asked once, gets no digest, and approves by one shape only',
    async (_, open, rows) => {
      const peer = kept(await open());
      for (const [what, response, message] of rows) {
        const { data, questions } = await peer.call('purge_cache', purge, response);
        expect(questions, what).toHaveLength(1);
        expect(data, what).toMatchObject({ status: 'refused', error: { code: 'confirmation_invalid' } });
        expect(data, what).not.toHaveProperty('confirm');
        const said: unknown = Reflect.get(Object(data['error']), 'message');
        expect(String(said), what).toMatch(message);
        expect(String(said), what).toMatch(/Nothing was changed\.$/u);
      }
      const { data, questions } = await peer.call('purge_cache', purge, accept({ approve: true }));
      expect(questions).toHaveLength(1);
      expect(data).toMatchObject({ status: 'applied' });
    },
  );
});

describe('a client that declares elicitation and does not know the request', () => {
  const unknown = { error: { code: -32_601, message: 'Method not found' } };

  it.each(handshakes)(
    'of %s is taken for one that cannot ask, when it says so at the first question',
    async (revision) => {
      const peer = kept(await handshakePeer(revision, []));
      const first = await peer.call('purge_cache', purge, unknown);
      expect(first.questions).toHaveLength(1);
      expect(first.data).toMatchObject({ status: 'needs_confirmation' });
      const confirmed = await peer.call('purge_cache', { ...purge, confirm: first.data['confirm'] }, unknown);
      expect(confirmed).toMatchObject({ questions: [], data: { status: 'applied' } });
      const second = await peer.call('purge_cache', purge, accept({ approve: true }));
      expect(second).toMatchObject({ questions: [], data: { status: 'needs_confirmation' } });
    },
  );

  it.each(handshakes)('of %s gets nothing with --confirm strict', async (revision) => {
    const peer = kept(await handshakePeer(revision, ['--confirm', 'strict']));
    const { data } = await peer.call('purge_cache', purge, unknown);
    expect(data).toMatchObject({ status: 'refused', error: { code: 'refused_by_policy' } });
  });
});

/** Arguments of a record that nobody is asked about. */
function small(index: number): Record<string, unknown> {
  return { zone, type: 'TXT', name: `small-${index}`, content: `"${index}"` };
}

describe('many small changes', () => {
  it('are asked about once they add up, with what was done so far', async () => {
    const peer = kept(modernPeer([]));
    const no = { result: { action: 'decline' } };
    for (let index = 0; index < 50; index += 1) {
      expect(await peer.call('create_dns_record', small(index), no)).toMatchObject({
        questions: [],
        data: { status: 'applied' },
      });
    }
    const { data, questions } = await peer.call('create_dns_record', small(50), no);
    expect(questions[0]).toMatch(
      /In the last ten minutes 50 objects were changed without a question \(50 × create dns record\)/u,
    );
    expect(data).toMatchObject({ status: 'refused' });
    const approved = await peer.call('create_dns_record', small(50), accept({ approve: true }));
    expect(approved.data).toMatchObject({ status: 'applied' });
    const next = await peer.call('create_dns_record', small(51), no);
    expect(next).toMatchObject({ questions: [], data: { status: 'applied' } });
  });

  it('of a large share of a zone are asked about, whatever the time', async () => {
    const peer = kept(modernPeer([]));
    const no = { result: { action: 'decline' } };
    const total = Number((await peer.call('list_dns_records', { zone }, no)).data['total']);
    // A comment harms nobody, so each of these is nothing to ask about.
    let asked: string | undefined;
    let done = 0;
    for (let index = 0; asked === undefined && index < total; index += 1) {
      const made = await peer.call(
        'create_dns_record',
        { zone, type: 'TXT', name: `s-${index}`, content: '"x"' },
        no,
      );
      const id: unknown = Reflect.get(Object(Reflect.get(Object(made.data['changes']), 0)), 'id');
      const edited = await peer.call('update_dns_record', { zone, record_id: id, comment: 'seen' }, no);
      [asked] = edited.questions;
      done += 1;
    }
    expect(done).toBeLessThan(50);
    expect(asked).toMatch(
      /that were changed without a question so far, this changes \d+ % of the \d+ objects/u,
    );
  });

  it('go no further than --max-changes, whoever approves', async () => {
    const peer = kept(modernPeer(['--max-changes', '2/1h', '--confirm', 'never']));
    const yes = accept({ approve: true });
    for (const index of [0, 1])
      expect((await peer.call('create_dns_record', small(index), yes)).data).toMatchObject({
        status: 'applied',
      });
    expect((await peer.call('create_dns_record', small(2), yes)).data).toMatchObject({
      status: 'refused',
      error: { code: 'refused_by_policy', message: expect.stringContaining('--max-changes 2/1h') },
    });
    expect((await peer.call('create_dns_record', { ...small(2), dry_run: true }, yes)).data).toMatchObject({
      status: 'planned',
    });
  });
});
