import { describe, expect, it } from 'vitest';
import { analyse } from './analyse.ts';

describe('analyse', () => {
  it('says what an expression is and uses, each name once and in its order', () => {
    const source = `(lower(http.host) == 'x' or ssl)`.replaceAll("'", '"');
    expect(
      analyse(`${source} && ip.src in $b && ip.src in $a and lower(http.host) contains "y"`, {
        use: 'filter',
      }),
    ).toMatchObject({
      ok: true,
      type: { kind: 'boolean' },
      normalised:
        '(lower(http.host) eq "x" or ssl) and ip.src in $b and ip.src in $a and lower(http.host) contains "y"',
      fields: ['http.host', 'ssl', 'ip.src'],
      functions: ['lower'],
      lists: ['b', 'a'],
      plan: 'free',
      planReasons: [],
      warnings: [],
    });
  });

  it('reports mistakes of syntax and of names together', () => {
    const source = 'http.hots = \'a\' AND cf.edge.server_port eq "80"';
    const analysis = analyse(source, { use: 'filter' });
    expect(
      analysis.ok ? [] : analysis.problems.map(({ column, suggestion }) => [column, suggestion]),
    ).toEqual([
      [1, 'http.host'],
      [11, 'eq'],
      [13, '"a"'],
      [17, 'and'],
      [44, '80'],
    ]);
  });

  it('stops where nothing can be told any more', () => {
    expect(analyse('http.hots eq "a', { use: 'filter' })).toMatchObject({
      problems: [{ code: 'syntax', column: 14 }],
    });
  });
});
