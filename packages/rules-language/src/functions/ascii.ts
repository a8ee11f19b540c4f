/** Lower case of ASCII letters; all other octets stay as they are. */
export function lowerAscii(octets: string): string {
  if (/^[\0-\x7f]*$/.test(octets)) return octets.toLowerCase();
  return octets.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Upper case of ASCII letters; all other octets stay as they are. */
export function upperAscii(octets: string): string {
  if (/^[\0-\x7f]*$/.test(octets)) return octets.toUpperCase();
  return octets.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
