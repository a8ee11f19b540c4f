import type { Report } from './report.ts';
import { shownEnding, shownHeader, shownJson, shownText } from './show.ts';

/** One thing that two traces disagree about. `undefined` where a trace says nothing of it. */
export interface Difference {
  /** `ending`, `url`, `cache`, `header <name>`, `setting <area>.<name>`, `response header <name>`. */
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What becomes of a request differently. Which rule brings it about does not count. */
export function differences(before: Report, after: Report): readonly Difference[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((what) => {
    const [was, is] = [old.get(what), now.get(what)];
    return was === is ? [] : [{ what, before: was, after: is }];
  });
}

function factsOf({ endings, onward }: Report): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  const add = (what: string, text: string, certain = true): void => {
    const shown = certain ? text : `perhaps ${text}`;
    const earlier = facts.get(what);
    facts.set(what, earlier === undefined ? shown : `${earlier}; ${shown}`);
  };
  for (const ending of endings) add('ending', shownEnding(ending), ending.certain);
  if (onward === undefined) return facts;
  for (const url of onward.urls) add('url', shownText(url), onward.urls.length === 1);
  add('cache', shownText(onward.cache));
  for (const header of onward.headers) add(`header ${header.name}`, shownHeader(header), header.certain);
  for (const { area, name, value, certain } of onward.settings)
    add(`setting ${area}.${name}`, shownJson(value), certain);
  for (const header of onward.responseHeaders)
    add(`response header ${header.name}`, shownHeader(header), header.certain);
  return facts;
}
