import { withUnknownHeaders } from './changed-headers.ts';
import { type Flow, isAnswered } from './flow.ts';
import type { Stage } from './order.ts';
import { untold, written } from './writes.ts';

const answering: ReadonlySet<Stage> = new Set(['redirect', 'page_rules', 'waf_custom', 'rate_limit']);

/**
 * Takes a flow past a stage whose rules could not be read: they may have answered, or changed the URL or headers.
 * What they may have set is not in the flow; whoever shows it has to say so.
 */
export function throughUnread(flow: Flow, stage: Stage): Flow {
  if (isAnswered(flow)) return flow;
  const because = [unreadReason(stage)];
  if (stage === 'url_rewrite') {
    const write = { value: untold(because), by: '', certain: false };
    return {
      ...flow,
      url: { path: written(flow.url.path, write), query: written(flow.url.query, write) },
    };
  }
  if (stage === 'request_headers' || stage === 'response_headers') {
    const side = stage === 'request_headers' ? 'request' : 'response';
    return { ...flow, request: withUnknownHeaders(flow.request, side, because) };
  }
  if (!answering.has(stage)) return flow;
  const stop = { kind: 'unknown', stage, by: undefined, certain: false, because } as const;
  return { ...flow, stops: [...flow.stops, { ...stop, status: undefined, location: undefined }] };
}

export function unreadReason(stage: Stage): string {
  return `the ${stage} rules, which could not be read`;
}
