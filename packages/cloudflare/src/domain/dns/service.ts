import { isJsonObject, type JsonObject } from '@crunchtools/mcp-core';

/** The service of Cloudflare that made a record and keeps it. */
export interface Service {
  readonly name: string;
  /** Whether Cloudflare refuses to change or delete the record. */
  readonly isLocked: boolean;
  /** What to do instead of writing the record. */
  readonly instead: string;
}

interface Mark {
  readonly member: string;
  readonly name: string;
  readonly instead: string;
}

/** Members of `meta`, as clients saw them: DNSControl issue 3850 (2025), Dnsflare pull request 48 (2026). */
const marks: readonly Mark[] = [
  {
    member: 'email_routing',
    name: 'Email Routing',
    instead:
      'Disable Email Routing, or unlock its records, in the dashboard (Email Service > Email Routing).',
  },
  {
    member: 'origin_worker_id',
    name: 'a custom domain of a Worker',
    instead: 'Remove the custom domain from the Worker (Workers & Pages > Settings > Domains & Routes).',
  },
  {
    member: 'r2_bucket',
    name: 'a custom domain of an R2 bucket',
    instead: 'Remove the custom domain from the bucket (R2 > Settings > Custom Domains).',
  },
];

const another: Omit<Mark, 'member'> = {
  name: 'a service of Cloudflare',
  instead: 'Change it where that service is set up in the dashboard.',
};

/**
 * Which service of Cloudflare a record belongs to, by its `meta`; `undefined` for ordinary ones. Records of Email
 * Routing that are said not to be read-only are unlocked: they can be written, but stay Email Routing's.
 */
export function serviceOf({ meta }: { readonly meta?: JsonObject | undefined }): Service | undefined {
  if (!isJsonObject(meta)) return undefined;
  const readOnly = meta['read_only'];
  const mark = marks.find(({ member }) => isSet(meta[member]));
  if (mark === undefined && readOnly !== true) return undefined;
  const { name, instead } = mark ?? another;
  return { name, instead, isLocked: readOnly !== false };
}

/** What to do instead of writing a record of a service, by the name that `serviceOf` gives it. */
export function insteadOf(service: string): string {
  return (marks.find(({ name }) => name === service) ?? another).instead;
}

function isSet(value: JsonObject[string]): boolean {
  return value !== undefined && value !== null && value !== false && value !== '';
}
