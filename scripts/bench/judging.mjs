import { median, table } from './report.mjs';

const scope = { id: 'z', name: 'example.com' };

/** @param {number} index */
function redirect(index) {
  const target_url = { expression: `concat("https://example.com/new-${index}", http.request.uri.path)` };
  return {
    phase: 'redirect',
    expression: `http.host eq "www.example.com" and starts_with(http.request.uri.path, "/old-${index}/")`,
    action: 'redirect',
    action_parameters: { from_value: { target_url, status_code: 301 } },
  };
}

/** @param {number} index */
function forwarding(index) {
  const url = `https://example.com/new-${index}/$1`;
  return {
    url: `example.com/old-${index}/*`,
    actions: { forwarding_url: { url, status_code: 301 } },
    status: 'active',
    priority: index + 1,
  };
}

/** @param {number} count @param {(index: number) => object} make */
const creations = (count, make) =>
  Array.from({ length: count }, (_, index) => ({
    action: 'create',
    resource: 'rule',
    scope,
    summary: '',
    after: make(index),
  }));

/** @param {number} count @param {(index: number) => object} make */
const listed = (count, make) =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}`, state: make(index) }));

/**
 * How long it takes to judge changes of rules, and how long nobody else has a turn meanwhile.
 *
 * @param {any} core @param {number} rounds
 */
export function judging({ PlanJudge, PageRuleJudge }, rounds) {
  /** @type {[string, readonly object[], (changes: readonly object[]) => any][]} */
  const plans = [
    ['500 new redirects', creations(500, redirect), (changes) => new PlanJudge(changes, () => [])],
    [
      'one redirect among 500',
      creations(1, (index) => redirect(index + 1_000)),
      (changes) => new PlanJudge(changes, () => listed(500, redirect)),
    ],
    [
      '100 new forwarding Page Rules',
      creations(100, forwarding),
      (changes) => new PageRuleJudge(changes, () => []),
    ],
    [
      'one forwarding Page Rule among 100',
      creations(1, (index) => forwarding(index + 1_000)),
      (changes) => new PageRuleJudge(changes, () => listed(100, forwarding)),
    ],
  ];
  const rows = plans.map(([name, changes, judgeOf]) => {
    const rounded = Array.from({ length: Math.max(1, Math.min(rounds, 3)) }, () =>
      timesOf(judgeOf(changes), changes),
    );
    const [all, longest] = [rounded.map(([time]) => time), rounded.map(([, step]) => step)].map((times) =>
      median(times),
    );
    return [
      name,
      `${(all ?? 0).toFixed(0)} ms`,
      `${((all ?? 0) / changes.length).toFixed(1)} ms`,
      `${(longest ?? 0).toFixed(1)} ms`,
    ];
  });
  return table(['changes', 'guards', 'each', 'longest step'], rows);
}

/** @param {any} judge @param {readonly object[]} changes @returns {[number, number]} All, and the longest step. */
function timesOf(judge, changes) {
  const begin = performance.now();
  let longest = 0;
  for (const change of changes) {
    const steps = judge.steps(change);
    for (let done = false; !done; ) {
      const start = performance.now();
      done = steps.next().done === true;
      longest = Math.max(longest, performance.now() - start);
    }
  }
  return [performance.now() - begin, longest];
}
