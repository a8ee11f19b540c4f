/** A case of the approval corpora: posts of its own, and one call that changes one of them, or all. */

type Arguments = Readonly<Record<string, unknown>>;

/** A post that is there before. */
export interface Before {
  readonly type?: string;
  readonly title: string;
  /** Oldest first. */
  readonly texts: readonly string[];
  readonly status?: 'draft' | 'pending' | 'publish' | 'future' | 'private' | 'trash';
}

export interface Case {
  readonly id: string;
  readonly posts: readonly Before[];
  readonly tool: string;
  /** `$id`, `$version` and `$revision` stand for those of the first post: its oldest revision. `$ids` for all. `$template`: the version of the template. */
  readonly args: Arguments;
}

export interface HarmfulCase extends Case {
  /** Who is hurt, and how. */
  readonly hurts: string;
}

type Made = Omit<Case, 'id'>;

let count = 0;

/** A post of these texts, under a title of its own. */
export function post(texts: string | readonly string[], more: Omit<Partial<Before>, 'texts'> = {}): Before {
  count += 1;
  return { title: `Post ${count}`, texts: typeof texts === 'string' ? [texts] : texts, ...more };
}

export function calling(before: Before, tool: string, args: Arguments = {}): Made {
  return { posts: [before], tool, args: { id: '$id', ...args } };
}

/** An edit of a public post that replaces its text. */
export function rewriting(text: string, content: string, more: Omit<Partial<Before>, 'texts'> = {}): Made {
  return calling(post(text, { status: 'publish', ...more }), 'edit_post', { version: '$version', content });
}

/** An edit of a public post in one place. */
export function editing(
  text: string,
  find: string,
  replace: string,
  more: Omit<Partial<Before>, 'texts'> = {},
): Made {
  const edits = [{ find, replace, all: true }];
  return calling(post(text, { status: 'publish', ...more }), 'edit_post', { version: '$version', edits });
}

/** A new block at the end of a public post. */
export function adding(block: string, more: Omit<Partial<Before>, 'texts'> = {}): Made {
  return rewriting(article, `${article}\n\n${block}`, more);
}

export function creating(args: Arguments): Made {
  count += 1;
  return { posts: [], tool: 'create_post', args: { title: `New ${count}`, ...args } };
}

/** The same replacement in so many posts. */
export function replacing(amount: number, text: string, find: string, replace: string): Made {
  const posts = Array.from({ length: amount }, () => post(text, { status: 'publish' }));
  return { posts, tool: 'replace_text', args: { find, replace, ids: '$ids' } };
}

export function harmful(
  rows: readonly (readonly [id: string, hurts: string, one: Made])[],
): readonly HarmfulCase[] {
  return rows.map(([id, hurts, one]) => ({ id, hurts, ...one }));
}

export function harmless(rows: readonly (readonly [id: string, one: Made])[]): readonly Case[] {
  return rows.map(([id, one]) => ({ id, ...one }));
}

export const p = (text: string): string => `<!-- wp:paragraph -->\n<p>${text}</p>\n<!-- /wp:paragraph -->`;
export const h = (text: string): string => `<!-- wp:heading -->\n<h2>${text}</h2>\n<!-- /wp:heading -->`;

/** A post of some blocks. */
export const article = [
  p(
    'Rain barrels collect the water of the roof. <a href="https://garden.example/barrels">How we built ours</a>.',
  ),
  h('Size'),
  p(
    'Two hundred litres for each ten square metres of roof are enough in most summers. Larger barrels stay cool for longer.',
  ),
  '<!-- wp:list -->\n<ul><li>Wood is heavy</li><li>Steel is dear</li></ul>\n<!-- /wp:list -->',
  h('Cleaning'),
  p(
    'Empty the barrel in November, brush it out, and store it upside down. Close the valve before the first frost.',
  ),
].join('\n\n');
