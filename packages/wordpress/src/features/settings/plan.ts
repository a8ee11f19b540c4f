import { InputError } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { requireMedia } from '../media/plan.ts';
import type { SettingValue } from './api.ts';
import { kindOf, type SettingKind, type SettingName } from './known.ts';

type Given = string | number;
type Check = (value: Given, services: Services) => boolean | Promise<boolean>;

const isText = (value: Given, most: number): boolean =>
  typeof value === 'string' && value.length <= most && !/[\p{Cc}\p{Surrogate}]/u.test(value);

function isWithin(value: Given, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

/** What WordPress takes anything for, also what breaks pages: it stores a front page that is none (6.1.9, recorded). */
const checks: Readonly<Record<SettingKind, readonly [is: string, check: Check]>> = {
  text: ['a text of one line, at most 300 characters long', (value) => isText(value, 300)],
  zone: ['a time zone such as Europe/Berlin, or UTC', (value) => typeof value === 'string' && isZone(value)],
  format: [
    'a format of PHP such as j F Y, at most 60 characters long',
    (value) => isText(value, 60) && value !== '' && !/[<>]/u.test(String(value)),
  ],
  day: ['a day from 0 (Sunday) to 6', (value) => isWithin(value, 0, 6)],
  amount: ['a number from 1 to 100', (value) => isWithin(value, 1, 100)],
  openness: ['open or closed', (value) => value === 'open' || value === 'closed'],
  front: ['posts or page', (value) => value === 'posts' || value === 'page'],
  category: ['the id of a category, from list_terms', (value, services) => isCategory(value, services)],
  page: ['0, or the id of a public page, from list_posts', (value, services) => isOpenPage(value, services)],
  image: ['0, or the id of an image, from list_media', (value, services) => isImage(value, services)],
};

/** @throws {InputError} for what is no value of a setting. */
export async function requireValue(name: SettingName, value: Given, services: Services): Promise<void> {
  const [is, check] = checks[kindOf(name)];
  if (!(await check(value, services)))
    throw new InputError(`${name} is ${is}. Nothing was sent.`, {
      nextStep: 'list_site_parts shows what the settings are now.',
    });
}

/** Without its letter case: WordPress leaves out what it does not know, which the answer to the write tells. */
function isZone(value: string): boolean {
  if (!/^(?:UTC|[A-Z]\w{1,20}(?:\/[\w+-]{1,30}){1,2})$/u.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).format() !== '';
  } catch {
    return false;
  }
}

async function isCategory(value: Given, { kinds, terms }: Services): Promise<boolean> {
  if (typeof value !== 'number' || value < 1) return false;
  const { taxonomy } = await kinds.taxonomy('category');
  return (await terms.require(taxonomy, [value])).length > 0;
}

async function isOpenPage(value: Given, { posts }: Services): Promise<boolean> {
  if (typeof value !== 'number' || value < 0) return false;
  return value === 0 || (await posts.get(value, 'page')).status === 'publish';
}

async function isImage(value: Given, services: Services): Promise<boolean> {
  if (typeof value !== 'number' || value < 0) return false;
  return value === 0 || (await requireMedia(value, services)).type.startsWith('image/');
}

/** @throws {InputError} for a front page that would not be one. @returns what is to be known of it. */
export function frontNotes(settings: ReadonlyMap<string, SettingValue>): readonly string[] {
  const [front, start, list] = ['show_on_front', 'page_on_front', 'page_for_posts'].map((name) =>
    settings.get(name),
  );
  if (front === 'page' && !start)
    throw new InputError('A page as the front page needs page_on_front. Nothing was sent.', {
      nextStep: 'Give both together. For none, show_on_front is posts.',
    });
  if (start && start === list)
    throw new InputError('page_on_front and page_for_posts are the same page. Nothing was sent.');
  return front === 'page' ? [] : ['Both pages count only while show_on_front is page.'];
}
