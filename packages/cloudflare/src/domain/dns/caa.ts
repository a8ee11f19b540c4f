import type { JsonObject } from '@crunchtools/mcp-core';
import { type Problem, Refusal, show } from '../problem.ts';
import { columns, type DataRules } from './data-rules.ts';
import { type Field, integer, text, textIn } from './field.ts';
import { toAsciiName } from './labels.ts';
import { hostOfUrl } from './url.ts';

/** Property tags in use: RFC 8659, RFC 9495 (issuemail), and the registry of the CA/Browser Forum's contact tags. */
const tags = [
  'issue',
  'issuewild',
  'iodef',
  'issuemail',
  'issuevmc',
  'contactemail',
  'contactphone',
] as const;

const flags: Field = integer('0, or 128 if an authority that does not know the tag must not issue', {
  maximum: 255,
  known: { 0: 'not critical', 128: 'critical' },
});

const propertyTag = text('the property', refuseTag);

const tag: Field = {
  meaning: 'the property',
  // RFC 8659 section 4.1: matching of tags is not case sensitive.
  check: (value, zoneName) => {
    const checked = propertyTag.check(value, zoneName);
    return typeof checked === 'string' ? checked.toLowerCase() : checked;
  },
  read: propertyTag.read,
  write: String,
};

// An unknown tag is let pass by every authority unless it is critical, so a typing error would switch the
// protection off without a word.
function refuseTag(value: string): string | undefined {
  if (tags.some((known) => known === value.toLowerCase())) return undefined;
  return `${show(value)} is not a property of CAA records: use ${tags.join(', ')}`;
}

const plainValue = text("what the property says, such as the authority's domain");

const propertyValue: Field = {
  ...plainValue,
  // RFC 8659 section 4.2: no domain and ";" mean the same, that nobody may issue; one of them is sent.
  check: (given, zoneName) => plainValue.check(given === '' ? ';' : given, zoneName),
};

/** CAA: RFC 8659. */
export const caa: DataRules = {
  ...columns({ flags, tag, value: propertyValue }),
  example: '0 issue "letsencrypt.org"',
  problemsAcross: (data) => problemOfValue(textIn(data, 'tag'), data),
};

function problemOfValue(property: string, data: JsonObject): readonly Problem[] {
  const reason = refuseValue(property, textIn(data, 'value'));
  return reason === undefined ? [] : [{ field: 'value', problem: reason }];
}

function refuseValue(property: string, value: string): string | undefined {
  if (/^".*"$/.test(value))
    return `${show(value)} has quotes of its own: write ${value.slice(1, -1)} without them`;
  if (property === 'iodef') return refuseReportAddress(value);
  if (property === 'contactemail') return refuseEmail(value);
  if (property === 'contactphone')
    return /\d/.test(value) ? undefined : `${show(value)} is not a telephone number`;
  return refuseIssuer(value);
}

/** RFC 8659 section 4.2: a domain name or nothing, then parameters `tag=value`, each after a semicolon. */
function refuseIssuer(value: string): string | undefined {
  const url = hostOfUrl(value);
  if (url !== undefined) return `${show(value)} is a URL: write the authority's domain, ${show(url)}`;
  const [issuer = '', ...parameters] = value.split(';').map((part) => part.trim());
  if (issuer === '') {
    if (parameters.length > 0) return refuseParameters(parameters);
    return undefined;
  }
  const name = toAsciiName(issuer);
  if (name instanceof Refusal) return `${show(issuer)} is not the domain of an authority: it ${name.reason}`;
  if (!name.includes('.'))
    return `${show(issuer)} is not the domain of an authority: write one such as "letsencrypt.org"`;
  return name === issuer ? refuseParameters(parameters) : `${show(issuer)} must be written as ${show(name)}`;
}

function refuseParameters(parameters: readonly string[]): string | undefined {
  const wrong = parameters.find(
    (parameter) => !/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\s*=\s*[!-:<-~]*)?$/i.test(parameter),
  );
  return wrong === undefined
    ? undefined
    : `has ${show(wrong)}: parameters have the form name=value, with ";" between them`;
}

/** RFC 8659 section 4.4. */
function refuseReportAddress(value: string): string | undefined {
  if (/^https?:\/\/[^\s/]+/i.test(value)) return undefined;
  if (/^mailto:/i.test(value)) return refuseEmail(value.slice('mailto:'.length));
  if (refuseEmail(value) === undefined)
    return `${show(value)} is not a URL: write ${show(`mailto:${value}`)}`;
  return `${show(value)} is not a URL of the form mailto:…, https://… or http://…`;
}

function refuseEmail(value: string): string | undefined {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : `${show(value)} is not an email address`;
}
