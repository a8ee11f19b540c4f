import type { Registry } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { type Examination, examination, type Finding } from './finding.ts';
import { examinePermissions } from './permissions.ts';
import { examineRuntime } from './runtime.ts';
import { examineToken } from './token.ts';
import { examineZones } from './zones.ts';

export type { Examination, Finding } from './finding.ts';
export { report } from './report.ts';
export { tokenFinding } from './token.ts';

export interface DoctorInput {
  readonly nodeVersion: string;
  readonly today: Date;
  readonly tools: Registry<Services>;
  /** What a token gives access to, or what is wrong with the token itself. */
  readonly access: Services | Finding;
}

/** Looks at everything the server needs to work. Sends reads only. */
export async function examine({ nodeVersion, today, tools, access }: DoctorInput): Promise<Examination> {
  const runtime = examineRuntime(nodeVersion, today);
  if ('verdict' in access) return examination([runtime, access]);
  const token = await examineToken(access, today);
  if (token.some(({ verdict }) => verdict === 'problem')) return examination([runtime, ...token]);
  const { findings, example } = await examineZones(access);
  const permissions = example === undefined ? [] : await examinePermissions(tools, access, example);
  return examination([runtime, ...token, ...findings, ...permissions]);
}
