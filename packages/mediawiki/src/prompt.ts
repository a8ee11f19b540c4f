export { writingRules } from '@crunchtools/mcp-core';
export { pageTitle as titleWord } from './schema.ts';
