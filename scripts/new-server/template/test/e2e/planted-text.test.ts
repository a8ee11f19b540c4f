import { confirming, dataOf, describePlantedText } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describePlantedText({
  server,
  deeper: async () => ({
    create_note: confirming('create_note', (round) => ({ title: `note ${round}`, text: 'x' })),
    async undo_change(caller, round) {
      const made = await caller.call('create_note', { title: `undo ${round}`, text: 'x' });
      await caller.call('undo_change', { change_ids: [dataOf(made)['change_id'] ?? 'chg_00000000'] });
    },
  }),
  places: 20,
});
