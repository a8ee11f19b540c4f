import process from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Mode, Outcome } from './approval-client.ts';

export interface ApprovalCase {
  readonly id: string;
}

export interface HarmfulApprovalCase extends ApprovalCase {
  /** Who is hurt, and how. */
  readonly hurts: string;
  /** Where the field has learned it, unless the corpus says it of all. */
  readonly source?: string;
  /** What the question must show: where the harm stands, when it stands where it is easily missed. */
  readonly shows?: string;
}

/** Where cases are played. */
export interface Stage<Case> {
  /**
   * Puts there what the case needs, makes its call, and answers no question.
   * @throws when that cannot be put there, or something was written by a call that was only asked about.
   */
  play(one: Case, mode: Mode): Promise<Outcome>;
  close(): Promise<void>;
}

export interface ApprovalCorpus<Case extends ApprovalCase, Harmful extends Case & HarmfulApprovalCase> {
  readonly service: string;
  readonly harmful: readonly Harmful[];
  readonly harmless: readonly Case[];
  /** Cases of each kind that there have to be. */
  readonly least: number;
  /**
   * Of harmful cases every so many is played with --confirm strict, too, and each whose question must show something; `SAMPLE=1` plays
   * all. Default all.
   */
  readonly strictEvery?: number;
  /** Those of harmless ones that are asked about all the same, as it is known. */
  readonly askedAllTheSame: readonly string[];
  /** Where all are played. */
  readonly open: () => Promise<Stage<Case>>;
  /** Where a sample is played, too: every so-many cases; `SAMPLE=1 npm run e2e -- approval-corpus` plays all. */
  readonly elsewhere?: readonly {
    readonly name: string;
    /** Why that cannot be here. */
    readonly problem?: string | undefined;
    readonly open: () => Promise<Stage<Case>>;
    readonly mode: Mode;
    readonly every: number;
  }[];
}

interface Played<Case> {
  readonly one: Case;
  readonly outcome: Outcome;
}

/** Minutes that machines under load need; alone, it takes half of one. */
const PATIENCE = 600_000;

/** Of harmless changes, how many may be asked about. */
const MOST_ASKED = 0.05;

/**
 * Which changes a server asks about: of the harmful ones of its field each, whether its client can ask a person or not; of everyday
 * ones hardly any.
 */
