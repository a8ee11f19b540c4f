import type { Program } from '@crunchtools/mcp-core/app';
import { name, prefix, tokenVariable, toolsets, version } from './identity.ts';

/** What core's command line knows of this server. Where objects live in several places, `scopes` limits them. */
export const program: Program = {
  name,
  version,
  service: 'Acme',
  prefix,
  toolsets,
  credentials: [{ name: 'token', variables: [{ variable: tokenVariable }] }],
  demo: false,
};
