import type * as z from 'zod';
import { Mismatch } from './expectations.ts';
import type { Screen, Shown } from './screen.ts';
import type { Session } from './session.ts';

/** One thing that a person wants, and what proves that it happened. */
export interface TourStep {
  /** One sentence. */
  readonly wish: string;
  /** @throws {Mismatch} when something else happened. */
  run(tour: Tour): Promise<void>;
}

/** What a step works with: the server, what earlier steps noted, and a place to show things. */
export class Tour {
  readonly session: Session;
  readonly #notes = new Map<string, string>();
  #shown: Shown[] = [];

  constructor(session: Session) {
    this.session = session;
  }

  /** Calls a tool and shows the call. */
  async call<Answer extends z.ZodType>(
    tool: string,
    args: Readonly<Record<string, unknown>>,
    answer: Answer,
  ): Promise<z.output<Answer>> {
    this.sent([tool, ...Object.entries(args).map(argument)].join(' '));
    const found = await this.session.call(tool, args);
    for (const question of this.session.takeQuestions()) this.#asked(question);
    const read = answer.safeParse(found);
    if (read.success) return read.data;
    throw new Mismatch(
      `an answer of ${tool} that ${read.error.issues[0]?.message ?? 'can be read'}`,
      JSON.stringify(found),
    );
  }

  /** Decides how the person answers what comes next. */
  person(answer: Session['person']): void {
    this.session.person = answer;
  }

  /** Shows a request that was sent already. */
  sent(request: string): void {
    this.#shown.push({ kind: 'call', text: request });
  }

  #asked(question: string): void {
    for (const line of question.split('\n')) this.#shown.push({ kind: 'question', text: line });
    this.#shown.push({ kind: 'question', text: `the person ${this.session.person}` });
  }

  say(text: string): void {
    this.#shown.push({ kind: 'answer', text });
  }

  tabulate(rows: readonly (readonly string[])[]): void {
    this.#shown.push({ kind: 'table', rows });
  }

  /** Keeps what a later step needs to know of this one. */
  note(name: string, value: string): void {
    this.#notes.set(name, value);
  }

  /** @throws {Mismatch} when the step that should have noted it failed. */
  recall(name: string): string {
    const value = this.#notes.get(name);
    if (value === undefined) throw new Mismatch(`an earlier step to have left the ${name}`, 'that it failed');
    return value;
  }

  /** Runs one step; never throws. */
  async perform(step: TourStep): Promise<{ readonly passed: boolean; readonly shown: readonly Shown[] }> {
    this.#shown = [];
    try {
      await step.run(this);
      return { passed: true, shown: this.#shown };
    } catch (error) {
      return { passed: false, shown: [...this.#shown, ...problem(error)] };
    }
  }
}

/** Takes the steps one after the other, those after a failed one too, and returns how many passed. */
export async function takeTour(
  session: Session,
  steps: readonly TourStep[],
  screen: Screen,
): Promise<number> {
  const tour = new Tour(session);
  let passed = 0;
  for (const [index, step] of steps.entries()) {
    const outcome = await tour.perform(step);
    screen.step({ number: index + 1, wish: step.wish, ...outcome });
    if (outcome.passed) passed += 1;
  }
  return passed;
}

/** What went wrong, to be shown. */
export function problem(error: unknown): readonly Shown[] {
  if (error instanceof Mismatch) {
    return [
      { kind: 'problem', text: `FAILED: expected ${error.expected}` },
      { kind: 'problem', text: `found ${error.found}` },
    ];
  }
  return [{ kind: 'problem', text: `FAILED: ${error instanceof Error ? error.message : String(error)}` }];
}

function argument([name, value]: readonly [string, unknown]): string {
  const bare = typeof value === 'string' && /^[^\s"=]+$/u.test(value);
  return `${name}=${bare ? value : JSON.stringify(value)}`;
}
