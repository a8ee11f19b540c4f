import {
  isJsonObject,
  type JsonObject,
  NotFoundError,
  PermissionError,
  path,
  UnauthenticatedError,
} from '@crunchtools/mcp-core';
import { phaseFacts, rulePhases } from '../features/rules/phases.ts';
import type { Services } from '../services.ts';
import {
  type Account,
  configurationFacts,
  type Fact,
  type FactVerdict,
  objectsIn,
  type Seen,
  zoneFacts,
} from './compare-facts.ts';

export interface Compared extends Seen {
  readonly id: string;
  readonly believed: string;
}

/** Zones that are looked at; more would tell little more. */
const mostZones = 3;

/**
 * Which of the beliefs in docs/unproved.md hold on the account of the token, one after another. It sends some fifty
 * reads.
 * @throws {SafeError} when not even the zones can be read.
 */
export async function compare(services: Services): Promise<readonly Compared[]> {
  const account = await accountOf(services);
  const compared: Compared[] = [];
  for (const fact of [...zoneFacts, ...configurationFacts]) {
    const { id, believed } = fact;
    compared.push({ id, believed, ...(await looked(fact, account)) });
  }
  return compared;
}

async function looked(fact: Fact, account: Account): Promise<Seen> {
  try {
    return await fact.look(account);
  } catch (error) {
    if (error instanceof PermissionError || error instanceof UnauthenticatedError)
      return { verdict: 'not_read' };
    const name = error instanceof Error ? error.name : 'unknown';
    return { verdict: 'differs', shape: `the read failed: ${name}` };
  }
}

async function accountOf({ api, allowedZones, zones: resolver }: Services): Promise<Account> {
  const { raw } = api;
  const listed = await listedZones(raw, allowedZones, resolver);
  const zoneIds = listed.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const eachZone = async <Item>(
    read: (zoneId: string) => Promise<readonly Item[]>,
  ): Promise<readonly Item[]> => {
    const found: Item[] = [];
    for (const zoneId of zoneIds) found.push(...(await read(zoneId)));
    return found;
  };
  const records = once(() =>
    eachZone(async (zoneId) =>
      objectsIn((await raw.read(path`/zones/${zoneId}/dns_records`, { per_page: 100 })).result),
    ),
  );
  const rules = once(() =>
    eachZone(async (zoneId) => {
      const found: JsonObject[] = [];
      for (const phase of rulePhases) {
        found.push(...(await entrypoint(raw, zoneId, phaseFacts(phase).cloudflare)));
      }
      return found;
    }),
  );
  return { raw, zones: listed, zoneIds, records, rules };
}

/** With `--zones`, no other zone is looked at. */
async function listedZones(
  raw: Services['api']['raw'],
  allowed: readonly string[] | undefined,
  resolver: Services['zones'],
): Promise<readonly JsonObject[]> {
  if (allowed === undefined) {
    return objectsIn((await raw.read(path`/zones`, { per_page: 50 })).result).slice(0, mostZones);
  }
  const found: JsonObject[] = [];
  for (const name of allowed.slice(0, mostZones)) {
    const { id } = await resolver.resolve(name);
    const { result } = await raw.read(path`/zones/${id}`);
    if (isJsonObject(result)) found.push(result);
  }
  return found;
}

async function entrypoint(
  raw: Services['api']['raw'],
  zoneId: string,
  phase: string,
): Promise<readonly JsonObject[]> {
  try {
    const { result } = await raw.read(path`/zones/${zoneId}/rulesets/phases/${phase}/entrypoint`);
    return isJsonObject(result) ? objectsIn(result['rules']) : [];
  } catch (error) {
    // A phase without rules, or one that the token may not read: the others can still tell.
    if (error instanceof NotFoundError || error instanceof PermissionError) return [];
    throw error;
  }
}

function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => (result ??= read());
}

const signs: Readonly<Record<FactVerdict, string>> = {
  holds: 'holds   ',
  differs: 'DIFFERS ',
  not_seen: 'not seen',
  not_read: 'not read',
};

export function compareReport(compared: readonly Compared[], format: 'text' | 'json' | 'markdown'): string {
  if (format === 'json') return `${JSON.stringify(compared, null, 2)}\n`;
  const lines = compared.map(
    ({ verdict, id, believed, shape }) =>
      `${signs[verdict]} ${id}: ${believed}${shape === undefined ? '' : ` [${shape}]`}`,
  );
  const count = (verdict: FactVerdict): number => compared.filter((fact) => fact.verdict === verdict).length;
  const sum = `${count('holds')} hold, ${count('differs')} differ, ${count('not_seen')} not seen, ${count('not_read')} not read.`;
  return `${[...lines, '', sum].join('\n')}\n`;
}
