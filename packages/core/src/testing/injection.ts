import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Client, ClientOptions } from '@modelcontextprotocol/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { textOfPages } from '../document/page.ts';
import { restore } from '../untrusted/neutralise.ts';
import type { Arguments } from './caller.ts';
import { payloads as allPayloads, harmlessPayloads, type Payload } from './payloads.ts';
import { connectFile } from './process.ts';
import { standIn } from './stand-in.ts';
import { bundlesOfServer, type TestedServer } from './tested-server.ts';
import { hiddenCharacter, isMarked, textsIn } from './texts.ts';
import { isRecord } from './tool-client.ts';

/** How payloads come into what a service answers. The tour names them by number, `ph3ph`, and so does the service store them. */
export interface HostileService {
  /** Texts of the service in whose place payloads stand, in turn: names that only strangers choose. */
  readonly fixed: readonly string[];
  /** A part of a name as it is stored, and how it is shown, so that no payload makes a name that the server's rules would take. */
  readonly renamed: readonly [stored: string, shown: string];
  /** A text that the service stores as another payload when it is written. */
  readonly swapped: string;
  /** Requests (`METHOD /path body`) that are refused, with the number of a payload as the first group; its radix; and with what. */
  readonly refusal: {
    readonly request: string;
    readonly radix: number;
    readonly statuses: readonly number[];
    /** `{payload}` stands for it. */
    readonly answer: unknown;
  };
  /** What of requests and answers is other in each run, as sources of expressions. */
  readonly masks: readonly string[];
}

export interface Injection {
  readonly server: TestedServer;
  readonly service: HostileService;
  /** Reads, plans, writes, asks, refuses, undoes and fails on an object with each payload. */
  readonly tour: (talk: Talk, count: number) => Promise<void>;
  /** What answers and errors the tour comes to, so that it proves something. */
  readonly statuses: readonly string[];
  readonly codes: readonly string[];
  /** In the requests of the tour. */
  readonly requests: string;
  /** The tool that shows an object, the places that it lists as untrusted there, and the texts of one with their originals. */
  readonly read: {
    readonly tool: string;
    readonly untrusted: readonly string[];
    readonly texts: (data: Data) => readonly Shown[];
    readonly originals: (payload: string) => readonly string[];
  };
  /** Whether what is written is JSON, which carries every text; a form has no lone surrogates. */
  readonly carries: 'json' | 'forms';
  /**
   * The server is on a real service through a relay (`relayingServer`), where it stores `ph3ph`: payloads stand in its answers alone.
   * Harmless texts are in those of another one, in the same state, so that both give the same ids. Of the payloads so many are tried.
   */
  readonly real?: { readonly twin: TestedServer; readonly payloads: number };
}

export type Data = Readonly<Record<string, unknown>>;

/** A text as an answer shows it, or one put together from pieces, with nothing hidden or cut any more. */
export type Shown = string | { readonly whole: string };

/** The text of a page of a document that an answer shows in lines. */
export function wholePage({
  lines,
  first_line: first,
  total_lines: total,
  continued,
  line_ends: ends,
}: Data): Shown {
  return {
    whole: textOfPages([
      {
        lines: (Array.isArray(lines) ? lines : []).map((line) => restore(String(line))),
        first_line: Number(first),
        total_lines: Number(total),
        ...(Array.isArray(continued) ? { continued: continued.map(Number) } : {}),
        ...(ends === 'crlf' ? { line_ends: 'crlf' } : {}),
      },
    ]),
  };
}

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

/** A client that remembers what it was told. */
export class Talk {
  readonly said: Said[] = [];
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async call(name: string, args: Arguments): Promise<Data> {
    const { isError, content, structuredContent } = await this.#client.callTool({
      name,
      arguments: { ...args },
    });
    const [block] = content;
    const text = block?.type === 'text' ? block.text : '';
    const found: unknown = structuredContent ?? JSON.parse(text);
    const data = isRecord(found) ? found : {};
    this.said.push({ call: name, isError: isError === true, data, text, structured: structuredContent });
    return data;
  }

  async catalog(): Promise<string> {
    return JSON.stringify(await this.#client.listTools());
  }

  introduction(): string {
    const client = this.#client;
    return JSON.stringify([
      client.getInstructions(),
      client.getServerCapabilities(),
      client.getServerVersion(),
    ]);
  }
}

function logIn(folder: string): string {
  return path.join(folder, 'requests.txt');
}

async function converse(
  { service, tour }: Injection,
  server: TestedServer,
  options: ClientOptions,
  payloads: readonly Payload[],
): Promise<Conversation> {
  const wire = fileURLToPath(new URL('wire.cjs', import.meta.url));
  const hostile = await standIn(
    bundlesOfServer(server).bundle,
    new URL('hostile-sandbox.cjs', import.meta.url),
    (folder) => ({
      hostile: { ...service, wire, log: logIn(folder), payloads: payloads.map(({ text }) => text) },
    }),
  );
  appendFileSync(logIn(hostile.folder), '');
  try {
    const client = await connectFile([hostile.cli, '--sandbox'], options);
    try {
      const talk = new Talk(client);
      const catalog = await talk.catalog();
      const introduction = talk.introduction();
      await tour(talk, payloads.length);
      const catalogAfterwards = await talk.catalog();
      const log = await readFile(logIn(hostile.folder), 'utf8');
      const requests = log.split('\n').filter((line) => line !== '');
      return { catalog, catalogAfterwards, introduction, said: talk.said, requests };
    } finally {
      await client.close();
    }
  } finally {
    await hostile.remove();
  }
}

