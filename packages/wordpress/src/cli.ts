import { runServer } from '@crunchtools/mcp-core/app';
import { program } from './program.ts';
import { recording } from './recording.ts';

void runServer({
  program,
  file: __filename,
  recording,
  load: async () => (await import('./loaded.ts')).server,
  demo: async () => (await import('./demo/index.ts')).runDemo(__filename),
});
