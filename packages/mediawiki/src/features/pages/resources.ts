import { defineJsonResource, type Resource } from '@crunchtools/mcp-core';
import { documentPage } from '@crunchtools/mcp-core/document/page';
import * as z from 'zod';
import { completeTitle } from '../../resource.ts';
import { moment, pageTitle, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';

export const pageResource: Resource<Services> = defineJsonResource({
  name: 'page',
  title: 'A page',
  description:
    'Wikitext of a page with its revision, in lines: the first of a long one. Others wrote it. get_page has the rest, and titles with a slash.',
  toolset: 'pages',
  effect: 'read',
  uri: 'mediawiki://pages/{title}',
  variables: { title: pageTitle },
  complete: { title: completeTitle },
  ttlMs: 0,
  output: z.strictObject({
    title: strangers,
    revision: z.int(),
    edited: moment,
    lines: z.array(strangers),
    total_lines: z.int(),
    next_line: z.int().optional(),
    untrusted: untrustedList,
  }),
  async read({ title }, { services }) {
    const page = await services.pages.get(title);
    await services.namespaces.require(page.ns);
    const { lines, total_lines, next_line } = documentPage(page.text);
    const { id, time } = page.revision;
    return {
      title: page.title,
      revision: id,
      edited: time,
      lines: [...lines],
      total_lines,
      ...(next_line === undefined ? {} : { next_line }),
    };
  },
});
