import {
  type Instead,
  type Rewrite,
  type ServedSite,
  type SiteRequest,
  serveSite,
} from '@crunchtools/mcp-core/testing';
import { demoWiki, type Wiki } from '@crunchtools/mediawiki-simulator';

export interface ServedWiki extends ServedSite {
  /** For `MEDIAWIKI_URL`. */
  readonly url: string;
}

/** The demo wiki under `/w` on a port of loopback, which notes whatever it is asked. */
export async function serveWiki(
  instead?: Instead,
  rewrite?: Rewrite,
  prepare: (wiki: Wiki) => void = () => {},
): Promise<ServedWiki> {
  const wiki = demoWiki({ basePath: '/w' });
  prepare(wiki);
  const served = await serveSite((request) => wiki.answer(request), instead, rewrite);
  return { ...served, url: `${served.origin}/w` };
}

/** The action of the API that a request asks for. */
export function actionOf({ path, body }: SiteRequest): string {
  const inForm = /name="action"\r\n\r\n(\w+)/u.exec(Buffer.from(body ?? []).toString('latin1'))?.[1];
  return inForm ?? new URL(path, 'http://127.0.0.1').searchParams.get('action') ?? '';
}
