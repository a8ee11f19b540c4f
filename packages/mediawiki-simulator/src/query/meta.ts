import type { Context } from '../context.ts';
import type { JsonObject } from '../json.ts';
import { fileExtensions } from '../modules/files.ts';
import { isoTime } from '../store.ts';

export const metas: Readonly<Record<string, (context: Context) => JsonObject>> = {
  siteinfo: siteInfo,
  userinfo: userInfo,
  tokens,
};

function tokens({ request, parameters, asker, accounts, cookies }: Context): JsonObject {
  const types = parameters.list('type');
  const wanted = types.length === 0 ? ['csrf'] : types;
  const found: Record<string, string> = {};
  if (wanted.includes('csrf')) found['csrftoken'] = asker.csrfToken;
  if (wanted.includes('rollback')) found['rollbacktoken'] = asker.csrfToken;
  if (wanted.includes('login')) {
    const { token, cookie } = accounts.loginToken(request);
    if (cookie !== undefined) cookies.push(cookie);
    found['logintoken'] = token;
  }
  return { tokens: found };
}

function userInfo({ parameters, asker }: Context): JsonObject {
  const wanted = parameters.list('uiprop');
  const { account } = asker;
  return {
    userinfo: {
      id: account?.id ?? 0,
      name: asker.name,
      ...(account === undefined ? { anon: true } : {}),
      ...(wanted.includes('groups')
        ? {
            groups: [
              ...(account?.groups ?? []),
              '*',
              ...(account === undefined ? [] : ['user', 'autoconfirmed']),
            ],
          }
        : {}),
      ...(wanted.includes('rights') ? { rights: [...asker.rights] } : {}),
    },
  };
}

function siteInfo({ parameters, store, troubles }: Context): JsonObject {
  const given = parameters.list('siprop');
  const wanted = given.length === 0 ? ['general'] : given;
  const all: Readonly<Record<string, () => JsonObject>> = {
    general: () => ({
      general: {
        mainpage: 'Main Page',
        base: 'https://wiki.example.org/index.php/Main_Page',
        sitename: store.siteName,
        generator: 'MediaWiki 1.39.17',
        case: 'first-letter',
        lang: 'en',
        fallback: [],
        rtl: false,
        readonly: troubles.readonly === true,
        ...(troubles.readonly === true ? { readonlyreason: 'Backup until 12:00' } : {}),
        writeapi: true,
        maxarticlesize: 2_097_152,
        timezone: 'UTC',
        timeoffset: 0,
        articlepath: '/index.php/$1',
        scriptpath: '',
        script: '/index.php',
        server: 'https://wiki.example.org',
        servername: 'wiki.example.org',
        wikiid: 'wiki',
        time: isoTime(store.now()),
        misermode: false,
        uploadsenabled: true,
        maxuploadsize: 104_857_600,
      },
    }),
    namespaces: () => ({
      namespaces: Object.fromEntries(
        store.namespaces.map(({ id, name, subpages, content }) => [
          String(id),
          {
            id,
            case: 'first-letter',
            name,
            subpages,
            ...(id === 0 ? {} : { canonical: id === 4 ? 'Project' : id === 5 ? 'Project talk' : name }),
            content,
            nonincludable: false,
          },
        ]),
      ),
    }),
    namespacealiases: () => ({
      namespacealiases: [
        { id: 6, alias: 'Image' },
        { id: 7, alias: 'Image talk' },
      ],
    }),
    statistics: () => ({
      statistics: {
        pages: store.pages.size,
        articles: [...store.pages.values()].filter(({ title }) => title.ns === 0).length,
        edits: [...store.pages.values()].reduce((sum, { revisions }) => sum + revisions.length, 0),
        images: store.files.size,
        users: 3,
        activeusers: 3,
        admins: 1,
        jobs: 0,
      },
    }),
    rightsinfo: () => ({
      rightsinfo: { url: 'https://creativecommons.org/licenses/by-sa/4.0/', text: 'CC BY-SA 4.0' },
    }),
    fileextensions: () => ({ fileextensions: fileExtensions.map((ext) => ({ ext })) }),
    extensions: () => ({ extensions: [] }),
    // Two of some two hundred.
    magicwords: () => ({
      magicwords: [
        { name: 'noindex', aliases: ['__NOINDEX__'], 'case-sensitive': true },
        { name: 'redirect', aliases: ['#REDIRECT'], 'case-sensitive': false },
      ],
    }),
  };
  return Object.assign({}, ...wanted.map((name) => all[name]?.() ?? {}));
}
