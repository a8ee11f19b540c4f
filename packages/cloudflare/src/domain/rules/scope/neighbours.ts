/** Addresses on both sides of the borders of a range; nothing for what is no address. */
export function around(from: string, to: string): readonly string[] {
  const [low, high] = [toBits(from), toBits(to)];
  if (low === undefined || high === undefined) return [];
  const { width } = low;
  return [low.bits - 1n, low.bits, (low.bits + high.bits) / 2n, high.bits, high.bits + 1n]
    .filter((bits) => bits >= 0n && bits < 1n << BigInt(width))
    .map((bits) => format(bits, width));
}

/** The same for a block. */
export function cidrEdges(address: string, prefix: number): readonly string[] {
  const parsed = toBits(address);
  if (parsed === undefined || prefix < 0 || prefix > parsed.width) return [];
  const rest = BigInt(parsed.width - prefix);
  const first = (parsed.bits >> rest) << rest;
  const last = first + (1n << rest) - 1n;
  return around(format(first, parsed.width), format(last, parsed.width));
}

interface Bits {
  readonly bits: bigint;
  readonly width: 32 | 128;
}

function toBits(text: string): Bits | undefined {
  const quad = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/u.exec(text);
  if (quad !== null) {
    const bits = quad.slice(1).reduce((sum, part) => sum * 256n + BigInt(part), 0n);
    return { bits, width: 32 };
  }
  return text.includes(':') ? wideBits(text) : undefined;
}

/** An IPv6 address as the parser of expressions writes it (RFC 5952). */
function wideBits(text: string): Bits | undefined {
  const [front = '', back] = text.split('::', 2);
  const head = front === '' ? [] : front.split(':');
  const tail = back === undefined || back === '' ? [] : back.split(':');
  const missing = 8 - head.length - tail.length;
  const groups =
    back === undefined ? head : [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/iu.test(group))) return undefined;
  return { bits: groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n), width: 128 };
}

function format(bits: bigint, width: number): string {
  const size = width === 32 ? 8n : 16n;
  const count = width === 32 ? 4 : 8;
  const parts = Array.from({ length: count }, (_, index) => {
    const part = (bits >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n);
    return part.toString(width === 32 ? 10 : 16);
  });
  return parts.join(width === 32 ? '.' : ':');
}
