import type { Fields, State } from './model-world.ts';

/** One call of a tool, and what has to be true once it answers that it was applied. */
export interface Operation {
  readonly tool: string;
  readonly args: Fields;
  /** For a sync or an import: the records that are wished, and whether others go. */
  readonly wishes?: readonly Fields[];
  readonly prune?: boolean;
  /** What is wrong with a state in which this was applied and nobody else wrote. */
  readonly wrongIn?: (before: State, after: State) => string | undefined;
}
