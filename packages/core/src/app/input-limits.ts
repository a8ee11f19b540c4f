/**
 * How much a client may send in one message, judged before any tool sees it. Far above what any tool takes, which
 * has narrower limits of its own: these keep a message from costing time and memory by its shape alone.
 */
export const inputLimits = {
  /**
   * Bytes of one line of stdin. A longer one is skipped while it is read. The longest text fits however it is written:
   * a client may write each UTF-16 unit as `\\uXXXX`, which takes six bytes.
   */
  lineBytes: 24 * 1024 * 1024,
  /** Objects and lists inside each other. A parser that recurses could be made to overflow by more. */
  depth: 32,
  /** Items of one list. */
  items: 50_000,
  /** Members of one object. */
  members: 1_000,
  /** UTF-16 units of one text: a whole zone file may be one. */
  textLength: 3_500_000,
  /** UTF-16 units of the name of a member. */
  nameLength: 1_024,
  /** Values of every kind in one message. */
  values: 500_000,
  /**
   * Bytes of a message of more than 256 KiB that are neither in a list nor in a text among the arguments of a call: they
   * are parsed at one go, and nothing else is done meanwhile.
   */
  looseBytes: 1024 * 1024,
  /**
   * Names that the members of objects in such lists have together. V8 keeps a shape for each of up to 1,536
   * (`kMaxNumberOfTransitions`); beyond that each object is a table of its own, and to collect garbage takes long.
   */
  names: 1_000,
} as const;
