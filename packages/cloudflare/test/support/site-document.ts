import { type ProblemId, problemFacts, problemIds } from '../../src/features/site/problems.ts';
import { mostHops } from '../../src/features/site/way.ts';

/** `docs/check-site.md`: what check_site looks at, and every problem that it can find. */
export function siteDocument(): string {
  const headings = {
    broken: '## The site does not work',
    waiting: '## It will work',
    note: '## To note',
  } as const;
  const tables = Object.entries(headings).map(([severity, heading]) =>
    [heading, tableOf(problemIds.filter((id) => problemFacts[id].severity === severity))].join('\n\n'),
  );
  return `${[head, ...tables, tail].join('\n\n')}\n`;
}

function tableOf(ids: readonly ProblemId[]): string {
  const rows = ids.map((id) => {
    const { means, repair, source } = problemFacts[id];
    return `| \`${id}\` | ${[means, repair, shownSource(source)].map(cell).join(' | ')} |`;
  });
  return ['| Problem | Means | Repair | Source |', '|---|---|---|---|', ...rows].join('\n');
}

function shownSource(source: string): string {
  return source
    .split('; ')
    .map((part) => (part.startsWith('RFC ') ? part : `[${part}](https://developers.cloudflare.com/${part}/)`))
    .join('; ');
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

const head = `# check_site

Does a site work? \`check_site\` gives one verdict on one host (or URL) of a zone. This page is written by \`npm run docs\` from the table that the
verdicts come from, and a test compares the two.

| Verdict | When |
|---|---|
| \`works\` | everything that decides was seen, and nothing is wrong; notes may remain |
| \`will_work\` | what is missing comes by itself, or by what somebody else does: the answer says what is awaited |
| \`broken\` | at least one problem keeps visitors away |
| \`unknown\` | nothing is wrong, but something that decides could not be read; \`unknown\` in the answer says what |

It looks at the status of the zone and its name servers, the DS record and validation (by an answer with and without it), the records of the host
and what the public resolver answers for it, whether it is proxied, its certificate, the way to the origin (\`ssl\`, also by a rule; the port of an origin
rule), Always Use HTTPS, and what the rules and Page Rules make of a browser's first visit: over https and http, of the host and of the name with
or without \`www.\`, redirect by redirect, at most ${mostHops}. Where the token allows it, Cloudflare's own request tracer is asked for the first of these, and a
difference is said.

**The site itself is never asked.** The two origins of this server are the only ones: the API, and the public resolver. The request tracer is told not to send
anything to the origin (\`skip_response\`). So whether the server behind the site answers (errors 520 to 526), and what it answers or redirects itself,
is not known; every answer says so. Name servers are as the public resolver has them, not as the registry lists them.

A problem has an \`id\`, a sentence on what is the matter, one on what to do, and, where a tool of this server mends it, the call: \`next\`, with its arguments,
ready to be made. It is planned, shown and approved like any other write. [A test](../packages/cloudflare/src/features/site/check-site.test.ts) makes each such call
and looks whether the problem is gone.

It needs the permissions to read the zone, DNS, certificates, settings, rules and Page Rules, and optionally *Allow Request Tracer Read* of the account; what a
token lacks is said, and leads to \`unknown\` only where it decides. The first look at a site in order takes 22 requests to the API: 12 for the phases of the rules, the others for the zone, its
Page Rules, the records of both names, certificates, three settings, Bulk Redirects and the tracer. Those that do not depend on another are sent at once. The
next look takes 9, because rules that have not changed are not read again. A host that is not proxied takes 2.`;

const tail = `## What nothing here mends

No tool deletes a zone, pauses or resumes it, changes its plan, or orders a certificate. Name servers and DS records are set at the registrar; records of a
partial zone at the provider that serves it.`;
