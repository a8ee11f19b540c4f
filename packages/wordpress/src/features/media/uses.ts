import { replaceBetween } from '@crunchtools/mcp-core/document/between';

/** A file as texts refer to it. */
export interface Referred {
  readonly id: number;
  readonly url: string;
  readonly sizes: readonly { readonly url: string; readonly width: number; readonly height: number }[];
}

/** A text, and what else of a post refers to a file. */
interface Referring {
  readonly content: string;
  readonly featured: number;
}

export function usesMedia({ content, featured }: Referring, media: Referred): boolean {
  return featured === media.id || withMedia(content, media, { id: -1, url: 'x', sizes: [] }) !== content;
}

/**
 * A text that refers to one file in place of another: by addresses in all sizes, by ids in marks of blocks, in shortcodes and
 * in classes. Everything else stays as it is.
 *
 * Not covered: addresses that a content delivery network or a plugin makes, and ids in attributes of blocks of plugins.
 */
export function withMedia(content: string, from: Referred, to: Referred): string {
  const blocks = replaceBetween(withAddress(content, from, to), markOfMedia, '-->', (mark) =>
    mark
      .replaceAll(/("(?:id|mediaId)":)(\d+)/gu, (all, name: string, id: string) =>
        Number(id) === from.id ? `${name}${to.id}` : all,
      )
      .replaceAll(
        /("ids":\[)([\d,\s]*)(?=\])/gu,
        (_, name: string, ids: string) => name + listed(ids, from, to),
      ),
  );
  const classes = blocks.replaceAll(/(\bwp-(?:image|att)-)(\d+)/gu, (all, name: string, id: string) =>
    Number(id) === from.id ? `${name}${to.id}` : all,
  );
  return replaceBetween(classes, /\[(?:gallery|playlist|caption)\s/gu, ']', (code) =>
    code
      .replaceAll(
        /(\b(?:ids|include)=["']?)([\d,\s]+)/gu,
        (_, name: string, ids: string) => name + listed(ids, from, to),
      )
      .replaceAll(/(attachment_)(\d+)/gu, (all, name: string, id: string) =>
        Number(id) === from.id ? `${name}${to.id}` : all,
      ),
  );
}

const markOfMedia = /<!--\s+wp:(?:image|cover|gallery|media-text|file|audio|video|site-logo)\s/gu;

function listed(ids: string, from: Referred, to: Referred): string {
  return ids.replaceAll(/\d+/gu, (id) => (Number(id) === from.id ? String(to.id) : id));
}

/** The part of an address that is the same whatever the host and the scheme are: texts outlive both. */
function below(url: string): string {
  const at = url.indexOf('/uploads/');
  return at === -1 ? url : url.slice(at);
}

function withAddress(content: string, from: Referred, to: Referred): string {
  const [old, present] = [below(from.url), below(to.url)];
  const dot = old.lastIndexOf('.');
  const stem = old.slice(0, dot).replace(/-(?:scaled|rotated)$/u, '');
  const pattern = new RegExp(
    `${escaped(stem)}(-scaled|-rotated|-\\d{1,5}x\\d{1,5})?${escaped(old.slice(dot))}(?![\\w-])`,
    'gu',
  );
  return content.replaceAll(pattern, (_, size: string | undefined) => {
    const [, width, height] = /^-(\d+)x(\d+)$/u.exec(size ?? '') ?? [];
    const same = to.sizes.find((each) => each.width === Number(width) && each.height === Number(height));
    return same === undefined ? present : below(same.url);
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
}
