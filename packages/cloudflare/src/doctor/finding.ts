/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  /** `unknown`: it cannot be told without a write. A `problem` stops the server from working. */
  readonly verdict: 'ok' | 'warning' | 'problem' | 'unknown';
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string | undefined;
}

export interface Examination {
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
}

export function examination(findings: readonly Finding[]): Examination {
  return { healthy: findings.every(({ verdict }) => verdict !== 'problem'), findings };
}

const signs: Readonly<Record<Finding['verdict'], string>> = {
  ok: 'ok     ',
  warning: 'WARNING',
  problem: 'PROBLEM',
  unknown: '?      ',
};

export function report({ healthy, findings }: Examination, format: 'text' | 'json' | 'markdown'): string {
  if (format === 'json') return `${JSON.stringify({ healthy, findings }, null, 2)}\n`;
  const lines = findings.flatMap(({ verdict, check, message, fix }) => [
    `${signs[verdict]} ${check}: ${message}`,
    ...(fix === undefined ? [] : [`          ${fix}`]),
  ]);
  const problems = findings.filter(({ verdict }) => verdict === 'problem').length;
  lines.push('', healthy ? 'The server can work.' : `The server cannot work: ${problems} to fix.`, '');
  return lines.join('\n');
}
