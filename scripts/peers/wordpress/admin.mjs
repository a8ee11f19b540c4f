import { fields, items } from '../server.mjs';

/** @typedef {import('../server.mjs').Fields} Fields */

/** The site itself, seen and changed by a person who uses none of the servers. */
export class Admin {
  #url;
  #authorization;

  /** @param {string} url @param {{ user: string, password: string }} account */
  constructor(url, { user, password }) {
    this.#url = url;
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  /**
   * @param {string} path Below `/wp/v2/`, with its query.
   * @param {Fields} [body]
   * @returns {Promise<unknown>}
   */
  async #ask(path, body) {
    const [route, query] = path.split('?');
    const answer = await fetch(`${this.#url}/?rest_route=/wp/v2/${route}&${query ?? ''}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const data = await answer.json();
    if (!answer.ok) throw new Error(JSON.stringify(data));
    return data;
  }

  /** @param {Fields} post @returns {Promise<number>} Its id. */
  async create(post) {
    return Number(fields(await this.#ask('posts', { status: 'draft', ...post }))['id']);
  }

  /** @param {number} id @param {Fields} post */
  async save(id, post) {
    await this.#ask(`posts/${id}`, post);
  }

  /** @param {number} id As it is stored; nothing where it was deleted for good. */
  async post(id) {
    const found = items(await this.#ask(`posts?include=${id}&context=edit&status=any,trash`)).map(fields)[0];
    if (found === undefined) return;
    return {
      content: String(fields(found['content'])['raw']),
      title: String(fields(found['title'])['raw']),
      status: String(found['status']),
      slug: String(found['slug']),
      modified: String(found['modified_gmt']),
      tags: items(found['tags']).map(Number),
      author: Number(found['author']),
    };
  }

  /** @param {string} title @returns {Promise<readonly number[]>} The ids of the posts that have it. */
  async titled(title) {
    const path = `posts?context=edit&status=any&per_page=100&search=${encodeURIComponent(title)}`;
    return items(await this.#ask(path))
      .map(fields)
      .filter((each) => fields(each['title'])['raw'] === title)
      .map((each) => Number(each['id']));
  }

  /** @param {Fields} comment @returns {Promise<number>} */
  async comment(comment) {
    return Number(fields(await this.#ask('comments', { status: 'approved', ...comment }))['id']);
  }

  /** @param {number} id */
  async commentStatus(id) {
    return String(fields(await this.#ask(`comments/${id}?context=edit`))['status']);
  }

  /** @param {string} name @returns {Promise<number>} */
  async tag(name) {
    return Number(fields(await this.#ask('tags', { name }))['id']);
  }

  /** @param {string} word */
  async hasFile(word) {
    return items(await this.#ask(`media?search=${encodeURIComponent(word)}`)).length > 0;
  }

  /** @param {string} login @returns {Promise<readonly string[]>} Roles of that account; none where there is none. */
  async roles(login) {
    const users = items(await this.#ask(`users?context=edit&search=${login}`)).map(fields);
    const found = users.find((each) => each['username'] === login);
    return items(found?.['roles']).map(String);
  }
}
