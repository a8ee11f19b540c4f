import {
  type Caller,
  confirming,
  dataOf,
  describePlantedText,
  type Scenario,
} from '@crunchtools/mcp-core/testing';
import { bundle } from '../support/process.ts';

const undo: Scenario = async (caller: Caller, round) => {
  const made = await caller.call('create_note', { title: `undo ${round}`, text: 'x' });
  await caller.call('undo_change', { change_ids: [dataOf(made)['change_id'] ?? 'chg_00000000'] });
};

describePlantedText({
  title: 'WordPress',
  bundle,
  token: 'k9fQ2xV7mZ4pL8tR3wB6nY1dH5sJ0gCe',
  scenarios: async () => ({
    calls: [
      ['list_notes', async (caller) => void (await caller.call('list_notes', {}))],
      ['create_note', confirming('create_note', (round) => ({ title: `note ${round}`, text: 'x' }))],
      ['undo_change', undo],
    ],
  }),
  silent: ['list_changes'],
});
