import type { Finding } from './finding.ts';

/** The last day of security fixes of each Node line (github.com/nodejs/release, schedule.json). */
const endOfLife: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  22: '2027-04-30',
  24: '2028-04-30',
  26: '2029-04-30',
};

/** @param version as in `process.version`. */
export function examineRuntime(version: string, today: Date): Finding {
  const major = Number(/^v(\d+)/u.exec(version)?.[1] ?? 0);
  const end = endOfLife[major];
  const check = 'Node.js';
  if (major < 20)
    return { check, verdict: 'problem', message: `${version} is too old`, fix: 'Install Node 24 or newer.' };
  if (end === undefined) {
    return major % 2 === 1 || major < 26
      ? {
          check,
          verdict: 'warning',
          message: `${version} is no long-term release`,
          fix: 'Use an even-numbered release, such as 24.',
        }
      : { check, verdict: 'ok', message: version };
  }
  const over = today.toISOString().slice(0, 10) > end;
  return over
    ? {
        check,
        verdict: 'warning',
        message: `${version} has had no security fixes since ${end}`,
        fix: 'Install Node 24 or newer.',
      }
    : { check, verdict: 'ok', message: `${version}, with security fixes until ${end}` };
}
