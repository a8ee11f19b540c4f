import type { HttpRow, SecurityEvent } from '../data/row.ts';
import { type Dataset, type Dimension, dimension, times } from './dataset.ts';

/** A request that a security feature did something to. */
export type EventRow = HttpRow & { readonly event: SecurityEvent };

export function isEvent(row: HttpRow): row is EventRow {
  return row.event !== undefined;
}

const dimensions: Readonly<Record<string, Dimension<EventRow>>> = {
  ...times<EventRow>(),
  action: dimension(({ event }) => event.action),
  source: dimension(({ event }) => event.source),
  ruleId: dimension(({ event }) => event.ruleId),
  description: dimension(({ event }) => event.description, 'pro'),
  clientCountryName: dimension(({ country }) => country),
  clientRequestHTTPHost: dimension(({ host }) => host),
  clientRequestPath: dimension(({ path }) => path),
  clientRequestHTTPMethodName: dimension(({ method }) => method),
  clientIP: dimension(({ clientIP }) => clientIP),
  clientAsn: dimension(({ asn }) => String(asn)),
  userAgent: dimension(({ userAgent }) => userAgent),
  edgeResponseStatus: dimension(({ status }) => status),
};

const shared = {
  count: ({ requests }: EventRow) => requests,
  sums: {},
  breakdowns: {},
  uniques: {},
  timeOf: ({ at }: EventRow) => at,
};

export const firewallEventsAdaptiveGroups: Dataset<EventRow> = {
  ...shared,
  name: 'firewallEventsAdaptiveGroups',
  shape: 'groups',
  dimensions,
  hasCount: true,
  averages: { sampleInterval: ({ sampleInterval }) => sampleInterval },
  from: 'pro',
};

/** Single events; each stands for `sampleInterval` of them. */
export const firewallEventsAdaptive: Dataset<EventRow> = {
  ...shared,
  name: 'firewallEventsAdaptive',
  shape: 'rows',
  dimensions: { ...dimensions, sampleInterval: dimension(({ sampleInterval }) => sampleInterval) },
  hasCount: false,
  averages: {},
  from: 'free',
};

/** The single events that were kept of those which a row stands for, a moment apart. */
export function singles(row: EventRow): readonly EventRow[] {
  const kept = Math.max(1, Math.round(row.requests / row.sampleInterval));
  return Array.from({ length: kept }, (_, index) => ({
    ...row,
    at: row.at + index,
    requests: row.sampleInterval,
    visits: 0,
  }));
}
