import type {
  Change,
  GuardRule,
  JsonObject,
  ObjectStore,
  StoredObject,
  Subject,
} from '@crunchtools/mcp-core';
import type { Kinds, Place, Taxonomy } from '../../api/kinds.ts';
import { scopeOf, textIn } from '../posts/state.ts';
import type { Term, TermsApi } from './api.ts';

export function stateOf({ taxonomy, name, slug, description, parent }: Term): JsonObject {
  return {
    taxonomy: taxonomy.slug,
    name,
    slug,
    description,
    ...(taxonomy.isHierarchical ? { parent } : {}),
  };
}

export function termCreation({ kind }: Place, after: JsonObject): Change {
  return {
    action: 'create',
    resource: 'term',
    scope: scopeOf(kind),
    summary: describe('create', undefined, after),
    after,
  };
}

export function termUpdate(place: Place, term: Term, changed: JsonObject): Change {
  const before = stateOf(term);
  const after = { ...before, ...changed };
  return {
    ...target(place, term),
    action: 'update',
    summary: describe('update', before, after),
    before,
    after,
  };
}

export function termDeletion(place: Place, term: Term): Change {
  const before = stateOf(term);
  return { ...target(place, term), action: 'delete', summary: describe('delete', before, undefined), before };
}

/** No two terms share an id, but each is reached by its taxonomy. */
function target({ kind }: Place, { id }: Term): Pick<Change, 'resource' | 'scope' | 'id'> {
  return { resource: 'term', scope: scopeOf(kind), id: String(id) };
}

export const termRules: readonly GuardRule[] = [
  {
    id: 'term.slug',
    asked:
      'Another slug of a category, tag or other term, and another parent, which is a part of addresses, too.',
    why: 'The addresses of its archive change, and WordPress redirects none of them.',
    example: 'update_term with slug',
    text: 'It changes the address of an archive, and links to it lead nowhere.',
    applies: ({ action, before, after }) =>
      action === 'update' &&
      (before?.['slug'] !== after?.['slug'] || before?.['parent'] !== after?.['parent']),
  },
];

function stored(term: Term): StoredObject {
  return { id: String(term.id), state: stateOf(term) };
}

export function termStore(api: TermsApi, kinds: Kinds): ObjectStore {
  const taxonomyIn = async ({ before, after }: Subject): Promise<Taxonomy> =>
    (await kinds.taxonomy(textIn(before ?? after, 'taxonomy'))).taxonomy;
  return {
    resource: 'term',
    identity: ['taxonomy', 'name'],
    rules: termRules,
    async find(subject) {
      const term = await api.find(await taxonomyIn(subject), Number(subject.id));
      return term && stored(term);
    },
    async create(change, { taxonomy: _, ...fields }) {
      return stored(await api.create(await taxonomyIn(change), fields));
    },
    async update(change, changed) {
      return stored(await api.update(await taxonomyIn(change), Number(change.id), changed));
    },
    async remove(change) {
      await api.delete(await taxonomyIn(change), Number(change.id));
    },
    async made(change, after) {
      const parent = Number(after['parent'] ?? 0);
      const term = await api.named(await taxonomyIn(change), textIn(after, 'name'), parent);
      // Terms have no author. WordPress may have stored another description or slug than was sent, too.
      const isAsSent =
        term?.description === textIn(after, 'description') && (after['slug'] ?? term.slug) === term.slug;
      return term && !isAsSent ? 'unclear' : term && stored(term);
    },
    final: ({ action }) =>
      action === 'delete'
        ? 'WordPress has no trash for terms: it comes back neither with its id nor on its posts'
        : undefined,
    summarise: describe,
  };
}

function describe(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const term = after ?? before;
  return `${action} ${textIn(term, 'taxonomy')} ${JSON.stringify(textIn(term, 'name'))}`;
}
