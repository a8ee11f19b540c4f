import { ChangeList, defineWrite, InputError, NotFoundError, sameJson } from '@crunchtools/mcp-core';
import * as z from 'zod';
import type { Services } from '../../services.ts';
import { settingsType, settingUpdate } from './change.ts';
import { settingsOf } from './known.ts';
import { frontNotes, requireValue } from './plan.ts';

const input = {
  settings: z
    .record(z.string().min(1).max(60), z.union([z.string().max(1_000), z.int()]))
    .describe('Values by the names of list_site_parts.'),
};

const fronts = ['show_on_front', 'page_on_front', 'page_for_posts'];

export const updateSettings = defineWrite<Services, typeof input>({
  name: 'update_settings',
  title: 'Update settings',
  description:
    'Set title, tagline, time zone, formats, front page or defaults for new posts. Never the e-mail or the address of the site.',
  toolset: 'settings',
  effect: 'update',
  permissions: ['manage_options'],
  input,
  async plan({ settings: given }, { services }) {
    const names = settingsOf(given);
    if (names.length === 0) throw new InputError('Give what is to change.');
    requireSettings(services);
    const present = await services.settings.read([...new Set([...names, ...fronts])]);
    const wanted = new Map(present);
    const changes = await ChangeList.create(names.length);
    for (const name of names) {
      const [before, value] = [present.get(name), given[name] ?? ''];
      if (before === undefined) throw new NotFoundError(`This site has no setting ${name}.`);
      if (sameJson(before, value)) continue;
      await requireValue(name, value, services);
      wanted.set(name, value);
      changes.add(settingUpdate(name, before, value));
    }
    if (changes.length === 0) return { changes, warnings: ['The settings are like that already.'] };
    return { changes, warnings: names.some((name) => fronts.includes(name)) ? frontNotes(wanted) : [] };
  },
  example: { settings: { posts_per_page: 12 } },
  hostile: { settings: { admin_email: 'a@example.org' } },
  requests: ['GET /wp-json/wp/v2/settings', 'POST /wp-json/wp/v2/settings'],
  scopes: 'content',
});

/** @throws {NotFoundError} What is set shows at once: for who lets this server make nothing public, there are no settings. */
function requireSettings({ kinds }: Services): void {
  if (!kinds.exists(settingsType))
    throw new NotFoundError('There are no settings for this server.', {
      nextStep: 'Only the person who starts the server can allow it: settings belongs to --types.',
    });
  if (!kinds.hasStatus('publish'))
    throw new NotFoundError('There are no settings for this server: what is set is public at once.', {
      nextStep: 'Only the person who starts the server can allow it: publish belongs to --statuses.',
    });
}
