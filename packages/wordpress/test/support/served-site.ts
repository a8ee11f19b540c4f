import { type Instead, type ServedSite, serveSite } from '@crunchtools/mcp-core/testing';
import { demoSite } from '@crunchtools/wordpress-simulator';

/** The demo site under `/blog` on a port of loopback, which notes whatever it is asked. */
export function serveDemo(instead?: Instead): Promise<ServedSite> {
  const site = demoSite({ basePath: '/blog' });
  return serveSite((request) => site.answer(request), instead);
}