/** An answer without what stands at its untrusted places, and without what is different in every run. */
function frame({ call, isError, data }: Said, masks: readonly string[]): string {
  const listed = data['untrusted'];
  const marks = Array.isArray(listed) ? listed.map(String) : [];
  const blank = (value: unknown, place: string): unknown => {
    if (place !== '' && isMarked(place, marks)) return '<data>';
    if (Array.isArray(value)) return value.map((item) => blank(item, `${place}[]`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        blank(member, place === '' ? key : `${place}.${key}`),
      ]),
    );
  };
  return masks
    .reduce(
      (text, mask) => text.replaceAll(new RegExp(mask, 'gu'), '<masked>'),
      JSON.stringify({ call, isError, data: blank(data, '') }),
    )
    .replaceAll(/\b[0-9a-f]{16}\b(?!-)/gu, '<digest>')
    .replaceAll(/chg_[0-9a-f]{8}/gu, '<change>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, '<time>');
}

const eras: readonly (readonly [string, ClientOptions])[] = [
  ['handshake', { versionNegotiation: { mode: 'legacy' } }],
  ['2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
];

const groupSize = 24;

/**
 * What a server has to do with text that speaks to the model: beside a service full of harmless texts, one full of hostile ones
 * changes nothing but what is marked as a stranger's: not the catalog, not a request, not a word of an answer.
 */
export function describeInjection(injection: Injection): void {
  const { server, read, statuses, codes, carries, real } = injection;
  const carried = (text: string): boolean => carries === 'json' || !/\p{Surrogate}/u.test(text);
  const corpus = allPayloads.filter(({ text }) => carried(text));
  const groupCount = Math.ceil(corpus.length / (real?.payloads ?? groupSize));
  /** Every so many payloads, so that each group has some of each kind. */
  const groupOf = (group: number): readonly Payload[] =>
    corpus.filter((_, index) => index % groupCount === group);
  // What differs between the eras comes after the answer is made: in the second, one group is enough, or all with PLANT=all.
  const every = real === undefined ? groupCount : 1;
  const groups = eras
    .slice(0, real === undefined ? 2 : 1)
    .flatMap(([era, options], index) =>
      Array.from(
        { length: index === 0 || process.env['PLANT'] === 'all' ? every : 1 },
        (_, group) => [`${era}, payloads of group ${group}`, era, options, group] as const,
      ),
    );
  const readsOf = ({ said }: Conversation): readonly Said[] =>
    said.filter(({ call, isError }) => call === read.tool && !isError);
  /** Harmless texts are alike: groups of one size, in one era, have one conversation about them. */
  const calmOnes = new Map<string, Promise<Conversation>>();
  const calmOf = (era: string, options: ClientOptions, twins: readonly Payload[]): Promise<Conversation> => {
    const key = `${era} ${twins.length}`;
    const calm = calmOnes.get(key) ?? converse(injection, real?.twin ?? server, options, twins);
    calmOnes.set(key, calm);
    return calm;
  };

  describe.each(groups)(
    `hostile text in every field that strangers fill at ${real === undefined ? '' : 'a real '}${server.program.service}: %s`,
    (_, era, options, group) => {
      const payloads = groupOf(group);
      const twins = harmlessPayloads.slice(0, payloads.length);
      let hostile: Conversation;
      let calm: Conversation;

      beforeAll(async () => {
        [hostile, calm] = await Promise.all([
          converse(injection, server, options, payloads),
          calmOf(era, options, twins),
        ]);
      }, 240_000);

      it('goes through what it should', () => {
        expect([...new Set(calm.said.map(({ data }) => data['status']))]).toEqual(
          expect.arrayContaining([...statuses]),
        );
        const found = calm.said.flatMap(({ data: { error } }) => (isRecord(error) ? [error['code']] : []));
        expect([...new Set(found)]).toEqual(expect.arrayContaining([...codes]));
      });

      it('changes nothing of tools, annotations and instructions', () => {
        expect(hostile.catalog).toBe(calm.catalog);
        expect(hostile.catalogAfterwards).toBe(calm.catalog);
        expect(hostile.introduction).toBe(calm.introduction);
      });

      it('changes no request', () => {
        expect(hostile.requests).toEqual(calm.requests);
        expect(calm.requests.join('\n')).toContain(injection.requests);
      });

      it('changes nothing of an answer outside the places that are marked as untrusted', () => {
        const { masks } = injection.service;
        expect(hostile.said.map((one) => frame(one, masks))).toEqual(
          calm.said.map((one) => frame(one, masks)),
        );
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
          const twin = read.originals(twins[index]?.text ?? '');
          const place = readsOf(calm).findIndex(({ data }) =>
            read.texts(data).some((shown) => textOf(shown) === twin[0]),
          );
          const data = readsOf(hostile)[place]?.data ?? {};
          expect(data['untrusted']).toEqual(read.untrusted);
          const originals = read.originals(text);
          const shown = read.texts(data);
          expect(shown).toHaveLength(originals.length);
          for (const [at, original] of originals.entries()) expectOriginal(shown[at] ?? '', original);
        },
      );
    },
  );
}

function textOf(shown: Shown): string {
  return typeof shown === 'string' ? shown : shown.whole;
}

function expectOriginal(shown: Shown, original: string): void {
  if (typeof shown !== 'string') {
    expect(shown.whole).toBe(original);
    return;
  }
  const [, kept, left] = /^(.*)…\[\+(\d+) characters\]$/su.exec(shown) ?? [];
  const isCut = kept !== undefined && shown.length > 4_000;
  expect(original.startsWith(restore(isCut ? kept : shown))).toBe(true);
  if (isCut) expect(Array.from(original)).toHaveLength(Array.from(restore(kept)).length + Number(left));
  else expect(restore(shown)).toBe(original);
}
