import type { ToolTrial } from '@crunchtools/mcp-core';
import { features } from '../../src/main.ts';

export type Example = ToolTrial['example'];

/** A call of each tool that works on the sandbox. The contract suite runs them, and docs/tools.md shows them. */
export const examples: Readonly<Record<string, Example>> = Object.fromEntries(
  features
    .tools()
    .tools()
    .map(({ name, example }) => [name, example]),
);
