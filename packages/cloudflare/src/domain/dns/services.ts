import { type Problem, show } from '../problem.ts';
import { columns, type DataRules } from './data-rules.ts';
import { host, text, textIn, uint16 } from './field.ts';

const priority = uint16('0-65535; the lowest is tried first');
const weight = uint16('0-65535; the share among records of equal priority');

/** SRV: RFC 2782. The service and protocol are part of the record's name. */
export const srv: DataRules = {
  ...columns({
    priority,
    weight,
    port: uint16('the port of the service, 0-65535'),
    target: host('the host that serves, or "." if the service does not exist here', {
      allowsRoot: true,
      isHost: true,
    }),
  }),
  example: '10 5 5060 sip.example.com',
  refuseName: ({ name, zoneName }) => {
    if (/^(?:_[a-z0-9-]+|\*)\._[a-z0-9-]+\./.test(name)) return undefined;
    const rest = name === zoneName ? '' : `.${name.slice(0, -(zoneName.length + 1))}`;
    return `${show(name)} is not the name of a service: it begins with _service._protocol, such as "_sip._tcp${rest}" (RFC 2782)`;
  },
};

/** URI: RFC 7553. Cloudflare takes the priority beside `data`; see `value.ts`. */
export const uri: DataRules = {
  ...columns({ priority, weight, target: text('an absolute URI', refuseUri) }),
  example: '10 1 "https://www.example.com/path"',
};

function refuseUri(value: string): string | undefined {
  if (value === '') return 'is empty (RFC 7553 section 4.4)';
  if (!/^[\x21-\x7e]+$/.test(value))
    return `${show(value)} has characters that must be percent-encoded (RFC 3986)`;
  if (/^[a-z][a-z0-9+.-]*:./i.test(value)) return undefined;
  return `${show(value)} is not an absolute URI: write its scheme too, such as ${show(`https://${value}`)}`;
}

/** NAPTR: RFC 3403. */
export const naptr: DataRules = {
  ...columns({
    order: uint16('0-65535; the lowest is used first'),
    preference: uint16('0-65535; the lowest is preferred among equal orders'),
    flags: text('"u", "s", "a", "p", or empty', refuseNaptrFlags),
    service: text('the service, such as "E2U+sip"', refuseNaptrService),
    regex: text('the substitution, such as "!^.*$!sip:info@example.com!", or empty', refuseSubstitution),
    replacement: host('the next name, or "."', { allowsRoot: true, isHost: false }),
  }),
  example: '100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .',
  problemsAcross: (data) => {
    const hasRegex = textIn(data, 'regex') !== '';
    const hasReplacement = textIn(data, 'replacement') !== '.';
    if (hasRegex && hasReplacement) return [exclusive];
    if (!hasRegex && !hasReplacement) return [missing];
    return /^u$/i.test(textIn(data, 'flags')) && !hasRegex ? [noUri] : [];
  },
};

const exclusive: Problem = {
  field: 'replacement',
  problem: 'must be "." when regex is given: one excludes the other (RFC 3403 section 4.1)',
};
const missing: Problem = {
  field: 'regex',
  problem: 'is empty and replacement is ".": one of them must say what comes next',
};
const noUri: Problem = {
  field: 'regex',
  problem: 'is empty, but flag "u" says that it makes the URI (RFC 3404 section 4.3)',
};

function refuseNaptrFlags(value: string): string | undefined {
  return /^[a-z0-9]*$/i.test(value)
    ? undefined
    : `${show(value)} has other characters than letters and digits (RFC 3403 section 4.1)`;
}

function refuseNaptrService(value: string): string | undefined {
  return /^[\x21-\x7e]*$/.test(value)
    ? undefined
    : `${show(value)} has spaces or characters that are not ASCII`;
}

/** RFC 3402 section 3.2: delimiter, expression, delimiter, replacement, delimiter, flags. Expressions are not compiled. */
function refuseSubstitution(value: string): string | undefined {
  if (value === '') return undefined;
  const delimiter = value.charAt(0);
  if (/[1-9\\i]/i.test(delimiter))
    return `${show(value)} begins with ${show(delimiter)}, which cannot be a delimiter`;
  const parts = splitUnescaped(value.slice(1), delimiter);
  if (parts.length !== 3) {
    return `${show(value)} is not a substitution: write the delimiter ${show(delimiter)} three times, around the expression and the replacement`;
  }
  if (parts[0] === '') return `${show(value)} has an empty expression`;
  return /^i?$/.test(parts[2] ?? '')
    ? undefined
    : `${show(value)} ends in ${show(parts[2])}; the only flag is "i"`;
}

function splitUnescaped(value: string, delimiter: string): readonly string[] {
  const parts = [''];
  for (const [piece] of value.matchAll(/\\.|./gsu)) {
    if (piece === delimiter) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${piece}`);
  }
  return parts;
}
