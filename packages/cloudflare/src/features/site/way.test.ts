import { atOnce } from '@crunchtools/mcp-core';
import { Budget } from '@crunchtools/rules-language';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TracedRule } from '../trace/configuration.ts';
import { followInSteps, mostHops, type Way } from './way.ts';

const zone = 'example.com';
const hostOf = (number: number) => `h${number}.${zone}`;
const most = 6;

function redirect(from: number, to: number): TracedRule {
  const target = to < most ? `https://${hostOf(to)}/` : 'https://other.example/';
  return {
    id: String(from).repeat(32),
    phase: 'redirect',
    expression: `http.host eq "${hostOf(from)}"`,
    action: 'redirect',
    enabled: true,
    action_parameters: { from_value: { target_url: { value: target }, status_code: 302 } },
  };
}

function follow(rules: readonly TracedRule[], start: string): Way {
  const hosts = new Set(Array.from({ length: most }, (_, number) => hostOf(number)));
  const configuration = { rules, pageRules: [], unreadable: [] };
  const guide = {
    configurationOf: (host: string) => (hosts.has(host) ? configuration : undefined),
    settings: { ssl: 'strict', always_use_https: 'on' },
    budget: new Budget(4_000_000),
  };
  return atOnce(followInSteps(start, guide, new Map()));
}

/** What becomes of a visit, by walking over the numbers. */
function expected(targets: readonly (number | undefined)[], start: number): string {
  const seen = new Set<number>();
  for (let at = start; ; ) {
    if (at >= most) return 'elsewhere';
    if (seen.has(at)) return 'loop';
    seen.add(at);
    const next = targets[at];
    if (next === undefined) return 'origin';
    at = next;
  }
}

describe('the way of a request', () => {
  it('ends as walking from host to host does: at the origin, elsewhere or never', () => {
    const targets = fc.array(fc.option(fc.nat(most), { nil: undefined }), {
      minLength: most,
      maxLength: most,
    });
    fc.assert(
      fc.property(targets, fc.nat(most - 1), fc.constantFrom('https', 'http'), (to, start, scheme) => {
        const rules = to.flatMap((target, from) => (target === undefined ? [] : [redirect(from, target)]));
        const { hops, end } = follow(rules, `${scheme}://${hostOf(start)}/`);
        expect(end.kind).toBe(expected(to, start));
        expect(hops.length).toBeLessThanOrEqual(mostHops);
        // Each hop begins where the one before has ended.
        expect(hops.slice(1).map(({ from }) => from)).toEqual(hops.slice(0, -1).map((hop) => hop.to));
        if (end.kind === 'loop') expect(hops.at(-1)?.to).toBe(hops[end.from]?.from);
      }),
    );
  });

  it('resolves a location against the URL that was asked for, and drops its fragment', () => {
    const rule = redirect(0, 0);
    const relative = {
      ...rule,
      expression: 'http.request.uri.path eq "/a/b"',
      action_parameters: { from_value: { target_url: { value: '../c?d=1#e' }, status_code: 302 } },
    };
    const { hops, end } = follow([relative], `https://${hostOf(0)}/a/b`);
    expect(hops.map(({ to }) => to)).toEqual([`https://${hostOf(0)}/c?d=1`]);
    expect(end.kind).toBe('origin');
  });
});
