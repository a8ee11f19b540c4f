import {
  afterWrite,
  type Change,
  type GuardRule,
  type JsonObject,
  type ObjectStore,
  type StoredObject,
  type Target,
} from '@crunchtools/mcp-core';
import { addsMarkup, addsUnseen, losesMost } from '@crunchtools/mcp-core/document/risks';
import { nounOf } from '../../names.ts';
import { breaksBlocks } from '../posts/guard.ts';
import { textIn } from '../posts/state.ts';
import type { Template, TemplatesApi, TemplateType } from './api.ts';
import { templateTypes } from './types.ts';

/** Templates have no drafts: with the status, whoever lets this server make nothing public shuts them out, too. */
export function stateOf({ title, content, description, area, isCustom }: Template): JsonObject {
  const source = isCustom ? 'custom' : 'theme';
  return {
    title,
    content,
    description,
    ...(area === undefined ? {} : { area }),
    source,
    status: 'publish',
  };
}

export function templateUpdate(template: Template, after: JsonObject): Change {
  const { id, type } = template;
  const before = stateOf(template);
  const target = { resource: 'template', scope: { id: type, name: type }, id } as const;
  return { ...target, action: 'update', summary: describe('update', before, after, target), before, after };
}

const texts = ({ before, after }: Change): readonly [string, string] => [
  textIn(before, 'content'),
  textIn(after, 'content'),
];

export const templateRules: readonly GuardRule[] = [
  {
    id: 'template.shared',
    asked: 'Every change of a template or a part of templates.',
    why: 'All pages that use it change at once; there is no draft of it.',
    example: 'edit_template',
    text: 'Every page that uses it changes.',
    applies: () => true,
  },
  {
    id: 'template.loss',
    asked: 'One that takes away most of a template, or breaks its blocks.',
    why: 'Pages are empty, or lack their menus.',
    example: 'edit_template with content that has only the beginning',
    text: 'It takes most of the template away, or breaks its blocks.',
    applies: (change) => losesMost(...texts(change)) || breaksBlocks(...texts(change)),
  },
  {
    id: 'template.markup',
    asked: 'Scripts, frames, forms, hidden text or characters that cannot be seen in a template.',
    why: 'They run, or are hidden, on every page.',
    example: 'edit_template that adds <script>',
    text: 'It adds markup that runs, hides text, or covers every page.',
    applies: (change) => addsMarkup(...texts(change)) || addsUnseen(...texts(change)),
  },
];

export function templateStore(api: TemplatesApi): ObjectStore {
  const find = async (type: string, id = ''): Promise<StoredObject | undefined> => {
    const template = await api.find(typeOf(type), id);
    return template && stored(template);
  };
  return {
    resource: 'template',
    identity: ['title'],
    rules: templateRules,
    find: ({ scope, id }) => find(scope.id, id),
    async update({ scope, id = '', after }, changed) {
      const type = typeOf(scope.id);
      const { source, status: _, ...members } = changed;
      if (source === 'theme') {
        await api.revert(type, id);
        const now = await afterWrite(() => find(type, id));
        if (now === undefined) throw new Error('a template that the theme has is there');
        return now;
      }
      // The text makes a copy on the site, whatever else changes.
      return stored(await api.update(type, id, { ...members, content: textIn(after, 'content') }));
    },
    summarise: describe,
  };
}

function typeOf(scope: string): TemplateType {
  const type = templateTypes.find((each) => each === scope);
  if (type === undefined) throw new Error('templates lie in their types');
  return type;
}

function stored(template: Template): StoredObject {
  return { id: template.id, state: stateOf(template) };
}

function describe(
  action: Change['action'],
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  { scope }: Pick<Target, 'scope'>,
): string {
  const title = JSON.stringify(textIn(after ?? before, 'title'));
  const isBack = textIn(before, 'source') === 'custom' && textIn(after, 'source') === 'theme';
  return `${action} ${nounOf(scope.id)} ${title}${isBack ? ', back to that of the theme' : ''}`;
}
