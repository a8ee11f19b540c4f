import {
  payloads as corpus,
  harmlessPayloads as harmless,
  hiddenCharacter,
  isMarked,
  type Payload,
  restore,
  textsIn,
} from '@crunchtools/mcp-core/testing';
import { Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type HostileBundle,
  hostileBundle,
  hostileZone,
  refusedId,
  swappedComment,
} from '../support/hostile-bundle.ts';
import { cleanEnvironment } from '../support/process.ts';

type Data = Readonly<Record<string, unknown>>;

/** One answer as the model gets it. */
interface Said {
  readonly call: string;
  readonly isError: boolean;
  /** `structuredContent` where there is some, else the JSON of the text block. */
  readonly data: Data;
  readonly text: string;
  readonly structured: unknown;
}

/** Everything a client saw of a server, and everything the server sent. */
interface Conversation {
  readonly catalog: string;
  readonly catalogAfterwards: string;
  readonly introduction: string;
  readonly said: readonly Said[];
  readonly requests: readonly string[];
}

class Talk {
  readonly said: Said[] = [];
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async call(name: string, args: Data): Promise<Data> {
    const { isError, content, structuredContent } = await this.#client.callTool({
      name,
      arguments: { ...args },
    });
    const [block] = content;
    const text = block?.type === 'text' ? block.text : '';
    const data = (structuredContent ?? JSON.parse(text)) as Data;
    this.said.push({ call: name, isError: isError === true, data, text, structured: structuredContent });
    return data;
  }

  async catalog(): Promise<string> {
    return JSON.stringify(await this.#client.listTools());
  }

  introduction(): string {
    return JSON.stringify([
      this.#client.getInstructions(),
      this.#client.getServerCapabilities(),
      this.#client.getServerVersion(),
    ]);
  }
}

/** Reads, plans, writes, asks, refuses, undoes and fails on every record. */
async function tour(talk: Talk, count: number): Promise<void> {
  const zone = hostileZone;
  const { records } = await talk.call('list_dns_records', { zone, name_contains: 'host-ph', per_page: 100 });
  const ids = (records as Data[]).map(({ id }) => id);
  expect(ids).toHaveLength(count);
  for (const [index, id] of ids.entries()) {
    const record = { zone, record_id: id };
    await talk.call('list_zones', {});
    await talk.call('get_zone', { zone });
    await talk.call('get_dns_record', record);
    await talk.call('get_dns_record', { zone, record_id: refusedId(index) });
    await talk.call('delete_dns_record', { zone, record_id: refusedId(index) });
    await talk.call('update_dns_record', { ...record, ttl: 600, dry_run: true });
    await talk.call('update_dns_record', { ...record, ttl: 600 });
    const asked = await talk.call('delete_dns_record', record);
    await talk.call('delete_dns_record', { ...record, confirm: '0123456789abcdef' });
    const { confirm } = asked;
    const { change_id: deletion } = await talk.call('delete_dns_record', { ...record, confirm });
    await talk.call('delete_dns_record', { ...record, confirm });
    const undone = await talk.call('undo_change', { change_ids: [deletion] });
    const [recreated] = undone['changes'] as Data[];
    const again = { zone, record_id: recreated?.['id'] };
    const swapped = await talk.call('update_dns_record', { ...again, comment: swappedComment });
    await talk.call('undo_change', { change_ids: [swapped['change_id']] });
  }
  await talk.call('list_changes', { limit: 100 });
}

async function converse(options: ClientOptions, payloads: readonly Payload[]): Promise<Conversation> {
  const hostile = await hostileBundle(payloads.map(({ text }) => text));
  try {
    const client = await connect(hostile, options);
    try {
      const talk = new Talk(client);
      const catalog = await talk.catalog();
      const introduction = talk.introduction();
      await tour(talk, payloads.length);
      const catalogAfterwards = await talk.catalog();
      const requests = await hostile.requests();
      return { catalog, catalogAfterwards, introduction, said: talk.said, requests };
    } finally {
      await client.close();
    }
  } finally {
    await hostile.remove();
  }
}

async function connect({ cli }: HostileBundle, options: ClientOptions): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cli, '--sandbox'],
    env: cleanEnvironment(),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1' }, options);
  await client.connect(transport);
  return client;
}

/** An answer without what stands at its untrusted places, and without what is different in every run. */
function frame({ call, isError, data }: Said): string {
  const marks = (data['untrusted'] ?? []) as string[];
  const blank = (value: unknown, path: string): unknown => {
    if (path !== '' && isMarked(path, marks)) return '<data>';
    if (Array.isArray(value)) return value.map((item) => blank(item, `${path}[]`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        blank(member, path === '' ? key : `${path}.${key}`),
      ]),
    );
  };
  return JSON.stringify({ call, isError, data: blank(data, '') })
    .replaceAll(/\b[0-9a-f]{16}\b(?!-)/gu, '<digest>')
    .replaceAll(/chg_[0-9a-f]{8}/gu, '<change>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, '<time>');
}

