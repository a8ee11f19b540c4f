import type { DnsRow } from '../data/dns.ts';
import { type Dataset, dimension, times } from './dataset.ts';

export const dnsAnalyticsAdaptiveGroups: Dataset<DnsRow> = {
  name: 'dnsAnalyticsAdaptiveGroups',
  shape: 'groups',
  dimensions: {
    ...times<DnsRow>(),
    queryName: dimension(({ name }) => name),
    queryType: dimension(({ type }) => type),
    responseCode: dimension(({ responseCode }) => responseCode),
    protocol: dimension(({ protocol }) => protocol),
    ipVersion: dimension(({ ipVersion }) => ipVersion),
  },
  hasCount: true,
  count: ({ queries }) => queries,
  sums: {},
  breakdowns: {},
  averages: { sampleInterval: ({ sampleInterval }) => sampleInterval, processingTimeUs: () => 1_900 },
  uniques: {},
  timeOf: ({ at }) => at,
  from: 'free',
};
