import type { Random } from '@crunchtools/mcp-core/testing';
import type { Operation } from './model-operation.ts';
import { dnsZone, type Fields, type State } from './model-world.ts';

const hosts = 'a b c d e f g h'.split(' ').map((label) => `${label}.model.${dnsZone}`);
const aliases = ['alias-1', 'alias-2'].map((label) => `${label}.model.${dnsZone}`);
const addresses = Array.from({ length: 12 }, (_, index) => `192.0.2.${index + 1}`);
/** How many records are wished at most. */
export const sizes = { usual: 12, large: 450 } as const;

function anyRecord(random: Random): Fields {
  const ttl = random.pick([1, 60, 300, 3_600]);
  const comment = random.chance(0.3) ? `note ${random.below(5)}` : undefined;
  const rest = comment === undefined ? { ttl } : { ttl, comment };
  const name = random.pick(hosts);
  switch (random.below(6)) {
    case 0:
      return { type: 'AAAA', name, content: `2001:db8::${random.below(9) + 1}`, ...rest };
    case 1:
      return { type: 'TXT', name, content: `text ${random.below(8)}`, ...rest };
    case 2:
      return { type: 'MX', name, content: 'mail.example.org', priority: random.below(3) * 10, ...rest };
    case 3:
      return { type: 'CNAME', name: random.pick(aliases), content: random.pick(hosts), ...rest };
    default:
      return { type: 'A', name, content: random.pick(addresses), ...rest };
  }
}

export function createRecord(random: Random): Operation {
  const record = anyRecord(random);
  return {
    tool: 'create_dns_record',
    args: { zone: dnsZone, ...record },
    wrongIn: (before, after) =>
      after.dns.length === before.dns.length + 1 ? missing(after, [record]) : 'not exactly one record more',
  };
}

export function updateRecord(random: Random, { dns }: State): Operation {
  if (dns.length === 0) return createRecord(random);
  const { id, state } = random.pick(dns);
  const change = random.pick<Fields>([
    { ttl: random.pick([60, 120, 300, 900]) },
    { comment: `changed ${random.below(20)}` },
    { comment: `both ${random.below(20)}`, ttl: random.pick([60, 120, 300]) },
    state['type'] === 'A' ? { content: random.pick(addresses) } : { comment: 'not an address' },
    { name: random.pick(hosts) },
  ]);
  return {
    tool: 'update_dns_record',
    args: { zone: dnsZone, record_id: id, ...change },
    wrongIn: (before, after) => {
      const now = after.dns.find((item) => item.id === id);
      const wished = { ...state, ...change };
      if (now === undefined) return 'the record is gone';
      if (after.dns.length !== before.dns.length) return 'there are more or fewer records';
      return missing({ ...after, dns: [now] }, [wished]);
    },
  };
}

export function deleteRecord(random: Random, { dns }: State): Operation {
  if (dns.length === 0) return createRecord(random);
  const { id } = random.pick(dns);
  return {
    tool: 'delete_dns_record',
    args: { zone: dnsZone, record_id: id },
    wrongIn: (before, after) =>
      after.dns.length === before.dns.length - 1 && after.dns.every((item) => item.id !== id)
        ? undefined
        : 'not exactly this record less',
  };
}

interface SyncOptions {
  readonly prune: boolean;
  readonly size: number;
}

function wishesOf(random: Random, { dns }: State, size: number): readonly Fields[] {
  if (size === sizes.large) {
    const ttl = random.pick([60, 300]);
    return Array.from({ length: 201 + random.below(size - 200) }, (_, index) => ({
      type: 'A',
      name: `bulk-${index}.model.${dnsZone}`,
      content: `198.18.${index >> 8}.${index & 255}`,
      ttl,
    }));
  }
  const kept = random.some(dns, 0.3).map(({ state }) => wishOf(state, random));
  const fresh = Array.from({ length: random.below(size) }, () => anyRecord(random));
  return distinct([...kept, ...fresh]);
}

/** A record as it is, or with another TTL. */
function wishOf({ type, name, content, priority, ttl }: Fields, random: Random): Fields {
  const value = { type, name, content: plain(content), ...(priority === undefined ? {} : { priority }) };
  if (random.chance(0.5)) return { ...value, ttl };
  return random.chance(0.5) ? { ...value, ttl: random.pick([60, 300]) } : value;
}

/** Only what can be wished together: one of each value, and no CNAME beside an address. */
function distinct(wishes: readonly Fields[]): readonly Fields[] {
  const byKey = new Map<string, Fields>();
  for (const wish of wishes) {
    if (typeof wish['name'] !== 'string' || wish['type'] === 'NS') continue;
    const key = wish['type'] === 'CNAME' ? `CNAME ${wish['name']}` : keyOf(wish);
    byKey.set(key, wish);
  }
  return [...byKey.values()];
}

export function sync(random: Random, state: State, { prune, size }: SyncOptions): Operation {
  const records = wishesOf(random, state, size);
  return {
    tool: 'sync_dns_records',
    args: { zone: dnsZone, records, ...(prune ? { prune } : {}) },
    wishes: records,
    prune,
    wrongIn: (_before, after) => missing(after, records) ?? (prune ? surplus(after, records) : undefined),
  };
}

export function zoneFile(random: Random, state: State): Operation {
  const wishes = wishesOf(random, state, sizes.usual).map(
    ({ comment: _, ...wish }): Fields => ({ ttl: 300, ...wish }),
  );
  const lines = wishes.map((wish) => {
    const [name, ttl, type, priority, content] = ['name', 'ttl', 'type', 'priority', 'content'].map(
      (member) => textOf(wish[member]),
    );
    const value =
      type === 'TXT' ? `"${content}"` : type === 'CNAME' || type === 'MX' ? `${content}.` : content;
    return `${name}. ${ttl} IN ${type} ${priority === '' ? '' : `${priority} `}${value}`;
  });
  return {
    tool: 'import_dns_records',
    args: { zone: dnsZone, zone_file: `$TTL 300\n${lines.join('\n')}\n` },
    wishes,
    prune: false,
    wrongIn: (_before, after) => missing(after, wishes),
  };
}

/** By what a record answers: two of the same key would be a duplicate. */
export function keyOf({ type, name, content, priority }: Fields): string {
  return `${textOf(type)} ${textOf(name).toLowerCase()} ${plain(content)} ${textOf(priority)}`;
}

/** Nothing for what is not there. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function plain(content: unknown): string {
  return textOf(content).replaceAll('"', '');
}

/** The first wished record that is not there as wished. */
function missing({ dns }: State, wishes: readonly Fields[]): string | undefined {
  const stored = new Map(dns.map((item) => [keyOf(item.state), item]));
  for (const wish of wishes) {
    const found = stored.get(keyOf(wish));
    if (found === undefined) return `not there: ${JSON.stringify(wish)}`;
    const { ttl = found.state['ttl'], comment = found.state['comment'] } = wish;
    // The TTL of a proxied record is automatic, whatever is wished.
    const isTtl = found.state['proxied'] === true || found.state['ttl'] === ttl;
    if (!isTtl || found.state['comment'] !== comment)
      return `there as ${JSON.stringify(found.state)}: ${JSON.stringify(wish)}`;
  }
  return undefined;
}

function surplus({ dns }: State, wishes: readonly Fields[]): string | undefined {
  const wished = new Set(wishes.map(keyOf));
  const other = dns.find(({ state }) => !wished.has(keyOf(state)) && state['type'] !== 'NS');
  return other === undefined ? undefined : `should have gone: ${JSON.stringify(other)}`;
}
