import type { Change, GuardRule, JsonObject, ObjectStore, StoredObject } from '@crunchtools/mcp-core';
import { textIn } from '../posts/state.ts';
import type { SettingsApi, SettingValue } from './api.ts';

/** What `--types` calls settings: a person who names types has to name it, too. */
export const settingsType = 'settings';

const scope = { id: settingsType, name: settingsType } as const;

function stateOf(name: string, value: SettingValue): JsonObject {
  return { setting: name, value };
}

/** Each setting is an object of its own, so that what else was set since is no reason against an undo. */
export function settingUpdate(name: string, from: SettingValue, to: SettingValue): Change {
  const [before, after] = [stateOf(name, from), stateOf(name, to)];
  return {
    action: 'update',
    resource: 'setting',
    scope,
    id: name,
    summary: describe('update', before, after),
    before,
    after,
  };
}

function sets(...names: readonly string[]): (change: Change) => boolean {
  return ({ id = '' }) => names.includes(id);
}

export const settingRules: readonly GuardRule[] = [
  {
    id: 'setting.front_page',
    asked: 'What the front page of the site is, and which page lists the posts.',
    why: 'Visitors, search engines and advertisements come in there.',
    example: 'update_settings with page_on_front',
    text: 'It changes what visitors see first.',
    applies: sets('show_on_front', 'page_on_front', 'page_for_posts'),
  },
  {
    id: 'setting.identity',
    asked: 'The name of the site, its tagline, its logo and its icon.',
    why: 'They stand on every page, in feeds, in what search engines show, and in the mails of the site.',
    example: 'update_settings with title',
    text: 'It stands on every page of the site.',
    applies: sets('title', 'description', 'site_logo', 'site_icon'),
  },
  {
    id: 'setting.timezone',
    asked: 'Another time zone.',
    why: 'What people schedule from then on goes out at another hour.',
    example: 'update_settings with timezone',
    text: 'It changes the hour at which posts go out that are scheduled from now on.',
    applies: sets('timezone'),
  },
  {
    id: 'setting.opens',
    asked: 'New posts that are open to comments or pingbacks from now on.',
    why: 'Anybody, and spam, may write on the site then.',
    example: 'update_settings with default_comment_status open',
    text: 'It opens new posts to what strangers write.',
    applies: ({ id, after }) =>
      (id === 'default_comment_status' || id === 'default_ping_status') && after?.['value'] === 'open',
  },
];

function stored(name: string, value: SettingValue | undefined): StoredObject | undefined {
  return value === undefined ? undefined : { id: name, state: stateOf(name, value) };
}

export function settingStore(api: SettingsApi): ObjectStore {
  return {
    resource: 'setting',
    identity: ['setting'],
    rules: settingRules,
    async find({ id = '' }) {
      return stored(id, (await api.read([id])).get(id));
    },
    async update({ id = '' }, { value }) {
      const isSet = typeof value === 'string' || typeof value === 'number';
      const made = await api.set(id, isSet ? value : null);
      return { id, state: stateOf(id, made ?? null) };
    },
    summarise: describe,
  };
}

function describe(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const [from, to] = [before, after].map((state) => JSON.stringify(state?.['value'] ?? null));
  return `${action} setting ${textIn(after ?? before, 'setting')}: ${from} → ${to}`;
}
