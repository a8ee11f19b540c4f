import {
  canary,
  type PlantingBundle,
  plantEverywhere,
  plantingBundle,
  restore,
} from '@crunchtools/mcp-core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlantedCloudflare, readPrompts, startPlantedCloudflare } from '../support/every-tool.ts';
import { hiddenCharacter, textsIn } from '../support/injection-corpus.ts';
import { bundle } from '../support/process.ts';

/**
 * Default_Ignorable_Code_Point, Cc and Cf, as the running Node knows them, without any table of ours. `hiddenCharacter`
 * is wider: it has the separators, surrogates, noncharacters and private use too, and none of those may pass either.
 */
const HIDDEN = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]$/u;

const hidden = Array.from({ length: 0x11_0000 }, (_, codePoint) => codePoint).filter((codePoint) =>
  HIDDEN.test(String.fromCodePoint(codePoint)),
);

/** What does not fit into one text of an answer, which holds at most 4,096 UTF-16 units. */
const PART = 400;
const parts = Array.from({ length: Math.ceil(hidden.length / PART) }, (_, index) =>
  String.fromCodePoint(...hidden.slice(index * PART, (index + 1) * PART)),
);

const visible = 'Gr\u00fc\u00dfe \u65e5\u672c\u8a9e \u05e2\u05d1\u05e8\u05d9\u05ea \u{1f44d}';

function planted(part: number): string {
  return `${visible}|${parts[part % parts.length]}|${visible}`;
}

const OURS = /^result\.(?:instructions$|messages\[\]|contents\[\]\.text$)/u;

/** Texts that hold hidden characters, in a message itself or in the JSON that it carries as text. */
function hiddenIn(line: string): string[] {
  const message: unknown = JSON.parse(line);
  return textsIn(message).flatMap(({ path, text: written }) => {
    // Instructions, prompts, pages and charts are ours and have lines; nothing else of theirs may be hidden.
    const chart = path === 'result._meta.io.github.crunchtools/chart';
    const text = OURS.test(path) || chart ? written.replaceAll(/[\n\t]/gu, ' ') : written;
    const inner = text.startsWith('{') ? innerTexts(text) : [];
    return [text, ...inner].some((one) => hiddenCharacter.test(one))
      ? [`${path}: ${JSON.stringify(text.slice(0, 200))}`]
      : [];
  });
}

function innerTexts(text: string): string[] {
  try {
    return textsIn(JSON.parse(text)).map((part) => part.text);
  } catch {
    return [];
  }
}

let planting: PlantingBundle;
beforeAll(async () => {
  planting = await plantingBundle(bundle, canary);
});
afterAll(() => planting.remove());

function messageOf(text: string): string {
  return JSON.stringify({ result: { text } });
}

describe('the hidden code points', () => {
  it('are the 4,271 of Unicode 17, or as many as an older Node knows', () => {
    const newest = Number(process.versions['unicode']) >= 17;
    if (newest) expect(hidden).toHaveLength(4_271);
    expect(hidden.length).toBeGreaterThan(4_200);
    expect(hidden.filter((codePoint) => !hiddenCharacter.test(String.fromCodePoint(codePoint)))).toEqual([]);
  });

  it('would be noticed', () => {
    expect(hiddenIn(messageOf(visible))).toEqual([]);
    for (const codePoint of hidden) {
      const character = String.fromCodePoint(codePoint);
      expect(hiddenIn(messageOf(`a${character}`))).toHaveLength(1);
      expect(hiddenIn(messageOf(JSON.stringify({ a: `a${character}` })))).toHaveLength(1);
    }
  });
});

describe.each([
  ['a handshake revision', false, 4],
  // Fewer would not show every part whole.
  ['2026-07-28', true, 8],
] as const)('hidden text in everything that Cloudflare answers, to a client of %s', (_era, modern, every) => {
  let server: PlantedCloudflare;
  let places = 0;

  beforeAll(async () => {
    server = await startPlantedCloudflare(planting, { modern, logLevel: 'debug' });
    const result = await plantEverywhere(planting, server, server.scenarios, planted, every);
    await readPrompts(server.caller);
    places = result.places.size;
  }, 3_600_000);
  afterAll(() => server.stop());

  it('does not pass, in any field of any tool, any error or any line of the log', () => {
    expect(places).toBeGreaterThan(700);
    const lines = [...server.stdout().split('\n'), ...server.stderr().split('\n')].filter(
      (line) => line !== '',
    );
    expect(lines.flatMap(hiddenIn).slice(0, 5)).toEqual([]);
    // Not even written raw where JSON would allow it.
    expect(lines.filter((line) => hiddenCharacter.test(line))).toEqual([]);
  }, 300_000);

  it('shows what is visible, and can be taken back', () => {
    const texts = new Set(
      server.caller.client.lines.flatMap((line) =>
        textsIn(JSON.parse(line))
          .flatMap(({ text }) => (text.startsWith('{') ? innerTexts(text) : [text]))
          .filter((text) => text.includes(visible)),
      ),
    );
    expect(texts.size).toBeGreaterThan(parts.length);
    // A long text is cut, and one in a message is quoted first: of each part, at least one field shows the whole.
    const complete = parts.filter((part) => [...texts].some((text) => restore(text).includes(`|${part}|`)));
    expect(complete).toHaveLength(parts.length);
  });
});
