import { launch } from '@crunchtools/mcp-core/launch';
import { name, prefix, variables } from './identity.ts';

launch({ name, prefix, variables: Object.values(variables), folder: __dirname });
void import('./cli.ts');
