import type { Scenario, Step } from './transcript.ts';

function asAdmin(step: Step): Step {
  return { as: 'admin', ...step };
}

type Sent = Readonly<Record<string, unknown>>;

/** Sets settings, and shows what they are then. */
function set(settings: Sent): Step {
  return asAdmin({
    post: '/wp/v2/settings',
    query: { _fields: Object.keys(settings).join(',') },
    body: settings,
  });
}

const template = {
  context: 'edit',
  _fields: 'id,slug,source,origin,type,title,description,status,wp_id,has_theme_file,area,content.raw',
} as const;
const footer = '/wp/v2/template-parts/twentytwentythree/footer';
const own = '/wp/v2/templates/twentytwentythree/my-own';

/** What belongs to a site as a whole: rows as in `scenarios.ts`. */
export const structureScenarios: readonly Scenario[] = [
  {
    name: 'structure',
    steps: [
      asAdmin({
        get: '/wp/v2/settings',
        query: { _fields: 'title,start_of_week,default_category,show_on_front' },
      }),
      asAdmin({
        get: '/wp/v2/template-parts/twentytwentythree/footer',
        query: { context: 'edit', _fields: 'id,content.raw,source,area,has_theme_file' },
      }),
      asAdmin({ get: '/wp/v2/template-parts/twentytwentythree/nowhere' }),
      asAdmin({ get: '/wp/v2/plugins', query: { _fields: 'plugin,status,name' } }),
      asAdmin({ get: '/wp/v2/themes', query: { _fields: 'stylesheet,status' } }),
      asAdmin({ get: '/wp/v2/menus', query: { context: 'edit', per_page: 100 } }),
      asAdmin({ get: '/wp/v2/menu-items', query: { context: 'edit', per_page: 100 } }),
      ...['settings', 'template-parts', 'plugins', 'themes', 'menus', 'menu-items', 'users'].map(
        (part): Step => ({
          as: 'editor',
          get: `/wp/v2/${part}`,
          query: { context: 'edit', per_page: 100 },
        }),
      ),
    ],
  },
  {
    name: 'settings',
    steps: [
      asAdmin({ get: '/wp/v2/settings' }),
      set({ title: ' A & <b>B</b> "q" \'s\'\nx ' }),
      set({ title: 'A &amp; B', description: '<i>x</i>' }),
      set({ nonsense: 1, title: 'Test Site' }),
      set({ description: '' }),
      set({ timezone: 'Asia/Kolkata' }),
      asAdmin({ get: '/', keep: ['gmt_offset', 'timezone_string'] }),
      set({ timezone: 'Nowhere/X' }),
      set({ timezone: 'UTC+2' }),
      set({ timezone: '' }),
      set({ date_format: '<b>Y</b>', time_format: 'H:i' }),
      set({ date_format: 'F j, Y', time_format: 'g:i a' }),
      set({ start_of_week: 9 }),
      set({ start_of_week: -1 }),
      ...[0, -1, -5, '7', 'x', 7.5, 10].map((each) => set({ posts_per_page: each })),
      set({ default_category: 9999 }),
      set({ default_category: 1 }),
      set({ show_on_front: 'nonsense', page_on_front: 9999 }),
      set({ show_on_front: 'posts', page_on_front: 0 }),
      set({ default_comment_status: 'closed', default_ping_status: 'closed' }),
      set({ default_comment_status: 'x' }),
      set({ default_comment_status: 'open', default_ping_status: 'open' }),
      set({ use_smilies: false }),
      set({ use_smilies: true }),
      set({ site_logo: 0 }),
      set({ site_logo: null }),
      set({ description: null }),
      set({ description: '' }),
      set({ email: 'not an address' }),
      // At once, and nobody is asked: the form of the site sends a mail that has to be confirmed.
      set({ email: 'attacker@example.net' }),
      set({ email: 'admin@example.org' }),
      { as: 'editor', post: '/wp/v2/settings', body: { title: 'x' } },
      { post: '/wp/v2/settings', body: { title: 'x' } },
    ],
  },
  {
    name: 'templates',
    steps: [
      asAdmin({ get: footer, query: template }),
      asAdmin({ get: footer.replace(/\/footer/u, '//footer'), query: template }),
      asAdmin({ post: footer, query: template, body: { content: 'One \\ \\u002d "q" é <b>\n' } }),
      asAdmin({ get: footer, query: template }),
      asAdmin({ get: footer, query: { ...template, source: 'theme' } }),
      asAdmin({ post: footer, query: template, body: { content: '' } }),
      asAdmin({ post: footer, query: template, body: { title: 'Mine', description: 'd', area: 'header' } }),
      asAdmin({ post: footer, query: template, body: { area: 'nowhere', status: 'draft', nonsense: 1 } }),
      asAdmin({ delete: footer, query: { _fields: 'id,status,source' } }),
      asAdmin({ get: footer, query: template }),
      asAdmin({ delete: footer }),
      asAdmin({ post: footer, query: template, body: { content: 'Two', title: 'Mine' } }),
      // Also the way back to what the theme has, and that one for good.
      asAdmin({ post: footer, query: template, body: { source: 'theme' } }),
      asAdmin({
        post: '/wp/v2/templates',
        query: template,
        body: { slug: 'my-own', title: 'O', content: 'x' },
      }),
      asAdmin({ post: own, query: template, body: { content: 'y' } }),
      asAdmin({ delete: own, query: { _fields: 'id,status,source' } }),
      asAdmin({ get: own, query: template }),
      asAdmin({ post: own, query: template, body: { content: 'y' } }),
      { as: 'editor', get: footer, query: template },
      { as: 'editor', post: footer, query: template, body: { content: 'y' } },
      { as: 'editor', delete: footer },
    ],
  },
  {
    name: 'site-health',
    steps: ['background-updates', 'dotorg-communication', 'loopback-requests', 'nothing'].flatMap(
      (test): readonly Step[] => [
        asAdmin({ get: `/wp-site-health/v1/tests/${test}`, keep: ['code', 'label', 'status', 'test'] }),
        { as: 'editor', get: `/wp-site-health/v1/tests/${test}` },
      ],
    ),
  },
];