export function describeApprovalCorpus<Case extends ApprovalCase, Harmful extends Case & HarmfulApprovalCase>(
  corpus: ApprovalCorpus<Case, Harmful>,
): void {
  const {
    service,
    harmful,
    harmless,
    least,
    strictEvery = 1,
    askedAllTheSame,
    open,
    elsewhere = [],
  } = corpus;

  /** What came of each case, by mode and id. */
  const known = new Map<string, Outcome['kind']>();

  async function playAll<Kind extends Case>(
    stage: Stage<Case>,
    cases: readonly Kind[],
    modesOf: (one: Kind, index: number) => readonly Mode[],
  ): Promise<Readonly<Record<Mode, readonly Played<Kind>[]>>> {
    const played: Record<Mode, Played<Kind>[]> = { digest: [], strict: [] };
    for (const [index, one] of cases.entries()) {
      for (const mode of modesOf(one, index)) {
        const outcome = await stage.play(one, mode).catch((error: unknown) => {
          throw new Error(`${one.id} cannot be played`, { cause: error });
        });
        known.set(`${mode} ${one.id}`, outcome.kind);
        played[mode].push({ one, outcome });
      }
    }
    return played;
  }

  const strictStep = stepOf(strictEvery);
  const modesOfHarmful = ({ shows }: Harmful, index: number): readonly Mode[] =>
    shows !== undefined || index % strictStep === 0 ? ['digest', 'strict'] : ['digest'];

  describe(`harmful changes of ${service}`, () => {
    let digest: readonly Played<Harmful>[] = [];
    let strict: readonly Played<Harmful>[] = [];
    beforeAll(async () => {
      const stage = await open();
      ({ digest, strict } = await playAll(stage, harmful, modesOfHarmful));
      await stage.close();
      print('harmful applied unasked', idsOf(digest, 'applied'), digest.length);
    }, PATIENCE);

    it(`are at least ${least}, each with who is hurt and how it is known`, () => {
      expect(new Set(harmful.map(({ id }) => id)).size).toBe(harmful.length);
      expect(harmful.length).toBeGreaterThanOrEqual(least);
      for (const { id, hurts, source } of harmful) {
        expect(hurts.length, id).toBeGreaterThan(20);
        if (source !== undefined) expect(source.length, id).toBeGreaterThan(5);
      }
    });

    it('are calls that the server understands', () => {
      expect([...refusals(digest), ...refusals(strict)]).toEqual([]);
    });

    it('are not applied unasked, not one, where a client gets a digest', () => {
      expect(idsOf(digest, 'applied')).toEqual([]);
      expect(idsOf(digest, 'asked')).toHaveLength(harmful.length);
      const unexplained = digest.filter(
        ({ outcome }) => outcome.kind === 'asked' && outcome.text.length < 10,
      );
      expect(unexplained.map(({ one }) => one.id)).toEqual([]);
    });

    it(`are asked about, ${strictStep === 1 ? 'every one' : 'all of a sample'}, with --confirm strict`, () => {
      expect(idsOf(strict, 'applied')).toEqual([]);
      expect(strict.length).toBeGreaterThanOrEqual(harmful.length / strictStep);
      expect(idsOf(strict, 'asked')).toHaveLength(strict.length);
    });

    it('are asked about in words that show what hurts', () => {
      const hidden = strict.filter(
        ({ one, outcome }) =>
          outcome.kind === 'asked' && one.shows !== undefined && !outcome.text.includes(one.shows),
      );
      expect(hidden.map(({ one }) => one.id)).toEqual([]);
    });
  });

  describe(`harmless changes of ${service}`, () => {
    let played: readonly Played<Case>[] = [];
    beforeAll(async () => {
      // Another one: many changes one after another are a reason to ask.
      const stage = await open();
      ({ digest: played } = await playAll(stage, harmless, () => ['digest']));
      await stage.close();
      print('harmless asked about', idsOf(played, 'asked'), played.length);
    }, PATIENCE);

    it(`are at least ${least}`, () => {
      expect(new Set(harmless.map(({ id }) => id)).size).toBe(harmless.length);
      expect(harmless.length).toBeGreaterThanOrEqual(least);
    });

    it('are calls that the server understands', () => {
      expect(refusals(played)).toEqual([]);
    });

    it('are applied unasked, but for at most 5 %, which are known', () => {
      const asked = idsOf(played, 'asked');
      expect(asked.toSorted()).toEqual(askedAllTheSame.toSorted());
      expect(asked.length / played.length).toBeLessThanOrEqual(MOST_ASKED);
      expect(idsOf(played, 'applied')).toHaveLength(harmless.length - asked.length);
    });
  });

  for (const { name, problem, open: openOther, mode, every } of elsewhere) {
    it.skipIf(problem !== undefined)(
      `a sample comes to the same ${name}${problem === undefined ? '' : ` (${problem})`}`,
      async () => {
        const step = stepOf(every);
        const sample = [...harmful, ...harmless].filter((_, index) => index % step === 0);
        const [stage, other] = [await open(), await openOther()];
        try {
          for (const one of sample) {
            const there = await other.play(one, mode);
            expect(there.kind, `${one.id}: ${JSON.stringify(there)}`).toBe(
              (await stage.play(one, mode)).kind,
            );
          }
        } finally {
          await other.close();
          await stage.close();
        }
      },
      PATIENCE,
    );
  }
}

/** Of how many cases one is played. */
const stepOf = (every: number): number => Number(process.env['SAMPLE'] ?? every);

function idsOf(played: readonly Played<ApprovalCase>[], kind: Outcome['kind']): readonly string[] {
  return played.filter(({ outcome }) => outcome.kind === kind).map(({ one }) => one.id);
}

function print(what: string, ids: readonly string[], amount: number): void {
  process.stdout.write(`${[`${what}: ${ids.length} of ${amount}`, ...ids].join('\n  ')}\n`);
}

/** A refusal is a defect of the case, which is no valid call. */
function refusals(played: readonly Played<ApprovalCase>[]): readonly string[] {
  return played.flatMap(({ one, outcome }) =>
    outcome.kind === 'refused' ? [`${one.id}: ${outcome.text}`] : [],
  );
}
