/** Every code point without an agreed visible form, by Unicode's own properties and not by our table. */
export const hiddenCharacter =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;

export interface Text {
  readonly path: string;
  readonly text: string;
}

/** Every string and every key in a value, with its place as a server writes places: `records[].content`. */
export function textsIn(value: unknown, path = ''): readonly Text[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const place = path === '' ? key : `${path}.${key}`;
    return [{ path: place, text: key }, ...textsIn(member, place)];
  });
}

/** Whether an answer's list of untrusted places covers a place: itself, or something it is part of. */
export function isMarked(path: string, untrusted: readonly string[]): boolean {
  return untrusted.some(
    (mark) => path === mark || path.startsWith(`${mark}.`) || path.startsWith(`${mark}[`),
  );
}

/** The texts of a JSON text; none where it is no JSON. */
export function textsOfJson(text: string): readonly Text[] {
  try {
    return textsIn(JSON.parse(text));
  } catch {
    return [];
  }
}

/** Texts of ours have lines: instructions, prompts, pages and charts; nothing else in them may be hidden. */
const ours = /^result\.(?:instructions$|messages\[\]|contents\[\]\.text$|_meta\.[\w.]+\/chart$)/u;

/** Places of a message whose text, or the JSON that it holds, has something hidden. */
export function hiddenIn(line: string): readonly string[] {
  return textsIn(JSON.parse(line)).flatMap(({ path, text }) => {
    const shown = ours.test(path) ? text.replaceAll(/[\n\t]/gu, ' ') : text;
    const inner = /^[[{]/u.test(text) ? textsOfJson(text).map((one) => one.text) : [];
    return [shown, ...inner].some((one) => hiddenCharacter.test(one))
      ? [`${path}: ${JSON.stringify(text.slice(0, 200))}`]
      : [];
  });
}
