import { describe, expect, it } from 'vitest';
import type { SettingValue } from './api.ts';
import { settingRules, settingUpdate } from './change.ts';

describe('a setting', () => {
  it.each<[string, SettingValue, SettingValue, string | undefined]>([
    ['default_comment_status', 'closed', 'open', 'setting.opens'],
    ['default_ping_status', 'closed', 'open', 'setting.opens'],
    ['default_comment_status', 'open', 'closed', undefined],
    ['show_on_front', 'page', 'posts', 'setting.front_page'],
    ['page_on_front', 0, 5, 'setting.front_page'],
    ['page_for_posts', 5, 0, 'setting.front_page'],
    ['title', 'Garden', '', 'setting.identity'],
    ['description', '', 'Beds', 'setting.identity'],
    ['site_logo', null, 5, 'setting.identity'],
    ['site_icon', 5, 0, 'setting.identity'],
    ['timezone', '', 'Europe/Berlin', 'setting.timezone'],
    ['posts_per_page', 10, 12, undefined],
    ['start_of_week', 1, 0, undefined],
    ['date_format', 'F j, Y', 'j. F Y', undefined],
    ['time_format', 'g:i a', 'H:i', undefined],
    ['default_category', 1, 2, undefined],
  ])('%s that becomes %j %j is asked about where readers see it', (name, from, to, guard) => {
    const change = settingUpdate(name, from, to);
    const asked = settingRules.filter(({ applies }) => applies(change)).map(({ id }) => id);
    expect(asked).toEqual(guard === undefined ? [] : [guard]);
  });
});
