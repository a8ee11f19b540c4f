import { Refusal } from '../../problem.ts';
import { parseIPv4, parseIPv6 } from '../address.ts';

/** The bits that all addresses of a range begin with, behind the family. */
export function rangeOf(text: string): string | undefined {
  const [, address = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/u.exec(text) ?? [];
  const isV6 = address.includes(':');
  const written = isV6 ? bitsOfIPv6(address) : bitsOfIPv4(address);
  if (written === undefined || Number(length ?? written.length) > written.length) return undefined;
  return `${isV6 ? 6 : 4}:${written.slice(0, Number(length ?? written.length))}`;
}

/** Whether a mechanism `ip4:` or `ip6:` of SPF holds all addresses of another. */
export function covers(wide: string, narrow: string): boolean {
  const outer = rangeIn(wide);
  return outer !== undefined && rangeIn(narrow)?.startsWith(outer) === true;
}

function rangeIn(mechanism: string): string | undefined {
  return /^ip[46]:/u.test(mechanism) ? rangeOf(mechanism.slice(4)) : undefined;
}

function bitsOfIPv4(address: string): string | undefined {
  const checked = parseIPv4(address);
  if (checked instanceof Refusal) return undefined;
  return checked
    .split('.')
    .map((part) => bits(Number(part), 8))
    .join('');
}

function bitsOfIPv6(address: string): string | undefined {
  const checked = parseIPv6(address);
  if (checked instanceof Refusal) return undefined;
  // Without an embedded IPv4 address and with every group written out.
  const plain = checked.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/u, (_, ...parts: readonly string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [left = '', right] = plain.split('::');
  const head = groupsOf(left);
  const tail = groupsOf(right ?? '');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map((group) => bits(Number.parseInt(group, 16), 16)).join('');
}

function groupsOf(side: string): readonly string[] {
  return side === '' ? [] : side.split(':');
}

function bits(value: number, width: number): string {
  return value.toString(2).padStart(width, '0');
}
