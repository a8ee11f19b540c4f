import { type Address, addressWidth, formatAddress, networkOf, parseAddress } from '../address.ts';
import type { Token } from '../lex/token.ts';
import { quote, suggest } from '../problem.ts';
import type { SetMember } from '../syntax-tree.ts';
import { type Cursor, Refusal, spanOf } from './cursor.ts';

/** What a token of digits is: an integer, an address, a range of either, or a CIDR block. */
export function readMember(cursor: Cursor, token: Token): SetMember {
  const { text } = token;
  const span = spanOf(token);
  const middle = text.indexOf('..');
  if (middle >= 0) return readRange(cursor, token, middle);
  if (text.includes('/')) return readBlock(token);
  if (/[.:]/.test(text)) return { kind: 'ip', value: formatAddress(readAddress(token, text)), span };
  return { kind: 'integer', value: readInteger(cursor, token), span };
}

function readRange(cursor: Cursor, token: Token, middle: number): SetMember {
  const span = spanOf(token);
  const first = { ...token, text: token.text.slice(0, middle), end: token.start + middle };
  const last = { ...token, text: token.text.slice(middle + 2), start: token.start + middle + 2 };
  if (/[.:]/.test(first.text) || /[.:]/.test(last.text)) {
    const from = readAddress(first, first.text);
    const to = readAddress(last, last.text);
    if (from.version !== to.version) {
      const message = 'Both ends of a range are of the same version of IP.';
      throw new Refusal({ code: 'out_of_range', message, span });
    }
    refuseBackwards(from.bits, to.bits, token);
    return { kind: 'ip range', from: formatAddress(from), to: formatAddress(to), span };
  }
  const from = readInteger(cursor, first);
  const to = readInteger(cursor, last);
  refuseBackwards(from, to, token);
  return { kind: 'integer range', from, to, span };
}

function refuseBackwards(from: bigint, to: bigint, token: Token): void {
  if (from <= to) return;
  const message = 'A range goes from the smaller to the greater value.';
  throw new Refusal({ code: 'out_of_range', message, span: spanOf(token) });
}

function readBlock(token: Token): SetMember {
  const span = spanOf(token);
  const slash = token.text.indexOf('/');
  const address = readAddress({ ...token, end: token.start + slash }, token.text.slice(0, slash));
  const digits = token.text.slice(slash + 1);
  const prefix = /^[0-9]+$/.test(digits) ? Number(digits) : Number.NaN;
  const width = addressWidth[address.version];
  if (!(prefix <= width)) {
    const message = `The length of a prefix is a number from 0 to ${width}.`;
    throw new Refusal({
      code: 'out_of_range',
      message,
      span: { start: token.start + slash + 1, end: token.end },
    });
  }
  const network = networkOf(address, prefix);
  if (network.bits !== address.bits) {
    const suggestion = `${formatAddress(network)}/${prefix}`;
    const message = `A block begins with its first address: ${suggestion}.`;
    throw new Refusal({ code: 'out_of_range', message, span, suggestion });
  }
  return { kind: 'cidr', address: formatAddress(address), prefix, span };
}

function readAddress(token: Token, text: string): Address {
  const address = parseAddress(text);
  if (address !== undefined) return address;
  const message = `${quote(text)} is no IP address; text stands in double quotes.`;
  throw new Refusal({ code: 'syntax', message, span: spanOf(token), expected: ['192.0.2.1', '2001:db8::1'] });
}

const smallest = -(2n ** 63n);
const greatest = 2n ** 63n - 1n;

/**
 * A decimal number, hexadecimal after `0x`, octal after `0`, of 64 bits with sign; only decimal ones are negative
 * (cloudflare/wirefilter, rhs_types/int.rs).
 */
export function readInteger(cursor: Cursor, token: Token): bigint {
  const { text } = token;
  const span = spanOf(token);
  if (!/^(?:-[0-9]+|[1-9][0-9]*|0x[0-9a-fA-F]+|0[0-7]*)$/.test(text) || text.length > 40) {
    const message = /^0[0-9]+$/.test(text)
      ? 'A number that begins with 0 is octal; leave out the leading zeros.'
      : `${quote(text)} is no number; text stands in double quotes.`;
    throw new Refusal({
      code: 'syntax',
      message,
      span,
      expected: ['80', '0x50', '8000..8080'],
      ...suggest(/^[0-9]+-[0-9]+$/.test(text) ? text.replace('-', '..') : undefined),
    });
  }
  const value = BigInt(/^0[0-7]+$/.test(text) ? `0o${text.slice(1)}` : text);
  if (value >= smallest && value <= greatest) return value;
  cursor.note({ code: 'out_of_range', message: 'Integers have 64 bits with sign.', span });
  return 0n;
}
