import type { Token } from '../lex/token.ts';
import type { SetMember } from '../syntax-tree.ts';
import { type Cursor, spanOf } from './cursor.ts';
import { readMember } from './number.ts';

/**
 * A member of a set. There, and nowhere else, the engine also takes IPv4 addresses whose numbers begin with zeros, all
 * decimal, or that lack numbers at the end, which are zero: `10/8`, `01.2.3.4` (the crate cidr 0.2.3, with which
 * cloudflare/wirefilter reads sets). They get a warning, because other programs read `10.1` as 10.0.0.1.
 *
 * @param addresses Whether the set holds addresses, so that `10` is one.
 */
export function readSetMember(cursor: Cursor, token: Token, addresses: boolean): SetMember {
  const [, address = '', rest = ''] = /^([0-9]+(?:\.[0-9]+){0,3})(\/[0-9]+)?$/.exec(token.text) ?? [];
  const numbers = address.split('.').map(Number);
  const isLoose = addresses || address.includes('.') || rest !== '';
  if (address === '' || !isLoose || numbers.some((one) => one > 255)) return readMember(cursor, token);
  const text = [...numbers, 0, 0, 0].slice(0, 4).join('.');
  if (text === address) return readMember(cursor, token);
  const member = readMember(cursor, { ...token, text: `${text}${rest}` });
  const message = `Cloudflare reads this as ${text}${rest}; other programs may not.`;
  cursor.doubt({ code: 'loose_address', message, span: spanOf(token), suggestion: `${text}${rest}` });
  return member;
}
