/**
 * Default_Ignorable_Code_Point, Cc and Cf, as the running Node knows them, without any table of ours. `hiddenCharacter`
 * is wider: it has the separators, surrogates, noncharacters and private use too, and none of those may pass either.
 */
const HIDDEN = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]$/u;

/** What does not fit into one text of an answer, which holds at most 4,096 UTF-16 units. */
const PART = 400;

/** All of them: 4,271 in Unicode 17. */
export function hiddenCodePoints(): readonly number[] {
  return Array.from({ length: 0x11_0000 }, (_, codePoint) => codePoint).filter((codePoint) =>
    HIDDEN.test(String.fromCodePoint(codePoint)),
  );
}

/** Texts that together hold all of them. */
export function hiddenParts(): readonly string[] {
  const hidden = hiddenCodePoints();
  return Array.from({ length: Math.ceil(hidden.length / PART) }, (_, index) =>
    String.fromCodePoint(...hidden.slice(index * PART, (index + 1) * PART)),
  );
}
