/** What Cloudflare's zone files say of a record in the comment behind it. A member that is absent is not said. */
export interface CommentAttributes {
  readonly comment?: string;
  readonly tags?: readonly string[];
  readonly proxied?: boolean;
  readonly flattenCname?: true;
}

const mark = 'cf_tags=';
/** UTF-16 units: 500 of a comment, and twenty tags in quotes. What is longer is no comment of a record. */
const longestComment = 10_000;

/**
 * Reads `a comment cf_tags=name:value,name,cf-proxied:true` (Cloudflare, "Import and export records"). The mark
 * counts where nothing but tags follows it; before it the comment may hold the same word.
 */
export function readComment(text: string): CommentAttributes {
  if (text.length > longestComment) return commentOf(text);
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    const isWord = at === 0 || /\s/.test(text.charAt(at - 1));
    const tags = isWord ? readTags(text.slice(at + mark.length).trim()) : undefined;
    if (tags !== undefined) return { ...commentOf(text.slice(0, at)), ...attributesOf(tags) };
  }
  return commentOf(text);
}

function commentOf(text: string): CommentAttributes {
  const comment = text.trim();
  return comment === '' ? {} : { comment };
}

const tagPattern = /([\w-]+)(?::("(?:[^"\\]|\\.)*"|[^"=,\\]*))?(,|$)/y;

/** The tags as `name:value`, or `undefined` for text that is no list of tags. */
function readTags(text: string): readonly string[] | undefined {
  const tags: string[] = [];
  const pattern = new RegExp(tagPattern);
  while (pattern.lastIndex < text.length) {
    const [found, name, raw = ''] = pattern.exec(text) ?? [];
    const value = raw.startsWith('"') ? quotedValue(raw) : raw;
    if (found === undefined || value === undefined) return undefined;
    tags.push(`${name}:${value}`);
  }
  return tags;
}

/** A value in quotes is a JSON string. */
function quotedValue(raw: string): string | undefined {
  try {
    return String(JSON.parse(raw));
  } catch {
    return undefined;
  }
}

/** Names that begin with `cf-` are settings of Cloudflare and no tags; unknown ones are dropped, as on export. */
function attributesOf(all: readonly string[]): CommentAttributes {
  const tags = all.filter((tag) => !/^cf-/i.test(tag));
  const proxied = all
    .map((tag) => /^cf-proxied:(true|false)$/i.exec(tag)?.[1])
    .find((value) => value !== undefined);
  const flattens = all.some((tag) => /^cf-flatten-cname:(?:true)?$/i.test(tag));
  return {
    ...(tags.length > 0 ? { tags } : {}),
    ...(proxied === undefined ? {} : { proxied: proxied.toLowerCase() === 'true' }),
    ...(flattens ? { flattenCname: true } : {}),
  };
}
