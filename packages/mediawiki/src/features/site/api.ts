import type { JsonObject } from '@crunchtools/mcp-core';
import type { Connection } from '../../api/connection.ts';
import { number, object, objects, text, textOr, texts } from '../../api/read.ts';
import { englishWords, type WikiWords } from '../../names.ts';
import { keyOf, type Namespace } from '../../namespace-key.ts';

export interface Site {
  readonly name: string;
  readonly generator: string;
  readonly language: string;
  readonly mainPage: string;
  readonly isReadOnly: boolean;
  readonly license: string | undefined;
  readonly fileExtensions: readonly string[];
  readonly uploads: boolean;
  readonly pages: number;
  readonly articles: number;
  readonly files: number;
  readonly extensions: readonly string[];
}

export interface Parsed {
  /** HTML. */
  readonly html: string;
  readonly sections: readonly Section[];
  readonly missing: readonly string[];
  readonly categories: readonly string[];
  readonly warnings: readonly string[];
  /** What would be stored, where saving expands something. */
  readonly stored: string | undefined;
}

export interface Section {
  readonly number: number;
  readonly level: number;
  readonly heading: string;
  /** Code points from the beginning of the page, whatever the wiki calls them; absent where it does not know. */
  readonly offset: number | undefined;
}

/** The wiki itself and its parser (mediawiki.org, API:Siteinfo, API:Parsing wikitext; 1.39.17, run). */
export class SiteApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async about(): Promise<Site> {
    const answer = await this.#connection.read({
      action: 'query',
      meta: 'siteinfo',
      siprop: 'general|statistics|rightsinfo|fileextensions|extensions',
    });
    const query = object(answer['query'], 'query');
    const general = object(query['general'], 'general');
    const statistics = object(query['statistics'], 'statistics');
    return {
      name: text(general, 'sitename'),
      generator: text(general, 'generator'),
      language: text(general, 'lang'),
      mainPage: text(general, 'mainpage'),
      isReadOnly: general['readonly'] === true,
      license: textOr(object(query['rightsinfo'] ?? {}, 'rightsinfo'), 'text'),
      fileExtensions: objects(query['fileextensions']).flatMap((each) => textOr(each, 'ext') ?? []),
      uploads: general['uploadsenabled'] === true,
      pages: number(statistics, 'pages'),
      articles: number(statistics, 'articles'),
      files: number(statistics, 'images'),
      extensions: objects(query['extensions']).flatMap((each) => textOr(each, 'name') ?? []),
    };
  }

  async namespaces(): Promise<readonly Namespace[]> {
    const answer = await this.#connection.read({ action: 'query', meta: 'siteinfo', siprop: 'namespaces' });
    const found = object(object(answer['query'], 'query')['namespaces'], 'namespaces');
    return Object.values(found).flatMap((value) => {
      const each: JsonObject = object(value, 'namespace');
      const id = number(each, 'id');
      // Special and Media hold no pages.
      return id < 0 ? [] : [{ id, key: keyOf(id, textOr(each, 'canonical') ?? text(each, 'name')) }];
    });
  }

  /** The words that guards look for, in the language of the wiki. */
  async words(): Promise<WikiWords> {
    const answer = await this.#connection.read({
      action: 'query',
      meta: 'siteinfo',
      siprop: 'namespaces|namespacealiases|magicwords',
    });
    const query = object(answer['query'], 'query');
    const spaces = Object.values(object(query['namespaces'], 'namespaces')).map((each) =>
      object(each, 'namespace'),
    );
    const named = [...spaces, ...objects(query['namespacealiases'])];
    const namesOf = (...ids: readonly number[]): readonly string[] =>
      named
        .filter((each) => ids.includes(number(each, 'id')))
        .flatMap((each) => ['name', 'canonical', 'alias'].flatMap((member) => textOr(each, member) ?? []));
    const magic = objects(query['magicwords']).filter((each) => each['name'] === 'noindex');
    return {
      person: unique(englishWords.person, namesOf(2, 3)),
      special: unique(englishWords.special, namesOf(-1)),
      template: unique(englishWords.template, namesOf(10)),
      noIndex: unique(
        englishWords.noIndex,
        magic.flatMap((each) => texts(each['aliases'])),
      ),
    };
  }

  /** The headings of a page, or of one of its revisions, with the numbers that the wiki gives them. */
  async sections(revision: number): Promise<readonly Section[]> {
    const answer = await this.#connection.read({ action: 'parse', oldid: revision, prop: 'sections' });
    return sectionsIn(object(answer['parse'], 'parse'));
  }

  async parse(title: string, wikitext: string): Promise<Parsed> {
    const answer = await this.#connection.read({
      action: 'parse',
      title,
      text: wikitext,
      pst: true,
      contentmodel: 'wikitext',
      disablelimitreport: true,
      prop: 'text|wikitext|categories|links|templates|images|sections|parsewarnings',
    });
    const parsed = object(answer['parse'], 'parse');
    const missing = [...objects(parsed['links']), ...objects(parsed['templates'])].filter(
      ({ exists }) => exists === false,
    );
    const stored = textOr(parsed, 'psttext');
    return {
      html: text(parsed, 'text'),
      sections: sectionsIn(parsed),
      missing: [...new Set(missing.map((each) => text(each, 'title')))],
      categories: objects(parsed['categories']).map((each) => text(each, 'category').replaceAll('_', ' ')),
      warnings: texts(parsed['parsewarnings']),
      stored: stored === wikitext ? undefined : stored,
    };
  }
}

function unique(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].filter((name) => name !== '');
}

function sectionsIn(parsed: JsonObject): readonly Section[] {
  return objects(parsed['sections']).flatMap((each) => {
    const index = Number(text(each, 'index'));
    // Those of templates are called T-1 and so on: they are no part of this page.
    if (!Number.isInteger(index)) return [];
    const offset = each['byteoffset'];
    return [
      {
        number: index,
        level: Number(text(each, 'level')),
        heading: text(each, 'line'),
        offset: typeof offset === 'number' ? offset : undefined,
      },
    ];
  });
}
