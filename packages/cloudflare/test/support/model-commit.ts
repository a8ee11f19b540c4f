import type { SiteRequest } from '@crunchtools/mcp-core/testing';
import type { ListedItem, World } from './model-world.ts';

/** A write of the server that took effect: how many objects it created, updated or deleted. */
export interface Commit {
  readonly method: string;
  readonly path: string;
  readonly create: number;
  readonly change: number;
  readonly delete: number;
}

/** A dry run of a ruleset has no effect. */
export function isWrite({ method, path }: SiteRequest): boolean {
  return method !== 'GET' && !path.includes('dry_run');
}

/** Tells what a request takes effect as, should it do so: asked before it is sent, since a write of items depends on what is there. */
export async function commitOf(request: SiteRequest, world: World): Promise<Commit & { isOfList: boolean }> {
  const list = listWriteOf(request);
  return list === undefined
    ? { ...simpleCommitOf(request), isOfList: false }
    : { ...itemCommitOf(request, await world.listedAt(list)), isOfList: true };
}

function bodyOf({ body }: SiteRequest): string {
  return Buffer.from(body ?? []).toString('utf8');
}

function simpleCommitOf(request: SiteRequest): Commit {
  const { method, path } = request;
  const counts = { method, path, create: 0, change: 0, delete: 0 };
  if (path.endsWith('/dns_records/batch')) {
    const batch = JSON.parse(bodyOf(request));
    const length = (list: string): number => (batch[list] ?? []).length;
    return { ...counts, create: length('posts'), change: length('patches'), delete: length('deletes') };
  }
  if (method === 'DELETE') return { ...counts, delete: 1 };
  if (path.endsWith('/activation_check')) return { ...counts, change: 1 };
  return method === 'PATCH' ? { ...counts, change: 1 } : { ...counts, create: 1 };
}

/** The path of the list whose items are written. */
function listWriteOf({ method, path }: SiteRequest): string | undefined {
  if (method === 'GET') return undefined;
  return /^\/client\/v4(\/accounts\/[0-9a-f]+\/rules\/lists\/[0-9a-f]+)\/items$/u.exec(path)?.[1];
}

function itemCommitOf(request: SiteRequest, before: readonly ListedItem[]): Commit {
  const { method, path } = request;
  const counts = { method, path, create: 0, change: 0, delete: 0 };
  const parsed = JSON.parse(bodyOf(request));
  if (method === 'DELETE') return { ...counts, delete: parsed.items.length };
  const keys = new Set(before.map(({ state }) => String(state['source_url'] ?? state['ip'])));
  const items: readonly { redirect?: { source_url: string }; ip?: string }[] = parsed;
  const known = items.filter(({ redirect, ip }) => keys.has(redirect?.source_url ?? ip ?? ''));
  return { ...counts, create: items.length - known.length, change: known.length };
}
