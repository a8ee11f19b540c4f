import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './caller.ts';
import { createDetector } from './canary-detector.ts';
import { encodings } from './canary-encodings.ts';
import {
  type Planted,
  type PlantedServer,
  plantEverywhere,
  type Scenarios,
  startPlanted,
} from './plant-everywhere.ts';
import { type PlantingBundle, plantingBundle } from './planting-bundle.ts';

export interface PlantedText {
  readonly title: string;
  /** The `cli.cjs` that users run. Its sandbox is as `plantingBundle` wants it. */
  readonly bundle: string;
  /** A credential of the service's form, that nothing else in a test looks like. */
  readonly token: string;
  /** What calls every tool that asks the service, and reads what can be read. Nothing is planted while it is made. */
  readonly scenarios: (caller: Caller) => Promise<Scenarios>;
  /** Tools that never ask the service. */
  readonly silent?: readonly string[];
}

/** Every code point without an agreed visible form, by Unicode's own properties and not by our table. */
const hidden =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;
const hiddenText = 'visible\u202e\u200b\u00ad\u{e0041}\u2028\ufeff\u0007visible';

/**
 * What a server has to do with texts that stand anywhere in what its service answers, in any field, header or failure: its own
 * credential, in 22 encodings, must not come out, and what is hidden must be seen. Tried on the real process, to both eras.
 */
export function describePlantedText({ title, bundle, token, scenarios, silent = [] }: PlantedText): void {
  const detect = createDetector(token);
  const leaksIn = (text: string): readonly string[] =>
    text.split('\n').flatMap((line) => detect(line).map((how) => `${how}: ${line.slice(0, 400)}`));
  let planting: PlantingBundle;
  beforeAll(async () => {
    planting = await plantingBundle(bundle, token);
  });
  afterAll(() => planting.remove());

  describe.each([
    ['a handshake revision', false, 1],
    // What differs between the eras comes after the answer is made: some of the places are enough.
    ['2026-07-28', true, 4],
  ] as const)(
    `texts in everything that the service of ${title} answers, to a client of %s`,
    (_era, modern, every) => {
      let server: PlantedServer;
      const planted: Planted[] = [];
      let called: readonly string[] = [];

      beforeAll(async () => {
        server = await startPlanted(planting, { modern, logLevel: 'debug', env: {} });
        const made = await scenarios(server.caller);
        called = made.calls.map(([name]) => name);
        for (const textOf of [encoded(token), () => hiddenText])
          planted.push(await plantEverywhere(planting, server, made, textOf, every));
      }, 600_000);
      afterAll(() => server.stop());

      it('are planted where they could come out, and calls are made of every tool', async () => {
        const { result } = await server.caller.request('tools/list');
        const listed: unknown = result?.['tools'];
        const names = Array.isArray(listed) ? listed.map((tool: unknown) => nameOf(tool)) : [];
        expect([...called, ...silent].toSorted()).toEqual(names.toSorted());
        for (const { answered } of planted)
          expect([...answered].filter(([, places]) => places === 0).map(([name]) => name)).toEqual([]);
        // A call that the limit of calls refuses asks the service nothing.
        expect(server.stdout().split('"code\\":\\"busy').length - 1).toBe(0);
      });

      it('never bring the credential out, however it is written down', () => {
        expect(leaksIn(server.stdout()).slice(0, 5)).toEqual([]);
        expect(leaksIn(server.stderr()).slice(0, 5)).toEqual([]);
        expect(server.stdout()).toContain('[redacted]');
      });

      it('never bring anything out that cannot be seen', () => {
        const lines = [...server.stdout().split('\n'), ...server.stderr().split('\n')].filter(
          (line) => line !== '',
        );
        expect(lines.flatMap(hiddenIn).slice(0, 5)).toEqual([]);
        expect(server.stdout()).toContain('\\\\u{202e}');
      });

      it('would be noticed', () => {
        const line =
          server
            .stdout()
            .split('\n')
            .find((one) => one.includes('[redacted]')) ?? '';
        for (const [, encode] of encodings)
          expect(
            leaksIn(line.replace('[redacted]', () => JSON.stringify(encode(token)).slice(1, -1))),
          ).not.toEqual([]);
        expect(hiddenIn(JSON.stringify({ a: [{ b: hiddenText }] }))).not.toEqual([]);
      });
    },
  );
}

/** All encodings, the first another one each time: a text that is too long is cut. */
function encoded(token: string): (round: number) => string {
  return (round) => {
    const start = round % encodings.length;
    const inTurn = [...encodings.slice(start), ...encodings.slice(0, start)];
    return inTurn.map(([, encode]) => encode(token)).join(' ');
  };
}

function nameOf(tool: unknown): string {
  const name: unknown = typeof tool === 'object' && tool !== null ? Reflect.get(tool, 'name') : undefined;
  return typeof name === 'string' ? name : '';
}

/** Texts of ours have lines: instructions, prompts and pages. */
const ours = /^\.result(?:\.instructions|\.messages|\.contents)/u;

/** Places of a message whose text, or the JSON that it holds, has something hidden. */
function hiddenIn(line: string): readonly string[] {
  return textsIn(JSON.parse(line), '').flatMap(([place, text]) => {
    const inner = /^[[{]/u.test(text) ? innerTexts(text) : [];
    const shown = ours.test(place) ? text.replaceAll(/[\n\t]/gu, ' ') : text;
    return [shown, ...inner].some((one) => hidden.test(one))
      ? [`${place}: ${JSON.stringify(text.slice(0, 200))}`]
      : [];
  });
}

function innerTexts(text: string): readonly string[] {
  try {
    return textsIn(JSON.parse(text), '').map(([, inner]) => inner);
  } catch {
    return [];
  }
}

function textsIn(value: unknown, place: string): readonly (readonly [place: string, text: string])[] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [place, name] as const,
    ...textsIn(member, `${place}.${name}`),
  ]);
}
