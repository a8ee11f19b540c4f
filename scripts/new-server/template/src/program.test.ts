import { describeOptions } from '@crunchtools/mcp-core/testing';
import { features } from './main.ts';
import { program } from './program.ts';

describeOptions({ program, tools: features.tools().tools() });
