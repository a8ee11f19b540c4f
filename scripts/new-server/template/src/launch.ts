import { launch } from '@crunchtools/mcp-core/launch';
import { name, prefix, tokenVariable } from './identity.ts';

launch({ name, prefix, variables: [tokenVariable], folder: __dirname });
void import('./cli.ts');
