import type { Registry } from '@crunchtools/mcp-core';
import type { Lock } from '@crunchtools/mcp-core/lockdown';
import type { Services } from '../../services.ts';
import { type Examination, examination, type Finding } from './finding.ts';
import { examineConnections, examineLocks } from './locks.ts';
import { examinePermissions } from './permissions.ts';
import { examineRuntime } from './runtime.ts';
import { examineToken } from './token.ts';
import { examineZones } from './zones.ts';

export type { Examination, Finding } from './finding.ts';
export { report } from './report.ts';
export { tokenFinding } from './token.ts';

export interface DoctorInput {
  readonly nodeVersion: string;
  /** Which locks of the process hold, and how to start it under all of them. */
  readonly locks: { readonly held: readonly Lock[]; readonly connects: boolean; readonly direct: string };
  /** Host and port of the proxy, where one was asked for; `none` where none is named. */
  readonly proxy: string | undefined;
  readonly today: Date;
  readonly tools: Registry<Services>;
  /** What a token gives access to, or what is wrong with the token itself. */
  readonly access: Services | Finding;
}

/** Looks at everything the server needs to work. Sends reads only. */
export async function examine({
  nodeVersion,
  locks,
  proxy,
  today,
  tools,
  access,
}: DoctorInput): Promise<Examination> {
  const runtime = [
    examineRuntime(nodeVersion, today),
    ...examineLocks(locks.held, locks.direct),
    examineConnections(locks.connects),
    ...examineProxy(proxy),
  ];
  if ('verdict' in access) return examination([...runtime, access]);
  const token = await examineToken(access, today);
  if (token.some(({ verdict }) => verdict === 'problem')) return examination([...runtime, ...token]);
  const { findings, example } = await examineZones(access);
  const permissions = example === undefined ? [] : await examinePermissions(tools, access, example);
  return examination([...runtime, ...token, ...findings, ...permissions]);
}

function examineProxy(proxy: string | undefined): readonly Finding[] {
  if (proxy === undefined) return [];
  const check = 'Proxy';
  if (proxy !== 'none') return [{ check, verdict: 'ok', message: `connections go through ${proxy}` }];
  const fix = 'Set HTTPS_PROXY in the environment of this server, or leave --proxy-from-env out.';
  return [{ check, verdict: 'warning', message: 'HTTPS_PROXY is not set: connections are direct', fix }];
}
