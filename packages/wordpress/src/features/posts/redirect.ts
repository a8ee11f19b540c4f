/** Of a post whose address may change. */
interface Addressed {
  readonly kind: { readonly slug: string; readonly noun: string; readonly isHierarchical: boolean };
  readonly status: string;
  readonly slug: string;
  readonly link: string;
}

/** Addresses that can stand in a sentence of ours: of a site with an ordinary name, and no word but slugs. */
const plainAddress = /^https?:\/\/([\w.-]{1,253}(?::\d{1,5})?)(\/[\w%./-]{0,400})$/u;

/**
 * What WordPress makes of an old address (6.1.9, run: test/e2e/redirects.test.ts): of posts it keeps old slugs (`_wp_old_slug`), of
 * pages it keeps none. Whatever is not found it guesses by the beginning of the last slug.
 */
export function oldAddressNote({ kind }: Pick<Addressed, 'kind'>, isOtherSlug: boolean): string {
  if (!kind.isHierarchical) return 'WordPress redirects the old address while no other post takes it.';
  return isOtherSlug
    ? `WordPress does not redirect the old address of a ${kind.noun}, and only guesses those below it.`
    : 'WordPress only guesses where the old address leads now.';
}

/**
 * What becomes of the front page that is a page when nobody can read that any more. Its address is that of the site, without its slug; where
 * a plugin makes addresses, another page may look like it, so that this is told and nothing refused (6.1.9, run:
 * test/e2e/settings.test.ts).
 */
export function frontPageNotes(
  { kind, status, slug, link }: Addressed,
  becomes: 'trash' | 'hidden',
): readonly string[] {
  const isNamed = link.includes('?') || link.replace(/\/$/u, '').endsWith(`/${slug}`);
  if (kind.slug !== 'page' || status !== 'publish' || isNamed) return [];
  const since =
    becomes === 'trash'
      ? 'WordPress will show the latest posts there, and an undo does not make it the front page again: update_settings does.'
      : 'Visitors will find none there.';
  return [`The address of this page is that of the front page of the site. ${since}`];
}

/** What is to be told when the address of a public post has changed: both, and how the old one can be kept. */
export function movedNotes(before: Addressed, after: Addressed): readonly string[] {
  const isOpen = before.status === 'publish' && after.status === 'publish';
  const [from, to] = [plainAddress.exec(before.link), plainAddress.exec(after.link)];
  if (!isOpen || before.link === after.link || from === null || to === null) return [];
  const [, host = '', path = ''] = from;
  const told = `The address was ${before.link} and is ${after.link}. ${oldAddressNote(before, before.slug !== after.slug)}`;
  if (!publicHost.test(host)) return [told];
  const call = redirectCall(`${host}${path}`, after.link, before.kind.isHierarchical);
  return [
    `${told} If the site is behind Cloudflare, a redirect that stays is made by its server (mcp-cloudflare-crunchtools): sync_redirects ${JSON.stringify(call)}`,
  ];
}

/** Names alone: a source of a redirect at Cloudflare has no port. */
const publicHost = /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/iu;

/** Arguments of `sync_redirects` (test/redirect-call.test.ts holds them to its schema). What lies below a page moves with it. */
function redirectCall(from: string, to: string, withSubpaths: boolean) {
  const below = withSubpaths ? { subpath_matching: true, preserve_path_suffix: true } : {};
  return {
    list: 'old_addresses',
    redirects: [
      { source_url: from, target_url: to, status_code: 301, preserve_query_string: true, ...below },
    ],
  };
}
