import { Failure } from './failure.ts';
import type { JsonObject } from './json.ts';

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly capabilities: ReadonlySet<string>;
}

const authorMay =
  'delete_posts delete_published_posts edit_posts edit_published_posts level_0 level_1 level_2 publish_posts read upload_files';
const editorMay = `${authorMay} delete_others_pages delete_others_posts delete_pages delete_private_pages delete_private_posts delete_published_pages edit_others_pages edit_others_posts edit_pages edit_private_pages edit_private_posts edit_published_pages level_3 level_4 level_5 level_6 level_7 manage_categories manage_links moderate_comments publish_pages read_private_pages read_private_posts unfiltered_html`;
const adminMay = `${editorMay} activate_plugins create_users delete_plugins delete_themes delete_users edit_dashboard edit_files edit_plugins edit_theme_options edit_themes edit_users export import install_plugins install_themes level_10 level_8 level_9 list_users manage_options promote_users remove_users switch_themes unfiltered_upload update_core update_plugins update_themes`;

/** What roles may, each with its own name (wp-admin/includes/schema.php, populate_roles). */
const roles: Readonly<Record<string, string>> = {
  administrator: `${adminMay} administrator`,
  editor: `${editorMay} editor`,
  author: `${authorMay} author`,
  contributor: 'delete_posts edit_posts level_0 level_1 read contributor',
};

/** Who there is, and with what they log in. */
export class Accounts {
  readonly #all: { readonly account: Account; readonly password: string }[] = [];

  add(login: string, role: string, password: string, name = login): Account {
    const account = {
      id: this.#all.length + 1,
      login,
      name,
      role,
      capabilities: new Set((roles[role] ?? 'read').split(' ')),
    };
    this.#all.push({ account, password: plain(password) });
    return account;
  }

  all(): readonly Account[] {
    return this.#all.map(({ account }) => account);
  }

  /** Nobody, for a wrong password, too: WordPress goes on as for anybody (6.1.9, recorded). */
  asker(authorization: string | undefined): Account | undefined {
    const [, encoded = ''] = /^Basic (.*)$/u.exec(authorization ?? '') ?? [];
    const [, login, password = ''] =
      /^([^:]*):(.*)$/su.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
    return this.#all.find((each) => each.account.login === login && each.password === plain(password))
      ?.account;
  }
}

/** What is neither letter nor digit is left out of application passwords. */
function plain(password: string): string {
  return password.replaceAll(/[^a-z\d]/giu, '');
}

/** 403, or 401 for nobody in particular (`rest_authorization_required_code`). */
export function forbidden(asker: Account | undefined, code: string, message: string): Failure {
  return new Failure(asker === undefined ? 401 : 403, code, message);
}

export function shownAccount(
  { id, login, name, role, capabilities }: Account,
  context: string | null,
): JsonObject {
  const seen = { id, name, url: '', description: '', link: `/author/${login}/`, slug: login };
  if (context !== 'edit') return seen;
  const may = Object.fromEntries([...capabilities].map((each) => [each, true]));
  return { ...seen, username: login, email: `${login}@example.org`, roles: [role], capabilities: may };
}
