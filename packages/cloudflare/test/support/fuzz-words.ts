import { type FuzzWords, learned, type Random } from '@crunchtools/mcp-core/testing';

const names = ['www', '@', '*', 'shop', 'mail', '_dmarc', 'a.b.c', 'www.mapleandpine.com', 'xn--bcher-kva'];

const contents = [
  '192.0.2.1',
  '2001:db8::1',
  'target.example.net',
  '10 mail.example.com',
  '0 issue "ca.example"',
  'v=spf1 -all',
  '"quoted" "twice"',
  '1 1 443 target.example',
];

const expressions = [
  'true',
  'http.host eq "mapleandpine.com"',
  'starts_with(http.request.uri.path, "/a") and not ssl',
  'concat("/x", http.request.uri.path)',
  'ip.src in {192.0.2.0/24 2001:db8::/32}',
  '(((',
  'regex_replace(http.request.uri.path, "^/(.*)$", "/$\u007b1}")',
];

const addresses = [
  'https://mapleandpine.com/a?b=c#d',
  'http://www.mapleandpine.com:8080/',
  'www.mapleandpine.com/images/*',
  'mapleandpine.com/css',
  '*mapleandpine.com/*',
  '//x',
];

/** Members of objects whose schema leaves them open: of rules, Page Rules and requests to trace. */
const freeNames = [
  'flags',
  'tag',
  'value',
  'enabled',
  'expression',
  'description',
  'id',
  'cache_level',
  'forwarding_url',
  'edge_cache_ttl',
  'ssl',
  'user-agent',
  'cookie',
  'status',
  'headers',
  'action',
  'ipv4_only',
];

function zoneFile(random: Random): string {
  const lines = Array.from({ length: random.below(6) }, () => {
    const type = random.pick(['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'BOGUS']);
    return `${random.pick(names)} ${random.pick(['300', '', 'IN'])} ${type} ${random.pick(contents)}`;
  });
  return [random.pick(['$ORIGIN mapleandpine.com.', '$TTL 1h', '$INCLUDE /etc/passwd', '']), ...lines].join(
    '\n',
  );
}

/** Makers of good values, by the names of arguments. */
const values: Readonly<Record<string, (random: Random) => string>> = {
  zone: (random) => random.pick(['mapleandpine.com', learned('zone', random.below(3)), 'nowhere.example']),
  name: (random) => random.pick(names),
  names: (random) => random.pick(names),
  expression: (random) => random.pick(expressions),
  url: (random) => random.pick(addresses),
  files: (random) => random.pick(addresses),
  matching: (random) => random.pick(addresses),
  zone_file: zoneFile,
  method: (random) => random.pick(['GET', 'POST']),
  country: (random) => random.pick(['DE', 'T1']),
  before: (random) => learned('id', random.below(400)),
  after: (random) => learned('id', random.below(400)),
};

export const words: FuzzWords = {
  valueOf(name, { type, pattern }, random) {
    if (type !== 'string' || /^\^(?:chg_)?\[0-9a-f\]\{(?:8|16)\}\$$/u.test(pattern ?? '')) return undefined;
    if (name !== 'zone' && pattern === '^[0-9a-f]{32}$') return learned('id', random.below(400));
    return values[name]?.(random) ?? random.pick(contents);
  },
  freeNames,
  uris: ['cloudflare://zones/../../etc/passwd'],
};
