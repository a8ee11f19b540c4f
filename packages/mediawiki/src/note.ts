import type { EditNote } from './services.ts';

/** Takes over what a call says of its writes. One of its own is none of an undo. */
export function setNote(
  note: EditNote,
  {
    summary,
    minor,
    tag,
  }: {
    readonly summary?: string | undefined;
    readonly minor?: boolean | undefined;
    readonly tag?: string | undefined;
  },
): void {
  note.comment = summary ?? '';
  note.minor = minor;
  note.tag = tag;
}

/** What stands in the history, for whoever approves a plan. */
export function withNotes(notes: readonly string[], { comment = '', tag }: EditNote): readonly string[] {
  return [
    ...notes,
    ...(comment === '' ? [] : [`The history will say: ${comment}`]),
    ...(tag === undefined ? [] : [`With the change tag ${tag}.`]),
  ];
}