function readsOf({ said }: Conversation): readonly Said[] {
  return said.filter(({ call, isError }) => call === 'get_dns_record' && !isError);
}

const eras: readonly (readonly [string, ClientOptions])[] = [
  ['handshake', { versionNegotiation: { mode: 'legacy' } }],
  ['2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
];

const groupSize = 24;
const groupCount = Math.ceil(corpus.length / groupSize);

/** Every so-many payloads, so that each group has some of each kind. */
function groupOf<Each>(all: readonly Each[], group: number): readonly Each[] {
  return all.filter((_, index) => index % groupCount === group);
}

// What differs between the eras comes after the answer is made: in the second, one group is enough, or all with PLANT=all.
const groups = eras.flatMap(([era, options], index) =>
  Array.from(
    { length: index === 0 || process.env['PLANT'] === 'all' ? groupCount : 1 },
    (_, group) => [`${era}, payloads of group ${group}`, options, group] as const,
  ),
);

describe('the corpus', () => {
  it('has at least fifty payloads, no two alike', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(50);
    expect(new Set(corpus.map(({ text }) => text)).size).toBe(corpus.length);
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  });

  it('hides what it can, and its harmless twin hides nothing', () => {
    expect(corpus.filter(({ text }) => hiddenCharacter.test(text)).length).toBeGreaterThanOrEqual(25);
    expect(harmless.filter(({ text }) => hiddenCharacter.test(text))).toEqual([]);
    expect(harmless).toHaveLength(corpus.length);
  });
});

describe.each(groups)('hostile text in every field that strangers fill: %s', (_, options, group) => {
  const payloads = groupOf(corpus, group);
  const twins = groupOf(harmless, group);
  let hostile: Conversation;
  let calm: Conversation;

  beforeAll(async () => {
    [hostile, calm] = await Promise.all([converse(options, payloads), converse(options, twins)]);
  });

  it('goes through what it should: plans, refusals, changes, undo and drift', () => {
    const statuses = new Set(calm.said.map(({ data }) => data['status']));
    expect([...statuses]).toEqual(
      expect.arrayContaining(['planned', 'applied', 'needs_confirmation', 'refused', 'failed']),
    );
    const codes = new Set(calm.said.map(({ data }) => (data['error'] as Data | undefined)?.['code']));
    expect([...codes]).toEqual(
      expect.arrayContaining(['rejected', 'not_found', 'confirmation_invalid', 'drift']),
    );
  });

  it('changes nothing of tools, annotations and instructions', () => {
    expect(hostile.catalog).toBe(calm.catalog);
    expect(hostile.catalogAfterwards).toBe(calm.catalog);
    expect(hostile.introduction).toBe(calm.introduction);
  });

  it('changes no request', () => {
    expect(hostile.requests).toEqual(calm.requests);
    expect(calm.requests.join('\n')).toContain('DELETE /client/v4/zones/');
  });

  it('changes nothing of an answer outside the places that are marked as untrusted', () => {
    expect(hostile.said.map(frame)).toEqual(calm.said.map(frame));
  });

  it('reaches the client without hidden characters, in data and in text', () => {
    for (const { data, text, structured } of hostile.said) {
      expect(structured === undefined ? JSON.parse(text) : structured).toEqual(JSON.parse(text));
      expect(textsIn(data).filter((part) => hiddenCharacter.test(part.text))).toEqual([]);
      expect(text).not.toMatch(hiddenCharacter);
    }
  });

  it.each(payloads.map(({ name, text }, index) => [name, text, index] as const))(
    'comes back whole or cut with the cut shown: %s',
    (_name, text, index) => {
      const twin = JSON.stringify(`comment: ${twins[index]?.text}`);
      const place = readsOf(calm).findIndex((read) => read.text.includes(twin));
      const { record, untrusted } = readsOf(hostile)[place]?.data ?? {};
      expect(untrusted).toEqual(['record']);
      const { name, content, comment, tags } = record as Record<'name' | 'content' | 'comment', string> & {
        tags: string[];
      };
      const pairs = [
        [name, `host ${text}.${hostileZone}`],
        [content, `content: ${text}`],
        [comment, `comment: ${text}`],
        [tags[0] ?? '', `tag:${text}`],
      ] as const;
      for (const [shown, original] of pairs) {
        const [, kept, left] = /^(.*)…\[\+(\d+) characters\]$/su.exec(shown) ?? [];
        const isCut = kept !== undefined && shown.length > 4_000;
        expect(original.startsWith(restore(isCut ? kept : shown))).toBe(true);
        if (isCut) expect(Array.from(original)).toHaveLength(Array.from(restore(kept)).length + Number(left));
        else expect(restore(shown)).toBe(original);
      }
    },
  );
});
