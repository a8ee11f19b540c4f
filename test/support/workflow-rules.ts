import { parseDocument } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly 'runs-on'?: string;
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>> | string;
  readonly steps?: readonly Step[];
  readonly strategy?: { readonly matrix?: Readonly<Record<string, unknown>> };
  readonly environment?: string;
  readonly needs?: string | readonly string[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>> | readonly string[] | string;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Events that nobody outside the project can start with rights or secrets of the project. */
const TRIGGERS = new Set(['push', 'pull_request', 'schedule', 'workflow_dispatch', 'branch_protection_rule']);

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const PINNED_LINE = /^\s*(?:- )?uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
const SECRET = /\$\{\{[^}]*\bsecrets\b/;

export const parseWorkflow = (text: string): Workflow => parseDocument(text, { strict: true }).toJS();

function triggersOf({ on }: Workflow): readonly string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on : Object.keys(on);
}

function problemsOfStep({ uses, run, with: given = {} }: Step): string[] {
  const problems: string[] = [];
  if (uses !== undefined && !PINNED.test(uses)) problems.push(`${uses} is not pinned by a full commit`);
  if (uses?.startsWith('actions/checkout@') && given['persist-credentials'] !== false)
    problems.push('checkout leaves its token in the work tree');
  if (uses?.startsWith('actions/cache')) problems.push('a cache is read');
  if (uses?.startsWith('actions/setup-node@') && given['package-manager-cache'] !== false)
    problems.push('setup-node may read a cache');
  if (Object.keys(given).some((name) => /^cache(-|$)/.test(name))) problems.push('a cache is read');
  if (run?.includes('${{')) problems.push('a shell script is put together from an expression');
  if (run !== undefined && /\b(curl|wget)\b/.test(run))
    problems.push('something is fetched that nothing checks');
  return problems;
}

function problemsOfJob(job: Job): string[] {
  const problems = (job.steps ?? []).flatMap((step) => problemsOfStep(step));
  if (typeof job.permissions !== 'object') problems.push('a job does not list its permissions');
  if (job['timeout-minutes'] === undefined) problems.push('a job may run for hours');
  if (job['runs-on']?.endsWith('-latest')) problems.push('a runner changes under the same name');
  return problems;
}

/**
 * What makes a workflow dangerous, whatever it is for. Its syntax is actionlint's business.
 *
 * @returns one sentence for each problem.
 */
export function problemsOfWorkflow(text: string): string[] {
  const workflow = parseWorkflow(text);
  const problems = Object.values(workflow.jobs).flatMap((job) => problemsOfJob(job));
  for (const trigger of triggersOf(workflow)) {
    if (!TRIGGERS.has(trigger))
      problems.push(`${trigger} is started by strangers with rights of the project`);
  }
  if (JSON.stringify(workflow.permissions) !== '{}') problems.push('jobs inherit permissions');
  if (SECRET.test(text)) problems.push('a secret is used');
  for (const line of text.split('\n')) {
    if (/^\s*(- )?uses:/.test(line) && !PINNED_LINE.test(line))
      problems.push(`no version beside the commit: ${line.trim()}`);
  }
  return problems;
}

/** `job: permission` for everything that a workflow may write. */
export function writePermissions(text: string): string[] {
  return Object.entries(parseWorkflow(text).jobs).flatMap(([name, { permissions }]) =>
    Object.entries(permissions ?? {}).flatMap(([scope, level]) =>
      level === 'write' ? [`${name}: ${scope}`] : [],
    ),
  );
}
