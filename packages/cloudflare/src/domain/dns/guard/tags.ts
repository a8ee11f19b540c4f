/** Tags of a text as DMARC, DKIM, MTA-STS and TLS-RPT have them: `v=DMARC1; p=none`. */
export interface Tags {
  readonly all: ReadonlyMap<string, string>;
  /** Whether each has a name and a value, and none is there twice. */
  readonly isWellFormed: boolean;
  /** The name of the first. */
  readonly first: string | undefined;
}

/** RFC 6376 section 3.2, which RFC 7489 uses too. White space around names and values does not count. */
export function readTags(text: string): Tags {
  const parts = text.split(';').map((part) => part.trim());
  // One semicolon may end the list.
  const written = parts.at(-1) === '' ? parts.slice(0, -1) : parts;
  const all = new Map<string, string>();
  let isWellFormed = true;
  for (const part of written) {
    const [, name = '', value = ''] = /^([a-z][a-z0-9_]*)\s*=\s*(.*)$/isu.exec(part) ?? [];
    if (name === '' || all.has(name.toLowerCase())) isWellFormed = false;
    else all.set(name.toLowerCase(), value);
  }
  const [first] = all.keys();
  return { all, isWellFormed, first };
}

/** Values with commas between them, as a set. Addresses are the same in any case. */
export function listIn(tags: Tags, name: string): ReadonlySet<string> {
  const values = (tags.all.get(name) ?? '').split(',').map((value) => value.trim().toLowerCase());
  return new Set(values.filter((value) => value !== ''));
}

/** Whether reports that go somewhere would go elsewhere or end; where none went, nothing is lost by a new address. */
export function losesReports(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  if (before.size === 0) return false;
  return before.size !== after.size || [...before].some((address) => !after.has(address));
}
