import { createRealTime, createSimulator, type Simulator } from '@crunchtools/cloudflare-simulator';
import { expect } from 'vitest';
import { parsePresentation } from '../../src/features/dns/presentation.ts';
import { isRecordType } from '../../src/features/dns/types.ts';
import { Issue } from '../../src/problem.ts';
import { startInProcess } from '../support/in-process.ts';
import { type CorpusRecord, type CorpusZone, settingsOf, worldOf } from './corpus.ts';

/** Whether an account can be brought into the state of a zone: certificates and other people's name servers cannot. */
export function canBeSimulated({
  world,
  zone,
  packs,
  name,
  title,
  records,
  tokenDays,
  dnssec,
  rules,
}: CorpusZone): boolean {
  const isOwnWorld = world.some(
    (line) => line.startsWith(`${name} `) || line.split(' ')[0]?.endsWith(`.${name}`),
  );
  const isUsual =
    zone.size === 0 &&
    packs.length === 1 &&
    packs[0]?.type === 'universal' &&
    packs[0].certificate_authority === 'google';
  const isDs = dnssec.status === 'disabled' || (dnssec.status === 'pending' && dnssec.ds === 'none');
  const isSent = records.every(({ isPrivate, type }) => !isPrivate && isRecordType(type));
  const isPlain = !/^(?:mx-is-address|proxied-private|regex-rule|list-in-rule|renewal-fails)$/u.test(title);
  return (
    !isOwnWorld &&
    isUsual &&
    isDs &&
    isSent &&
    isPlain &&
    tokenDays === undefined &&
    rules.every(({ phase }) => phase !== 'x')
  );
}

function bodyOf({ type, name, content, priority, proxied, comment }: CorpusRecord): Record<string, unknown> {
  if (!isRecordType(type)) throw new Error(type);
  const value = parsePresentation(type, content);
  const parsed = type === 'TXT' || type === 'MX' || value instanceof Issue ? { content } : value;
  return {
    type,
    name,
    ...parsed,
    ...(priority === undefined ? {} : { priority }),
    ...(proxied ? { proxied } : {}),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** What the zones tell, and that every other name that their records lead to is there: the simulator invents names of examples only. */
function worldWith(zones: readonly CorpusZone[]): readonly string[] {
  const told = new Set(zones.flatMap(worldOf));
  const names = new Set([...told].map((line) => line.split(' ')[0]));
  const targets = zones.flatMap(({ records }) =>
    records.flatMap(({ type, content }) => (leading.has(type) ? [content.split(' ').at(-1) ?? ''] : [])),
  );
  const others = targets.filter((target) => target !== '.' && !names.has(target));
  return [...told, ...new Set(others.map((target) => `${target} A 198.51.100.99`))];
}

const leading: ReadonlySet<string> = new Set(['CNAME', 'MX', 'NS', 'SRV']);

/** An account with these zones, written by the tools themselves; zones whose records they refuse are left out. */
export async function accountWith(
  zones: readonly CorpusZone[],
): Promise<{ simulator: Simulator; made: readonly CorpusZone[]; refused: readonly string[] }> {
  const simulator = createSimulator({
    seed: 'empty',
    plan: 'business',
    determinism: createRealTime(),
    rateLimit: { requests: 1_000_000, windowSeconds: 300 },
    world: worldWith(zones),
  });
  const made: CorpusZone[] = [];
  const refused: string[] = [];
  // Each has a server of its own: one takes 600 calls a minute.
  for (const zone of zones) {
    const server = await startInProcess({ account: simulator, args: ['--confirm', 'never'] });
    try {
      await server.apply('create_zone', { zone: zone.name });
      simulator.registrar.delegate(zone.name, true);
      await server.call('activate_zone', { zone: zone.name });
      if (zone.records.length > 0)
        await server.apply('sync_dns_records', { zone: zone.name, records: zone.records.map(bodyOf) });
      await configure(zone, (name, args) => server.apply(name, { zone: zone.name, ...args }));
      if (zone.dnssec.ds === 'foreign') simulator.registrar.publishDs(zone.name, 'foreign');
      made.push(zone);
    } catch (error) {
      refused.push(`${zone.title}: ${String(error).slice(0, 300)}`);
    } finally {
      server.close();
    }
  }
  return { simulator, made, refused };
}

type Apply = (name: string, args: Record<string, unknown>) => Promise<unknown>;

async function configure(zone: CorpusZone, apply: Apply): Promise<void> {
  const settings = settingsOf(zone.settings);
  for (const setting of ['ssl', 'always_use_https', 'min_tls_version'] as const) {
    await unlessSame(apply('update_zone_setting', { setting, value: settings.get(setting) }));
  }
  const header = zone.settings.get('security_header') ?? 'max-age=31536000';
  await unlessSame(apply('update_zone_setting', { setting: 'security_header', value: header }));
  if (zone.dnssec.status === 'pending') await apply('update_dnssec', { status: 'active' });
  for (const { phase, rule } of zone.rules) {
    const { to, to_expression: expression, ...rest } = rule;
    const target = to === undefined ? { target_url_expression: expression } : { target_url: to };
    const redirect = to === undefined && expression === undefined ? {} : { redirect: target };
    await apply('create_rule', { phase, ...rest, ...redirect });
  }
  for (const { url, actions, status } of zone.pages) {
    await apply('create_page_rule', { url, actions, status });
  }
}

/** A setting that has the value already is no change. */
async function unlessSame(applying: Promise<unknown>): Promise<void> {
  await applying.catch((error: unknown) => {
    expect(String(error)).toContain('"changes":[]');
  });
}
