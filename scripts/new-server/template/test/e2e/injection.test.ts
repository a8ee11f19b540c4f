import { describeInjection, isRecord, type Talk } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

async function tour(talk: Talk, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const payload = `ph${number}ph`;
    const note = { title: `title: ${payload}`, text: `text: ${payload}` };
    await talk.call('create_note', { ...note, dry_run: true });
    const made = await talk.call('create_note', note);
    await talk.call('create_note', { title: `refused ${payload}`, text: 'x' });
    await talk.call('list_notes', {});
    const { confirm } = await talk.call('undo_change', { change_ids: [made['change_id']] });
    await talk.call('undo_change', { change_ids: [made['change_id']], confirm });
  }
  await talk.call('list_changes', {});
}

describeInjection({
  server,
  service: {
    fixed: ['Welcome'],
    renamed: ['', ''],
    swapped: 'never',
    refusal: {
      request: 'POST .*refused ph(\\d+)ph',
      radix: 10,
      statuses: [400, 403, 409],
      answer: { message: '{payload}' },
    },
    masks: ['[0-9a-f]{8}-[0-9a-f-]{27}'],
  },
  tour,
  statuses: ['planned', 'applied', 'failed'],
  codes: ['rejected'],
  requests: 'POST /v1/notes',
  read: {
    tool: 'list_notes',
    untrusted: ['notes[].title', 'notes[].text'],
    texts({ notes }) {
      const last: unknown = Array.isArray(notes) ? notes.at(-1) : undefined;
      return isRecord(last) ? [String(last['title']), String(last['text'])] : [];
    },
    originals: (text) => [`title: ${text}`, `text: ${text}`],
  },
  carries: 'json',
});
