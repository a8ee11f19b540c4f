import { type Refusal, refuse } from '../problem.ts';
import { quoted } from './condition.ts';

/**
 * The cookie expression of a Page Rule as a condition: `|` means or, `.*` any characters; Cloudflare documents no
 * other operator (rules/page-rules/reference/additional-reference), so one with more has no sure meaning.
 */
export function cookieCondition(expression: string): string | Refusal {
  const alternatives = expression.split('|');
  if (alternatives.some((alternative) => /^(?:\.\*)*$/u.test(alternative)))
    return refuse('one side of "|" in its expression takes every cookie');
  if (!/^[ -~]*$/u.test(expression)) return refuse('its expression has characters beyond ASCII');
  const unknown = /[.*+?^$()[\]{}\\]/u.exec(expression.replaceAll('.*', ''))?.[0];
  if (unknown !== undefined)
    return refuse(`its expression has ${quoted(unknown)}, whose meaning is not documented`);
  return `(${alternatives.map(alternativeCondition).join(' or ')})`;
}

function alternativeCondition(alternative: string): string {
  const literals = alternative.split('.*').filter((literal) => literal !== '');
  const [only = '', ...others] = literals;
  return others.length === 0
    ? `http.cookie contains ${quoted(only)}`
    : `http.cookie strict wildcard ${quoted(`*${literals.join('*')}*`)}`;
}
