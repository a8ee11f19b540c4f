import { dmarcKinds, mailKinds, spfKinds } from './kinds-mail.ts';
import { namesKinds, webKinds, zoneKinds } from './kinds-zone.ts';
import type { Kind } from './severity.ts';

/** Everything that an audit can find. `docs/audit.md` is made of this table. */
export const catalogue = {
  ...spfKinds,
  ...mailKinds,
  ...dmarcKinds,
  ...namesKinds,
  ...zoneKinds,
  ...webKinds,
} as const;

/** Stable: clients and people name findings by it. */
export type FindingId = keyof typeof catalogue;

export function isFindingId(id: string): id is FindingId {
  return Object.hasOwn(catalogue, id);
}

/** What each part of the document is about, in its order. */
export const chapters: readonly (readonly [title: string, kinds: Readonly<Record<string, Kind>>])[] = [
  ['SPF', spfKinds],
  ['MX, MTA-STS and TLS reports', mailKinds],
  ['DMARC and DKIM', dmarcKinds],
  ['Names and addresses', namesKinds],
  ['Zone, DNSSEC and CAA', zoneKinds],
  ['HTTPS, rules and token', webKinds],
];
