import { defineRead, PolicyError, unlisted } from '@crunchtools/mcp-core';
import { documentPage } from '@crunchtools/mcp-core/document/page';
import * as z from 'zod';
import { pageTitle, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';

const input = {
  title: pageTitle,
  text: z.string().max(2_000_000),
  first_line: z.int().min(1).optional().describe('From next_line.'),
};

const output = z.strictObject({
  html: z.array(strangers),
  next_line: z.int().optional(),
  missing: z.array(strangers),
  categories: z.array(strangers),
  stored: unlisted(z.array(strangers).optional()),
  warnings: unlisted(z.array(strangers).optional()),
  untrusted: untrustedList,
});

export const previewPage = defineRead<Services, typeof input, typeof output>({
  name: 'preview_page',
  title: 'Preview a page',
  description:
    'How the wiki would render wikitext under a title: HTML, missing links and templates, categories, and what saving would expand. Saves nothing.',
  toolset: 'pages',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run({ title, text, first_line: first = 1 }, { services }) {
    const { namespaces, site } = services;
    if (namespaces.isLimited)
      throw new PolicyError(
        'Not allowed: a preview shows whatever pages the text includes, and this server was started for some namespaces only.',
        {
          nextStep: 'Only the person who starts the server can allow it.',
        },
      );
    const { html, missing, categories, stored, warnings } = await site.parse(title, text);
    const page = documentPage(html, { first });
    return {
      html: [...page.lines],
      ...(page.next_line === undefined ? {} : { next_line: page.next_line }),
      missing: [...missing],
      categories: [...categories],
      ...(stored === undefined ? {} : { stored: [...documentPage(stored).lines] }),
      ...(warnings.length === 0 ? {} : { warnings: [...warnings] }),
    };
  },
  example: { title: 'Sandbox', text: "'''Hello''' [[Beds]]\n\n[[Category:Garden]]" },
  hostile: { title: '<script>', text: 'x' },
  requests: ['GET /api.php', 'POST /api.php'],
  scopes: 'content',
});
