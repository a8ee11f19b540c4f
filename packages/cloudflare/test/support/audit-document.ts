import { catalogue, chapters } from '../../src/features/audit/catalogue.ts';
import { services } from '../../src/features/audit/claimable.ts';
import { type Severity, severities } from '../../src/features/audit/severity.ts';

/** `docs/audit.md`: everything that `audit_zone` can find. */
export function auditDocument(): string {
  return [
    head,
    severityTable(),
    '## Findings',
    ...chapters.flatMap(([title, kinds]) => [`### ${title}`, table(kinds)]),
    claimable(),
    tail,
  ].join('\n\n');
}

function counts(severity: Severity): number {
  return Object.values(catalogue).filter((kind) => kind.severity === severity).length;
}

function severityTable(): string {
  const rows = Object.entries(severities).map(
    ([severity, rule]) => `| ${severity} | ${rule} | ${counts(known(severity))} |`,
  );
  return ['| Severity | Rule | Findings |', '|---|---|---|', ...rows].join('\n');
}

function known(severity: string): Severity {
  if (Object.hasOwn(severities, severity)) return severity as Severity;
  throw new Error(severity);
}

function table(kinds: (typeof chapters)[number][1]): string {
  const rows = Object.entries(kinds).map(
    ([id, { severity, says, source, repair }]) =>
      `| \`${id}\` | ${severity} | ${[says, source, repair].map(cell).join(' | ')} |`,
  );
  return ['| Finding | Severity | What it says | Source | Repair |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}

function claimable(): string {
  const rows = services.map(
    ({ name, hosts, free, source }) => `| ${name} | \`${cell(hosts.source)}\` | ${free} | ${source} |`,
  );
  return [
    '### Services where names can be claimed',
    'An alias to a name that `does not exist` at such a service is `dangling-claimable`. Where a free name `looks the same` as one that is in use, DNS cannot tell, and the alias is told as `claimable-service`.',
    ['| Service | Hosts | A free name | Source |', '|---|---|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

const head = `# What an audit finds

\`audit_zone\` reads one zone, or without \`zone\` all zones, 20 a page, and says what is wrong, the worst first. It is deterministic: every check is
a function over what was read, and a model adds nothing. This page is written by \`npm run docs\` from the checks' own table, and a test compares
the two.

- **What it reads.** One zone: all of it. Of many zones at most 12 requests to the API for each, so that 100 zones stay within what Cloudflare lets
  a token do in five minutes; what did not fit is in \`unknown\`. Zones are read one after the other, and nothing of one is kept for the next.
- **What it asks.** Cloudflare's public resolver, without the token: DS and name servers at the parent, the targets of aliases, delegations, MX and
  SRV records, what SPF includes, who takes DMARC reports. At most 60 questions for each of many zones, 500 for one; each once in a call. No
  web page, policy file or mail server is ever contacted.
- **Unknown is not sound.** What a permission, a silent resolver or a limit keeps from being looked at is in \`unknown\`, with the reason.
- **Known exceptions.** \`ignore: ["private-address", "dangling-cname:old"]\` leaves out a kind, or a kind at one name (of any zone, or with the whole name of one); \`audit-ok: private-address\`
  in the comment of a DNS record does so for that record. Their number is told.
- **Repair.** Where one call repairs what was found, it comes with the finding, ready to be made; it is planned and approved as every write. Where only
  a person can tell what is right, there is none.

## Severity`;

const tail = `## What it does not see

Pages, certificates and settings of the origin; the MTA-STS policy behind its host; which DKIM selectors a sender uses; whether a site is still there at a
service whose free names look the same; headers and redirects that the origin or Workers make. Rules are judged by what can be proved: that a rule never
matches, or is shadowed, is told only where no request can exist that shows the contrary.

The checks are held against a corpus of zones written from the RFCs before them: [its description](../packages/cloudflare/test/audit/README.md).
`;
