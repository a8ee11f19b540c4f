import type { Outcome } from './finding.ts';
import { type Answer, type Check, keyOf, nothing, type Question, type Work } from './question.ts';
import type { ZoneFacts } from './zone-facts.ts';

/** Answers many questions at once. */
export type Asker = (questions: readonly Question[]) => Promise<ReadonlyMap<string, Answer>>;

/**
 * Runs checks side by side: what all of them want to know next is asked together, each question once.
 * @param rest is called between the steps of the work, so that others have their turn.
 */
export async function runChecks(
  facts: ZoneFacts,
  checks: readonly Check[],
  ask: Asker,
  rest: () => Promise<void>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let waiting: { readonly work: Work; readonly question: Question }[] = [];

  async function onward(work: Work, answer: Answer): Promise<void> {
    for (let step = work.next(answer); ; step = work.next(answer)) {
      await rest();
      if (step.done === true) {
        // Not spread: a call takes some 100,000 arguments at most.
        for (const outcome of step.value) outcomes.push(outcome);
        return;
      }
      if (step.value === undefined) continue;
      waiting.push({ work, question: step.value });
      return;
    }
  }

  for (const check of checks) {
    await rest();
    for (const each of check(facts)) {
      if ('next' in each) await onward(each, nothing('silent'));
      else outcomes.push(each);
    }
  }
  while (waiting.length > 0) {
    const asked = waiting;
    waiting = [];
    const questions = new Map(asked.map(({ question }) => [keyOf(question), question]));
    const answers = await ask([...questions.values()]);
    for (const { work, question } of asked)
      await onward(work, answers.get(keyOf(question)) ?? nothing('silent'));
  }
  return outcomes;
}
