/** What an expression may be long, in characters (ruleset-engine/rules-language/expressions). */
export const maximumLength = 4096;

/** How deep parentheses, calls and `not` may nest: the engine's own limit (cloudflare/wirefilter, ParserSettings). */
export const maximumDepth = 128;

/** No type has so many levels; what is written behind them is wrong anyway. */
export const maximumIndexes = 16;

/**
 * How deep a tree may be: what `parse` makes of the nesting above has at most an index, a comparison and three
 * chains on each level.
 */
export const maximumTreeDepth = 1000;
