import type { JsonObject } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { type ModernRule, zoneName } from './migration-corpus.ts';
import { type Options, outcomeIn, planFor, stateOf, statesThrough } from './migration-zone.ts';

type Listed = readonly [url: string, actions: JsonObject, status?: string];

function zoneWith(rules: readonly Listed[], modern: readonly ModernRule[] = []) {
  const list = rules.map(([url, actions, status = 'active'], index) => ({
    id: `${index}`.padStart(32, 'a'),
    url,
    actions,
    priority: rules.length - index,
    status,
  }));
  return stateOf({ rules: list, modern });
}

const redirect = (to: string): JsonObject => ({
  forwarding_url: { url: `https://${to}.example/`, status_code: 301 },
});

/** The expression of each rule that is planned, by its Page Rule and phase. */
function expressionsOf(rules: readonly Listed[], options: Options = {}): Record<string, unknown> {
  const { verdicts } = planFor(zoneWith(rules), options);
  const entries = verdicts.flatMap(({ rule, rules: planned }) =>
    planned.map(({ phase, definition }) => [`${rule.url} ${phase}`, definition['expression']]),
  );
  return Object.fromEntries(entries);
}

const excludes = (expression: unknown): boolean => String(expression).includes('and not (');

describe('what an earlier Page Rule matches', () => {
  it.each<readonly [string, Listed, Listed, boolean]>([
    ['is left out', ['example.com/a*', { ssl: 'full' }], ['example.com/*', { polish: 'off' }], true],
    [
      'is not, where no URL matches both',
      ['example.com/a*', { ssl: 'full' }],
      ['www.example.com/*', { polish: 'off' }],
      false,
    ],
    [
      'is not, where a redirect has answered',
      ['example.com/a*', redirect('a')],
      ['example.com/*', { polish: 'off' }],
      false,
    ],
    [
      'is not, where both are redirects',
      ['example.com/a*', redirect('a')],
      ['example.com/*', redirect('b')],
      false,
    ],
    [
      'is, where only some are redirected',
      ['example.com/a*', { always_use_https: true }],
      ['example.com/*', { ssl: 'full' }],
      true,
    ],
    [
      'is not, where the last setting wins',
      ['example.com/a*', { ssl: 'full', polish: 'off' }],
      ['example.com/*', { ssl: 'strict' }],
      false,
    ],
    [
      'is, where one setting would be left',
      ['example.com/a*', { ssl: 'full' }],
      ['example.com/*', { ssl: 'strict', polish: 'off' }],
      true,
    ],
    [
      'is, where it stays a Page Rule',
      ['example.com/a*', { waf: 'off' }],
      ['example.com/*', redirect('b')],
      true,
    ],
    [
      'is not, where it is disabled',
      ['example.com/a*', { ssl: 'full' }, 'disabled'],
      ['example.com/*', { polish: 'off' }],
      false,
    ],
  ])('%s', (_name, first, second, expected) => {
    const found = Object.entries(expressionsOf([first, second])).filter(([name]) =>
      name.startsWith(`${second[0]} `),
    );
    expect(found).toHaveLength(1);
    expect(found.map(([, expression]) => excludes(expression))).toEqual([expected]);
  });

  it('is left out once, by the wider of two patterns', () => {
    const { ['*example.com/* config']: expression } = expressionsOf([
      ['example.com/a/b*', { ssl: 'full' }],
      ['example.com/a/*', { polish: 'off' }],
      ['*example.com/*', { browser_check: 'off' }],
    ]);
    expect(String(expression).match(/and not/gu)).toHaveLength(1);
    expect(expression).toContain('"/a/*"');
  });

  it('is left out twice, where a pattern is wider only by paths that repeat the host', () => {
    const { ['*example.com/* config']: expression } = expressionsOf([
      ['example.com/of/example.com/page', { ssl: 'full' }],
      ['*example.com/page', { polish: 'off' }],
      ['*example.com/*', { browser_check: 'off' }],
    ]);
    expect(String(expression).match(/and not/gu)).toHaveLength(2);
  });
});

function verdictsOf(rules: readonly Listed[], options: Options = {}): readonly (readonly string[])[] {
  return planFor(zoneWith(rules), options).verdicts.map(({ outcome, reason = '' }) => [outcome, reason]);
}

