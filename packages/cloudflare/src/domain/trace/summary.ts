import type { Ending, Report } from './report.ts';
import type { TracedConfiguration } from './rule.ts';
import { shownEnding, shownText } from './show.ts';

const mostAnswers = 3;

/** What happens to the request, in one line: the answer that is certain, or those that may come before the origin's. */
export function summary(
  subject: string,
  { endings, onward }: Report,
  configuration: TracedConfiguration,
): string {
  const answers = endings.filter(({ answer }) => answer !== 'origin');
  const certain = answers.find((ending) => ending.certain);
  const possible = answers.filter((ending) => !ending.certain);
  const told = possible.slice(0, mostAnswers).map((ending) => mayBe(ending, configuration));
  if (possible.length > mostAnswers) told.push(`${possible.length - mostAnswers} more may answer`);
  const last = certain === undefined ? onwardText(onward) : sentence(certain, configuration);
  return `${subject}: ${[...told, told.length === 0 ? last : `otherwise ${last}`].join('; ')}`;
}

function mayBe(ending: Ending, configuration: TracedConfiguration): string {
  return `perhaps ${sentence(ending, configuration)} (depends on ${ending.because.join(', ')})`;
}

function sentence(ending: Ending, configuration: TracedConfiguration): string {
  const rule = ruleName(ending, configuration);
  return rule === undefined ? shownEnding(ending) : `${shownEnding(ending)} by ${rule}`;
}

/** `redirect rule "Old blog"`: by its description where it has one, else by its id. */
function ruleName({ stage, by }: Ending, { rules, pageRules }: TracedConfiguration): string | undefined {
  if (stage === undefined || by === undefined) return undefined;
  if (stage === 'page_rules') return `Page Rule ${pageRules?.find(({ id }) => id === by)?.url ?? by}`;
  const description = rules.find(({ id, phase }) => id === by && phase === stage)?.description;
  return `${stage} rule ${description === undefined ? by : JSON.stringify(description)}`;
}

function onwardText(onward: Report['onward']): string {
  if (onward === undefined) return 'answered by Cloudflare';
  const urls = onward.urls.map(shownText);
  return `goes to the origin as ${urls.join(' or ')}; cache: ${shownText(onward.cache)}`;
}
