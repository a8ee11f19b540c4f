import { type Account, forbidden } from './accounts.ts';
import { type Answer, type Context, may, noRoute } from './answer.ts';
import { type Failure, invalidParameter } from './failure.ts';
import { type Json, type JsonObject, textOf } from './json.ts';

/** As `sanitize_option` stores them: names with entities, formats without elements, the rest mostly as it comes (6.1.9, recorded). */
const stored: Readonly<Record<string, (value: Json, before: Json) => Json>> = {
  title: (value) => withEntities(textOf(value)),
  description: (value) => withEntities(textOf(value)),
  // What is no zone is left out without a word, and so is a language that is not installed.
  timezone: (value, before) => (value === '' || offsetOf(textOf(value)) !== undefined ? value : before),
  language: (value, before) => (value === '' || value === 'en_US' ? value : before),
  date_format: (value) => textOf(value).replaceAll(/<[^>]*>/gu, ''),
  time_format: (value) => textOf(value).replaceAll(/<[^>]*>/gu, ''),
  start_of_week: (value) => Math.abs(Number(value)),
  posts_per_page: (value) => pagesOf(Number(value)),
  // Fixed by constants, as on sites that Debian sets up.
  url: (_, before) => before,
};

function withEntities(text: string): string {
  return text
    .replaceAll(/&(?!#?\w+;)/gu, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#039;');
}

function pagesOf(wanted: number): number {
  if (wanted === 0) return 1;
  return wanted < -1 ? -wanted : wanted;
}

const choices: ReadonlySet<string> = new Set(['default_comment_status', 'default_ping_status']);

/** The settings of a site that its interface shows. */
export class Settings {
  readonly #initial: JsonObject;
  readonly #all: Record<string, Json>;

  constructor(title: string, url: string) {
    this.#initial = {
      title,
      description: '',
      url,
      email: 'admin@example.org',
      timezone: '',
      date_format: 'F j, Y',
      time_format: 'g:i a',
      start_of_week: 1,
      language: 'en_US',
      use_smilies: true,
      default_category: 1,
      default_post_format: '0',
      posts_per_page: 10,
      show_on_front: 'posts',
      page_on_front: 0,
      page_for_posts: 0,
      default_ping_status: 'open',
      default_comment_status: 'open',
      site_logo: null,
      site_icon: 0,
    };
    this.#all = { ...this.#initial };
  }

  /** What the index of the interface says of them. */
  inIndex(): JsonObject {
    const { title = null, description = null, timezone = null, site_logo: logo, site_icon: icon } = this.#all;
    const zone = textOf(timezone);
    return {
      name: title ?? '',
      description: description ?? '',
      gmt_offset: zone === '' ? '0' : (offsetOf(zone) ?? 0),
      timezone_string: zone,
      // `null` of a site without a logo is `false` there, as WordPress has it in its own store.
      site_logo: logo ?? false,
      site_icon: icon ?? 0,
    };
  }

  answer({ method, sent, asker }: Context): Answer {
    requireManager(asker);
    if (method !== 'GET' && method !== 'POST') throw noRoute();
    if (method === 'POST') {
      const known = Object.entries(sent).filter(([name]) => Object.hasOwn(this.#initial, name));
      for (const [name, value] of known) {
        const refusal = this.#refusal(name, value);
        if (refusal !== undefined) throw refusal;
      }
      for (const [name, value] of known) this.#all[name] = this.#storedAs(name, value);
    }
    return { json: { ...this.#all } };
  }

  #refusal(name: string, value: Json): Failure | undefined {
    const number = typeof value === 'string' && /^-?\d+$/u.test(value) ? Number(value) : value;
    if (value === null) return undefined;
    if ((typeof this.#initial[name] === 'number' || name === 'site_logo') && !Number.isInteger(number))
      return invalidParameter(name, 'rest_invalid_type', `${name} is not of type integer.`, { param: name });
    if (name === 'use_smilies' && typeof value !== 'boolean')
      return invalidParameter(name, 'rest_invalid_type', `${name} is not of type boolean.`, { param: name });
    if (choices.has(name) && value !== 'open' && value !== 'closed')
      return invalidParameter(name, 'rest_not_in_enum', `${name} is not one of open and closed.`);
    if (name === 'email' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/u.test(textOf(value)))
      return invalidParameter(name, 'rest_invalid_email', 'Invalid email address.');
    return undefined;
  }

  /** `null` removes a setting, which then shows as `null`. */
  #storedAs(name: string, value: Json): Json {
    if (value === null) return null;
    const given = typeof this.#initial[name] === 'number' ? Number(value) : value;
    return stored[name]?.(given, this.#all[name] ?? null) ?? given;
  }
}

function requireManager(asker: Account | undefined): void {
  if (!may(asker, 'manage_options'))
    throw forbidden(asker, 'rest_forbidden', 'Sorry, you are not allowed to do that.');
}

/** In hours; nothing for what is no name of a zone. */
function offsetOf(zone: string): number | undefined {
  if (!/^(?:UTC|[A-Za-z_]+\/[\w/+-]+)$/u.test(zone)) return undefined;
  try {
    const parts = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      timeZoneName: 'longOffset',
    }).formatToParts();
    const shown = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d\d):(\d\d))?/u.exec(shown) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) + Number(minutes) / 60);
  } catch {
    return undefined;
  }
}
