import { defineRead } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, flag, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';

const input = {};

const output = z.strictObject({
  name: strangers,
  generator: z.string().regex(/^MediaWiki [\w.-]{1,40}$/u),
  language: z.string().regex(/^[a-z0-9-]{1,40}$/u),
  main_page: strangers,
  read_only: flag,
  license: strangers.optional(),
  pages: z.int(),
  articles: z.int(),
  files: z.int(),
  uploads: z.boolean(),
  file_extensions: z.array(z.string().regex(/^[a-z0-9]{1,20}$/iu)),
  extensions: z.array(strangers),
  namespaces: z.array(z.string().regex(/^[\p{L}\p{M}\p{N}_-]{1,100}$/u)),
  account: strangers,
  rights: z.array(z.string().regex(/^[\w-]{1,100}$/u)),
  untrusted: untrustedList,
});

export const getSite = defineRead<Services, typeof input, typeof output>({
  name: 'get_site',
  title: 'Get the site',
  description:
    'The wiki: name, version, namespaces, sizes, extensions, licence; and the rights of this account.',
  toolset: 'site',
  effect: 'read',
  permissions: ['read'],
  input,
  output,
  async run(_, { services }) {
    const { site, namespaces, connection } = services;
    const about = await site.about();
    const state = connection.state;
    return {
      ...compact({ read_only: about.isReadOnly, license: about.license }),
      name: about.name,
      generator: about.generator,
      language: about.language,
      main_page: about.mainPage,
      pages: about.pages,
      articles: about.articles,
      files: about.files,
      uploads: about.uploads,
      file_extensions: [...about.fileExtensions],
      extensions: [...about.extensions],
      namespaces: (await namespaces.all()).map(({ key }) => key),
      account: state?.user ?? '',
      rights: [...(state?.rights ?? [])],
    };
  },
  example: {},
  hostile: { site: 'https://elsewhere.example' },
  requests: ['GET /api.php'],
  scopes: 'none',
});
