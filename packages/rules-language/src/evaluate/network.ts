import { networkOf, parseAddress } from '../address.ts';

/** Whether an address lies in a CIDR block (RFC 4632); one of the other version never does. */
export function isInNetwork(text: string, block: string, prefix: number): boolean {
  const address = parseAddress(text);
  const start = parseAddress(block);
  if (address === undefined || address.version !== start?.version) return false;
  return networkOf(address, prefix).bits === networkOf(start, prefix).bits;
}
