import { listed, type Registry } from '@crunchtools/mcp-core';
import type { Config } from './config.ts';
import type { Services } from './services.ts';

/** What `tools` prints: the tools that a client of this configuration is offered. */
export function printTools(tools: Registry<Services>, format: Config['format']): string {
  if (format === 'json')
    return `${JSON.stringify(
      tools.tools().map((tool) => listed(tool)),
      null,
      2,
    )}\n`;
  return format === 'markdown' ? markdown(tools) : text(tools);
}

function text(tools: Registry<Services>): string {
  const width = Math.max(...tools.tools().map(({ name }) => name.length));
  const lines = tools
    .tools()
    .map(
      ({ name, effect, description }) =>
        `${name.padEnd(width)}  ${effect.padEnd(7)}  ${firstSentence(description)}`,
    );
  return `${lines.join('\n')}\n`;
}

function markdown(tools: Registry<Services>): string {
  const rows = tools
    .tools()
    .map(
      ({ name, toolset, effect, permissions, description }) =>
        `| \`${name}\` | ${toolset} | ${effect} | ${permissions.join(', ') || 'none'} | ${firstSentence(description)} |`,
    );
  const head = ['| Tool | Toolset | Effect | Permission | What it does |', '|---|---|---|---|---|'];
  return `${[...head, ...rows].join('\n')}\n`;
}

function firstSentence(description: string): string {
  return description.split(/(?<=\.)\s/u)[0] ?? description;
}
