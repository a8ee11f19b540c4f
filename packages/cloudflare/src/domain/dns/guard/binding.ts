import type { GuardReason } from '@crunchtools/mcp-core';
import { Refusal } from '../../problem.ts';
import { splitWords } from '../words.ts';
import { domainOf, type Net } from './net.ts';
import { type GuardedRecord, textIn } from './record.ts';
import { reason } from './table.ts';

/** Parameters of RFC 9460 that only say which protocols the same server speaks. */
const harmless: ReadonlySet<string> = new Set(['alpn', 'no-default-alpn', 'mandatory']);

/** HTTPS and SVCB (RFC 9460): asked about where they lead, not about the protocols that they announce. */
export function bindingReasons({ name, before, after }: Net): readonly GuardReason[] {
  const from = new Set(before.map(waysOf));
  const to = new Set(after.map(waysOf));
  const differs = [...from, ...to].some((way) => way !== '' && !(from.has(way) && to.has(way)));
  if (!differs) return [];
  const text = `Browsers and programs that ask for ${domainOf(name)} would be led to another host, address or port.`;
  return [reason('dns.service_binding', text)];
}

/** Where a record leads; empty for one that leads nowhere else than the name itself does. */
function waysOf({ name, data }: GuardedRecord): string {
  const target = textIn(data, 'target');
  // An alias to the root says that there is no such service (RFC 9460 section 2.5.1).
  if (target === '.' && data['priority'] === 0) return 'none';
  const words = splitWords(textIn(data, 'value'));
  const params = words instanceof Refusal ? [`unread ${textIn(data, 'value')}`] : words;
  const leading = params
    .filter((param) => !harmless.has(param.split('=')[0] ?? ''))
    .map((param) => param.replaceAll('"', ''))
    .toSorted();
  return [...(target === '.' || target === name ? [] : [target]), ...leading].join(' ');
}
