import type { RequestGrammar } from '@crunchtools/mcp-core/testing';

/**
 * Every request that this server may ever send, written from the REST API handbook on developer.wordpress.org (Reference: Posts, Pages, Post
 * Revisions, Types, Taxonomies, Users, Media, Categories, Tags, Comments, Settings; Global Parameters; Discovery), not from the code that sends them. Types that plugins register are
 * below the same paths by names of their own; those of the sandbox are here.
 */

const common = 'context _fields rest_route';
const types = ['posts', 'pages', 'blocks', 'navigation', 'recipes'];

const list =
  `${common} page per_page search after before modified_after modified_before author author_exclude exclude include offset order ` +
  'orderby parent parent_exclude menu_order slug status tax_relation categories categories_exclude tags tags_exclude courses sticky';

export const grammar: RequestGrammar = {
  parts: {
    test: 'background-updates|dotorg-communication|https-status|loopback-requests|page-cache',
    id: '[1-9][0-9]{0,15}',
    theme: '[A-Za-z0-9_.-]{1,100}',
    slug: '[A-Za-z0-9_.%-]{1,200}',
  },
  requests: [
    { methods: 'GET', path: '/wp-json', query: common },
    { methods: 'GET', path: '/index.php', where: { rest_route: '/' }, query: common },
    { methods: 'GET', path: '/wp-json/wp/v2/users/me', query: common },
    { methods: 'GET', path: '/wp-json/wp/v2/types', query: common },
    { methods: 'GET', path: '/wp-json/wp/v2/taxonomies', query: `${common} type` },
    ...types.flatMap((type) => [
      { methods: 'GET', path: `/wp-json/wp/v2/${type}`, query: list },
      { methods: 'POST', path: `/wp-json/wp/v2/${type}`, query: common },
      // Without `force`, which would delete for good.
      { methods: 'GET POST DELETE', path: `/wp-json/wp/v2/${type}/{id}`, query: common },
      { methods: 'GET', path: `/wp-json/wp/v2/${type}/{id}/revisions`, query: list },
      { methods: 'GET', path: `/wp-json/wp/v2/${type}/{id}/revisions/{id}`, query: common },
    ]),
    ...['categories', 'tags', 'courses', 'media', 'comments'].flatMap((things) => [
      { methods: 'GET', path: `/wp-json/wp/v2/${things}`, query: `${list} hide_empty post type media_type` },
      { methods: 'POST', path: `/wp-json/wp/v2/${things}`, query: common },
      { methods: 'GET POST', path: `/wp-json/wp/v2/${things}/{id}`, query: common },
    ]),
    {
      methods: 'GET',
      path: '/wp-json/wp-site-health/v1/tests/{test}',
      query: common,
    },
    // What has no trash; of comments, the trash is a status.
    ...['categories', 'tags', 'courses', 'media'].map((things) => ({
      methods: 'DELETE',
      path: `/wp-json/wp/v2/${things}/{id}`,
      query: `${common} force`,
    })),
    { methods: 'POST', path: '/wp-json/wp/v2/media', query: common, form: 'file title alt_text caption' },
    { methods: 'GET POST', path: '/wp-json/wp/v2/settings', query: common },
    // `source: theme` would take a customised one away for good, without DELETE: it is never in a body.
    ...['templates', 'template-parts'].map((base) => ({
      methods: 'GET POST DELETE',
      path: `/wp-json/wp/v2/${base}/{theme}/{slug}`,
      query: `${common} source`,
    })),
    ...['users', 'plugins', 'themes', 'templates', 'template-parts', 'menus', 'menu-items'].map((part) => ({
      methods: 'GET',
      path: `/wp-json/wp/v2/${part}`,
      query: `${common} per_page page`,
    })),
  ],
  isWrite: ({ method }) => method !== 'GET',
};
