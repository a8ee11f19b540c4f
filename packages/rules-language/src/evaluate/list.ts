import { parseAddress } from '../address.ts';
import { lowerAscii } from '../functions/ascii.ts';
import { toOctets } from '../octets.ts';
import type { Value } from '../values.ts';
import { isInNetwork } from './network.ts';

/**
 * Whether a value is this member of a list of the account: an address or CIDR block, a number, or a host name, of which
 * `*.example.com` stands for all subdomains. Source: developers.cloudflare.com/waf/tools/lists/custom-lists.
 */
export function isInList(value: Value, member: string): boolean {
  switch (value.kind) {
    case 'ip': {
      const [address = '', prefix] = member.split('/', 2);
      const width = parseAddress(address)?.version === 4 ? 32 : 128;
      const bits = prefix === undefined ? width : Number(prefix);
      return Number.isInteger(bits) && bits >= 0 && bits <= width && isInNetwork(value.value, address, bits);
    }
    case 'integer':
      return /^-?[0-9]+$/.test(member) && BigInt(member) === value.value;
    case 'string': {
      const octets = toOctets(member);
      const subdomains =
        octets.startsWith('*.') && lowerAscii(value.value).endsWith(lowerAscii(octets.slice(1)));
      return subdomains || octets === value.value;
    }
    case 'boolean':
    case 'array':
    case 'map':
      return false;
  }
}
