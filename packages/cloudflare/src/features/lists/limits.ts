/** A list with more is not written here: what is replaced or compared has to be held as a whole. */
export const mostItems = 100_000;
