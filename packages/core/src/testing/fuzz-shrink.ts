import { Buffer } from 'node:buffer';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FuzzBundle, FuzzReport, FuzzSession } from './fuzz-session.ts';

const MOST_RUNS = 60;

interface Case {
  readonly session: FuzzSession;
  /** Base64, one for each step. */
  readonly sent: readonly string[];
}

/** Few of the steps of a session that failed, which fail in the same way. Takes as many runs as there are left. */
export async function shrunk(
  bundle: FuzzBundle,
  session: FuzzSession,
  { sent, failures }: FuzzReport,
): Promise<readonly Buffer[]> {
  const kind = kindOf(failures);
  let runs = 0;
  let steps: readonly Buffer[] = sent;
  let size = steps.length;
  while (size > 1) {
    size = Math.ceil(size / 2);
    for (let start = 0; start < steps.length; ) {
      if (runs === MOST_RUNS) return steps;
      runs += 1;
      const rest = [...steps.slice(0, start), ...steps.slice(start + size)];
      const report = await bundle.run(
        session,
        rest.map((bytes) => ({ bytes })),
      );
      if (kindOf(report.failures) === kind) steps = rest;
      else start += size;
    }
  }
  return steps;
}

/** What two failures of the same cause have in common, whatever the ids. */
function kindOf(failures: readonly string[]): string {
  return (failures[0] ?? '').replaceAll(/[0-9a-f]{32}|\d+/gu, 'N').slice(0, 60);
}

/** @returns the file that `FUZZ_REPLAY` takes. */
export async function keep(session: FuzzSession, steps: readonly Buffer[]): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'fuzz-case-')), 'case.json');
  const kept: Case = { session, sent: steps.map((bytes) => bytes.toString('base64')) };
  await writeFile(file, JSON.stringify(kept));
  return file;
}

export async function replay(bundle: FuzzBundle, file: string): Promise<FuzzReport> {
  const { session, sent }: Case = JSON.parse(await readFile(file, 'utf8'));
  return bundle.run(
    session,
    sent.map((text) => ({ bytes: Buffer.from(text, 'base64') })),
  );
}
