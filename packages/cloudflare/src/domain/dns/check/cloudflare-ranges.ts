import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * The ranges that Cloudflare publishes for proxied names (www.cloudflare.com/ips-v4 and /ips-v6, which change every
 * few years). Not covered: addresses of their own that Enterprise accounts can have proxied names answered with.
 */
const ranges4 = [
  '173.245.48.0/20',
  '103.21.244.0/22',
  '103.22.200.0/22',
  '103.31.4.0/22',
  '141.101.64.0/18',
  '108.162.192.0/18',
  '190.93.240.0/20',
  '188.114.96.0/20',
  '197.234.240.0/22',
  '198.41.128.0/17',
  '162.158.0.0/15',
  '104.16.0.0/13',
  '104.24.0.0/14',
  '172.64.0.0/13',
  '131.0.72.0/22',
] as const;

const ranges6 = [
  '2400:cb00::/32',
  '2606:4700::/32',
  '2803:f800::/32',
  '2405:b500::/32',
  '2405:8100::/32',
  '2a06:98c0::/29',
  '2c0f:f248::/32',
] as const;

let known: BlockList | undefined;

/** Whether an address, in any notation, is one that Cloudflare answers for proxied names. */
export function isCloudflareAddress(address: string): boolean {
  known ??= listed();
  if (isIPv4(address)) return known.check(address, 'ipv4');
  return isIPv6(address) && known.check(address, 'ipv6');
}

function listed(): BlockList {
  const list = new BlockList();
  for (const [ranges, family] of [
    [ranges4, 'ipv4'],
    [ranges6, 'ipv6'],
  ] as const) {
    for (const range of ranges) {
      const [network = '', bits] = range.split('/');
      list.addSubnet(network, Number(bits), family);
    }
  }
  return list;
}
