const blockOctets = 64;

/** The first 32 bits of the fractional parts of the roots of the first primes (FIPS 180-4 sections 4.2.2, 5.3.3). */
function fractions(count: number, root: (prime: number) => number): Int32Array {
  const words = new Int32Array(count);
  let found = 0;
  for (let candidate = 2; found < count; candidate += 1) {
    if (!isPrime(candidate)) continue;
    words[found] = Math.floor((root(candidate) % 1) * 2 ** 32);
    found += 1;
  }
  return words;
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) {
    if (candidate % divisor === 0) return false;
  }
  return true;
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The message, a one bit, zeros, and its length in bits (FIPS 180-4 section 5.1.1). */
function padded(octets: string): DataView {
  const length = Math.ceil((octets.length + 9) / blockOctets) * blockOctets;
  const view = new DataView(new ArrayBuffer(length));
  for (let index = 0; index < octets.length; index += 1) view.setUint8(index, octets.charCodeAt(index));
  view.setUint8(octets.length, 0x80);
  view.setBigUint64(length - 8, BigInt(octets.length) * 8n);
  return view;
}

/** FIPS 180-4 section 6.2.2, step 1. */
function schedule(message: DataView, start: number): Int32Array {
  const words = new Int32Array(64);
  for (let index = 0; index < 16; index += 1) words[index] = message.getInt32(start + 4 * index);
  for (let index = 16; index < 64; index += 1) {
    const early = words[index - 15] ?? 0;
    const late = words[index - 2] ?? 0;
    const sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[index] = (words[index - 16] ?? 0) + sigma0 + (words[index - 7] ?? 0) + sigma1;
  }
  return words;
}

/** FIPS 180-4 section 6.2.2, steps 2 to 4. */
function compress(state: Int32Array, words: Int32Array, constants: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (const [index, word] of words.entries()) {
    const choice = (e & f) ^ (~e & g);
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + sum1 + choice + (constants[index] ?? 0) + word) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + sum0 + majority) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + word;
}

/**
 * SHA-256 (FIPS 180-4) of octets: 32 octets. Written here because the language imports nothing; it takes no
 * secret of the user's, and its time may depend on its input.
 */
export function sha256(octets: string): string {
  const constants = fractions(64, Math.cbrt);
  const state = fractions(8, Math.sqrt);
  const message = padded(octets);
  for (let start = 0; start < message.byteLength; start += blockOctets) {
    compress(state, schedule(message, start), constants);
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [index, word] of state.entries()) digest.setInt32(4 * index, word);
  return Array.from({ length: 32 }, (_, index) => String.fromCharCode(digest.getUint8(index))).join('');
}

/** HMAC with SHA-256 (RFC 2104, RFC 4868): 32 octets. */
export function hmacSha256(key: string, message: string): string {
  const block = (key.length > blockOctets ? sha256(key) : key).padEnd(blockOctets, '\0');
  const mask = (pattern: number) =>
    Array.from(block, (octet) => String.fromCharCode(octet.charCodeAt(0) ^ pattern)).join('');
  return sha256(mask(0x5c) + sha256(mask(0x36) + message));
}
