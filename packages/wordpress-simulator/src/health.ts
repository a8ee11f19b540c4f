import { forbidden } from './accounts.ts';
import { type Answer, type Context, may, noRoute } from './answer.ts';
import type { JsonObject } from './json.ts';

/** What a site without a way to the network says of itself (6.1.9, recorded). */
const tests: Readonly<Record<string, JsonObject>> = {
  'background-updates': {
    label: 'Background updates are not working as expected',
    status: 'critical',
    description:
      '<p>Background updates ensure that WordPress can auto-update if a security update is released for the version you are currently using.</p><ul><li>All automatic updates are disabled.</li></ul>',
    test: 'background_updates',
  },
  'loopback-requests': {
    label: 'Your site could not complete a loopback request',
    status: 'critical',
    description: '<p>Loopback requests are used to run scheduled events.</p>',
    test: 'loopback_requests',
  },
  'https-status': {
    label: 'Your website is using an active HTTPS connection',
    status: 'good',
    description: '<p>You are accessing this website using HTTPS.</p>',
    test: 'https_status',
  },
  'dotorg-communication': {
    label: 'Could not reach WordPress.org',
    status: 'critical',
    description: '<p>Your site is unable to reach WordPress.org at api.wordpress.org.</p>',
    test: 'dotorg_communication',
  },
  'page-cache': {
    label: 'Page cache is not detected but the server response time is good',
    status: 'good',
    description: '<p>Page cache enhances the speed and performance of your site.</p>',
    test: 'page_cache',
  },
};

/** The tests of Site Health: the route without its namespace. */
export function healthAnswer([part, name = '', ...more]: readonly string[], context: Context): Answer {
  const json = Object.hasOwn(tests, name) ? tests[name] : undefined;
  if (part !== 'tests' || json === undefined || more.length > 0 || context.method !== 'GET') throw noRoute();
  // `view_site_health_checks` is given to whoever may install plugins.
  if (!may(context.asker, 'install_plugins'))
    throw forbidden(context.asker, 'rest_forbidden', 'Sorry, you are not allowed to do that.');
  return { json: { ...json, badge: { label: 'Security', color: 'blue' }, actions: '' } };
}
