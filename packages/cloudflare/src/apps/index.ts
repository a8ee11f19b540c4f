import { type App, chartAppUri, planAppUri } from '@crunchtools/mcp-core';

/** In a file of their own, which is read when a client asks for a page. */
const pages = async () => (await import('./pages.ts')).pages;

/** The pages that a client with MCP Apps shows beside answers. They hold no data until the client hands it over. */
export const apps: readonly App[] = [
  {
    uri: chartAppUri,
    name: 'chart',
    title: 'Chart of analytics',
    description: 'Draws an answer of get_analytics. A display: it calls nothing and loads nothing.',
    page: async () => (await pages()).chart,
  },
  {
    uri: planAppUri,
    name: 'plan',
    title: 'Plan of changes',
    description:
      'Shows the answer of a tool that writes: what changes, before and after, and why it is guarded. A display: nothing can be approved here.',
    page: async () => (await pages()).plan,
  },
];
