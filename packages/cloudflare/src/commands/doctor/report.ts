import type { Examination, Finding } from './finding.ts';

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
