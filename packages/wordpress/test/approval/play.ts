/** Puts the posts of a case on a site by the server itself, and makes its call. */

import {
  type Arguments,
  approve,
  ask,
  type Mode,
  type Outcome,
  openApprovalStage,
  read,
  type Server,
  type Stage,
  type Variables,
} from '@crunchtools/mcp-core/testing';
import { idIn } from '../support/posts.ts';
import { bundle } from '../support/process.ts';
import type { Before, Case } from './case.ts';

type Client = Server['client'];

const at = '2097-01-01T00:00:00Z';

/** How a draft comes to the status that a case wants. */
const steps: Readonly<Record<string, readonly [tool: string, more: Arguments]>> = {
  publish: ['publish_post', {}],
  future: ['publish_post', { at }],
  pending: ['update_post', { status: 'pending' }],
  private: ['unpublish_post', { to: 'private' }],
  trash: ['delete_post', {}],
};

/** Puts a post there, and gives its id. */
async function put(
  client: Client,
  { type, title, texts, status = 'draft' }: Before,
  mode: Mode,
): Promise<number> {
  const [content = '', ...later] = texts;
  const args = { title, content, ...(type === undefined ? {} : { type }) };
  const id = idIn(await approve(client, { tool: 'create_post', args }, mode));
  for (const text of later) {
    const { version } = await read(client, { tool: 'get_post', args: { id } });
    await approve(client, { tool: 'edit_post', args: { id, version, content: text } }, mode);
  }
  const step = steps[status];
  if (step !== undefined) await approve(client, { tool: step[0], args: { id, ...step[1] } }, mode);
  return id;
}

/** What a case's arguments stand for, and the versions that its posts have. */
async function prepare(client: Client, { posts, args }: Case, mode: Mode) {
  const ids: number[] = [];
  for (const before of posts) ids.push(await put(client, before, mode));
  const [id] = ids;
  const version = id === undefined ? undefined : await versionOf(client, id);
  const { revisions } = Object.values(args).includes('$revision')
    ? await read(client, { tool: 'list_revisions', args: { id } })
    : {};
  const oldest: unknown = Array.isArray(revisions) ? revisions.at(-1) : undefined;
  const revision =
    typeof oldest === 'object' && oldest !== null && 'revision' in oldest ? oldest.revision : undefined;
  const template = Object.values(args).includes('$template')
    ? (await read(client, { tool: 'get_template', args: { id: args['id'] } }))['version']
    : undefined;
  const known: Arguments = {
    $template: template,
    $id: id,
    $ids: ids,
    $version: version,
    $revision: revision,
  };
  const resolved = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'string' && value in known ? known[value] : value,
  ]);
  return { ids, version, args: Object.fromEntries(resolved) };
}

async function versionOf(client: Client, id: number): Promise<unknown> {
  return (await read(client, { tool: 'get_post', args: { id } }))['version'];
}

async function play(client: Client, one: Case, mode: Mode): Promise<Outcome> {
  const { ids, version, args } = await prepare(client, one, mode);
  const outcome = await ask(client, { tool: one.tool, args }, mode);
  const [id] = ids;
  if (outcome.kind === 'asked' && id !== undefined && (await versionOf(client, id)) !== version)
    throw new Error(`asked, and written all the same: ${one.id}`);
  return outcome;
}

/** @param variables of the service; without them, it is that of the sandbox. */
export async function openStage(variables?: Variables, stop?: () => Promise<void>): Promise<Stage<Case>> {
  return openApprovalStage(bundle, play, variables, stop);
}
