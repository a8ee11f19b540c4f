import type { ToolIdentity } from '../tool/effect.ts';

/**
 * What the server answers to requests whose answers never change while it runs, as the SDK gave them when the
 * bundle was built. All texts are JSON.
 */
export interface Recording {
  /** The handshake revisions that are spoken, best first. */
  readonly revisions: readonly string[];
  /** The result of `initialize`, without its `protocolVersion`. */
  readonly initialize: string;
  /** The result of `server/discover`. */
  readonly discover: string;
  /** What each list is made of. Absent for one that this server does not have. */
  readonly lists: { readonly [Method in ListMethod]?: RecordedList | undefined };
  /** In the order of the server's list of features. */
  readonly features?: readonly FeatureOutline[];
}

/** What a feature brings, as far as it can be told without the feature: it is then read at the first use of a tool of it. */
export interface FeatureOutline {
  readonly toolset: string;
  readonly tools: readonly ToolIdentity[];
  /** The kinds of object whose changes it carries out. */
  readonly resources: readonly string[];
}

export type ListMethod = keyof typeof listMembers;

/** The methods that list what a server has, and the member of the result that holds it. */
export const listMembers = {
  'tools/list': 'tools',
  'prompts/list': 'prompts',
  'resources/list': 'resources',
  'resources/templates/list': 'resourceTemplates',
} as const;

export interface RecordedList {
  /** The results in the two eras, without what is listed. */
  readonly rest: Readonly<Record<'handshake' | 'modern', string>>;
  readonly items: readonly RecordedItem[];
}

export interface RecordedItem {
  /** It is listed where policy offers all of these. */
  readonly needs: readonly ToolIdentity[];
  /** The item as the list shows it. */
  readonly listed: string;
}
