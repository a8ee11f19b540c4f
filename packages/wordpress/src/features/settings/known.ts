import { InputError, nearest } from '@crunchtools/mcp-core';

/** What can be set, in the order in which it is: a front page is chosen before it is shown. */
const kinds = {
  title: 'text',
  description: 'text',
  timezone: 'zone',
  date_format: 'format',
  time_format: 'format',
  start_of_week: 'day',
  posts_per_page: 'amount',
  default_category: 'category',
  default_comment_status: 'openness',
  default_ping_status: 'openness',
  page_on_front: 'page',
  page_for_posts: 'page',
  show_on_front: 'front',
  site_logo: 'image',
  site_icon: 'image',
} as const satisfies Readonly<Record<string, string>>;

export type SettingName = keyof typeof kinds;
export type SettingKind = (typeof kinds)[SettingName];

const names = Object.keys(kinds).filter((name) => isSetting(name));

function isSetting(name: string): name is SettingName {
  return Object.hasOwn(kinds, name);
}

export function kindOf(name: SettingName): SettingKind {
  return kinds[name];
}

/** Why some are never set, whoever asks. */
const never: Readonly<Record<string, string>> = {
  email:
    'email is where WordPress sends what only an administrator may read: whoever has it can take the site over. The form of the site has a new one confirmed by mail; this interface sets it at once (6.1.9, run).',
  url: 'url is where the site is: with a wrong one nobody can log in to put it right, this server neither.',
  language: 'language can be set only to one that is installed, which this interface does not show.',
};

/** @throws {InputError} for one that this server does not set, with the reason, or with those that it does. */
export function settingsOf(given: Readonly<Record<string, unknown>>): readonly SettingName[] {
  for (const name of Object.keys(given)) {
    if (isSetting(name)) continue;
    if (Object.hasOwn(never, name))
      throw new InputError(`This server never sets ${name}: ${never[name]}`, {
        nextStep: 'A person can, in the administration of the site. Nothing was sent.',
      });
    const meant = nearest(name, names);
    throw new InputError('One of the settings is none that this server sets. Nothing was sent.', {
      nextStep: `${meant === undefined ? '' : `Perhaps ${meant} is meant. `}There are ${names.join(', ')}.`,
    });
  }
  return names.filter((name) => given[name] !== undefined);
}
