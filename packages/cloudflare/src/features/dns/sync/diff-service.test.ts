import type { JsonObject } from '@crunchtools/mcp-core';
import { expect, it } from 'vitest';
import { serviceOf } from './diff.ts';

it.each<[JsonObject | undefined, string | undefined, boolean?]>([
  [undefined, undefined],
  [{}, undefined],
  [{ auto_added: false, managed_by_apps: false, source: 'primary' }, undefined],
  [{ read_only: false }, undefined],
  [{ email_routing: false, read_only: false }, undefined],
  [{ read_only: true }, 'a service of Cloudflare', true],
  [{ email_routing: true, read_only: true }, 'Email Routing', true],
  [{ email_routing: true }, 'Email Routing', true],
  // Unlocked: it can be written, and goes when Email Routing is disabled.
  [{ email_routing: true, read_only: false }, 'Email Routing', false],
  [{ origin_worker_id: 'e1b6', read_only: true }, 'a custom domain of a Worker', true],
  [{ r2_bucket: 'pictures', read_only: true }, 'a custom domain of an R2 bucket', true],
])('%j belongs to %s', (meta, name, isLocked) => {
  const service = serviceOf({ meta });
  expect([service?.name, service?.isLocked]).toEqual([name, isLocked]);
});
