import { InputError } from '@crunchtools/mcp-core/app';
import { aLabel, isALabel, labelsOf } from './names.ts';

export { foldName } from './names.ts';

export const zoneId = /^[0-9a-f]{32}$/u;
export const domainName =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/u;

/** The form under which a zone is looked up: an id, or a lower-case name in A-labels. */
export function zoneKey(nameOrId: string): string {
  const given = nameOrId.trim();
  if (zoneId.test(given.toLowerCase())) return given.toLowerCase();
  const name = labelsOf(given)
    .map((label) => aLabel(label) ?? '')
    .join('.');
  const isName = domainName.test(name) && name.split('.').every(isLabel);
  if (isName) return name;
  throw new InputError(
    'zone: neither a domain name such as example.com nor a zone id of 32 hexadecimal digits',
    {
      nextStep: 'Call list_zones for the zones there are.',
    },
  );
}

function isLabel(label: string): boolean {
  return !label.startsWith('xn--') || isALabel(label);
}
