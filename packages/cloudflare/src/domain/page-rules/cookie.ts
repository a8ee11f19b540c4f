const longest = 150;
const mostWildcards = 12;

/**
 * Refuses an expression for cookies beyond the documented limits
 * (developers.cloudflare.com/rules/page-rules/reference/additional-reference, "Bypass Cache on Cookie setting"):
 * 150 characters, 12 wildcards, one of them between two `|`.
 */
export function refuseCookieExpression(expression: string): string | undefined {
  if (expression.length > longest)
    return `has ${expression.length} characters; an expression for cookies has at most ${longest}`;
  const amounts = expression.split('|').map((part) => part.split('.*').length - 1);
  const wildcards = amounts.reduce((sum, amount) => sum + amount, 0);
  if (wildcards > mostWildcards) return `has ".*" ${wildcards} times, and may have it ${mostWildcards} times`;
  return amounts.some((amount) => amount > 1) ? 'has ".*" more than once between two "|"' : undefined;
}