describe('a Page Rule', () => {
  it('stays when a later one that stays would take over', () => {
    const heir: Listed = ['example.com/*', { waf: 'off' }];
    expect(verdictsOf([['example.com/a*', { ssl: 'full' }], heir])[0]).toEqual([
      'kept',
      'the Page Rule example.com/* stays, and would take over its requests',
    ]);
    expect(verdictsOf([['www.example.com/a*', { ssl: 'full' }], heir])[0]?.[0]).toBe('migrated');
    // A redirect leaves nothing to take over.
    expect(verdictsOf([['example.com/a*', redirect('a')], heir])[0]?.[0]).toBe('migrated');
  });

  it('that never took effect is disabled, and nothing stands in for it', () => {
    const state = zoneWith([
      ['example.com/*', { ssl: 'full' }],
      ['example.com/a*', { disable_security: true }],
    ]);
    const { verdicts, changes } = planFor(state);
    expect(verdicts[1]).toMatchObject({
      outcome: 'migrated',
      rules: [],
      reason: expect.stringContaining('never took effect'),
    });
    expect(changes.map(({ action }) => action)).toEqual(['create', 'update', 'update']);
  });

  it('stays when leaving out others makes too long an expression', () => {
    const many = Array.from(
      { length: 60 },
      (_, index): Listed => [`example.com/a-rather-long-path-${index}/*`, { ssl: 'full' }],
    );
    const verdicts = verdictsOf([...many, ['example.com/*', { polish: 'off' }]]);
    expect(verdicts.at(-1)?.[1]).toMatch(/an expression of \d{4} characters; 4096 is the most/u);
    // And with it those whose requests it would take over.
    expect(verdicts[0]?.[1]).toContain('would take over');
  });

  it('stays when what it must leave to an earlier one cannot be said', () => {
    const verdicts = verdictsOf([
      ['example.com/a|b', { ssl: 'full' }],
      ['example.com/*', { polish: 'off' }],
    ]);
    expect(verdicts.map(([outcome]) => outcome)).toEqual(['kept', 'kept']);
    expect(verdicts[1]?.[1]).toContain('cannot be left out: its pattern has "|"');
  });

  it('loses nothing with an action whose feature is gone', () => {
    expect(verdictsOf([['example.com/*', { mirage: 'on', ssl: 'full' }]])).toEqual([['migrated', '']]);
    expect(verdictsOf([['example.com/*', { mirage: 'on' }]])).toEqual([['migrated', '']]);
  });
});

describe('the rules of a migration', () => {
  const theirs: readonly ModernRule[] = [
    { phase: 'redirect', definition: { ref: 'theirs', expression: 'false', action_parameters: {} } },
    { phase: 'config', definition: { ref: 'theirs', expression: 'false', action_parameters: {} } },
  ];
  const start = zoneWith(
    [
      ['example.com/a*', { ssl: 'full', polish: 'off' }],
      ['example.com/b*', redirect('b')],
      ['example.com/*', { ssl: 'strict' }],
      ['www.example.com/*', redirect('www')],
    ],
    theirs,
  );

  it('come behind redirects and before settings that are there', () => {
    const end = statesThrough(start, planFor(start)).at(-1) ?? start;
    const list = (phase: 'redirect' | 'config') =>
      end.phases.get(phase)?.rules.map(({ definition }) => definition['description'] ?? 'theirs');
    expect(list('redirect')).toEqual(['theirs', 'Page Rule example.com/b*', 'Page Rule www.example.com/*']);
    expect(list('config')).toEqual(['Page Rule example.com/*', 'Page Rule example.com/a*', 'theirs']);
  });

  it('are made so that none has the word of another for a moment', () => {
    const request = { url: `https://${zoneName}/abc` };
    const seen = statesThrough(start, planFor(start)).map((state) =>
      outcomeIn(state, request, 'enterprise').get('config.ssl'),
    );
    expect(new Set(seen)).toEqual(new Set(['"full"']));
  });

  it('go where they belong beside those of an earlier migration', () => {
    const plan = planFor(start);
    const end = statesThrough(start, plan).at(-1) ?? start;
    for (const missing of plan.changes.filter(({ action }) => action === 'create')) {
      // Somebody has deleted one of them, and switched the Page Rules on again.
      const phases = new Map(
        [...end.phases].map(([phase, now]) => [
          phase,
          {
            ...now,
            rules: now.rules.filter(
              ({ ref, definition }) =>
                ref !== missing.after?.['ref'] || definition['description'] === 'theirs',
            ),
          },
        ]),
      );
      const again = { pageRules: start.pageRules, phases };
      const repaired = statesThrough(again, planFor(again)).at(-1) ?? again;
      expect([...repaired.phases.values()]).toEqual([...end.phases.values()]);
    }
  });
});
