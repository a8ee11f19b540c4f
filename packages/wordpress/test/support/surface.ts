import { features } from '../../src/main.ts';

/** What `describeSurfaceContract` has to know of this server, but for where it is. */
export const surface = {
  resources: features.resources().all(),
  prompts: features.prompts().all(),
  uris: { changes: 'wordpress://changes', post: 'wordpress://posts/5' },
  arguments: {
    edit_draft: { post: '8', guide: 'Short sentences.' },
    prepare_post: { subject: 'Barrel 2.0', notes: 'It holds more.' },
  },
  free: ['guide', 'subject', 'notes'],
  snapshotDirectory: new URL('../snapshots/', import.meta.url),
};
