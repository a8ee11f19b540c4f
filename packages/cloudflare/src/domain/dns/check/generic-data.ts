import type { RecordType } from '../types.ts';
import { quoteBytes } from '../words.ts';
import { Octets } from './octets.ts';
import { serviceParams } from './service-params.ts';

/** `\# 22 00 01 00 …`: the form of data that has no text of its own (RFC 3597 section 5). */
const genericForm = /^\\# (\d{1,5})((?: ?[0-9a-f]{2})*)$/iu;

export function isGenericForm(data: string): boolean {
  return data.startsWith('\\#');
}

/**
 * Data in the generic form, as text in the form of a zone file; `undefined` when it is malformed, or of a type that
 * is not known here. The documentation promises text for types with a standard, and the service gives the generic
 * form for some of them, such as HTTPS.
 */
export function textOfGenericForm(type: RecordType, data: string): string | undefined {
  const [, length, hex = ''] = genericForm.exec(data) ?? [];
  const digits = hex.replaceAll(' ', '');
  const layout = layouts[type];
  if (layout === undefined || length === undefined || digits.length !== Number(length) * 2) return undefined;
  return layout(new Octets(Uint8Array.from(Buffer.from(digits, 'hex'))));
}

type Layout = (octets: Octets) => string | undefined;

/** RFC 8659, 4034, 9460, 7929, 8162, 4255, 6698, 7553. */
const layouts: { readonly [Type in RecordType]?: Layout } = {
  CAA: readCaa,
  DNSKEY: (octets) => numbersThen(octets, [2, 1, 1], base64),
  DS: (octets) => numbersThen(octets, [2, 1, 1], hexadecimal),
  HTTPS: readService,
  OPENPGPKEY: (octets) => base64(octets.rest()),
  SMIMEA: (octets) => numbersThen(octets, [1, 1, 1], hexadecimal),
  SSHFP: (octets) => numbersThen(octets, [1, 1], hexadecimal),
  SVCB: readService,
  TLSA: (octets) => numbersThen(octets, [1, 1, 1], hexadecimal),
  URI: (octets) => numbersThen(octets, [2, 2], quoted),
};

function numbersThen(
  octets: Octets,
  sizes: readonly (1 | 2)[],
  write: (rest: Uint8Array) => string,
): string | undefined {
  const numbers = sizes.map((size) => octets.number(size));
  return numbers.includes(undefined) ? undefined : [...numbers, write(octets.rest())].join(' ');
}

function readCaa(octets: Octets): string | undefined {
  const flags = octets.number(1);
  const tag = octets.counted(1);
  if (flags === undefined || tag === undefined) return undefined;
  return `${flags} ${Buffer.from(tag).toString('latin1')} ${quoted(octets.rest())}`;
}

function readService(octets: Octets): string | undefined {
  const priority = octets.number(2);
  const target = nameOf(octets);
  const params = serviceParams(octets);
  if (priority === undefined || target === undefined || params === undefined) return undefined;
  return `${priority} ${target} ${params}`.trimEnd();
}

/** A name that is not compressed (RFC 9460 section 2.2), with its trailing dot. */
function nameOf(octets: Octets): string | undefined {
  const labels: string[] = [];
  for (;;) {
    const label = octets.counted(1);
    if (label === undefined || label.length > 63) return undefined;
    if (label.length === 0) return `${labels.join('.')}.`;
    labels.push(Buffer.from(label).toString('latin1'));
  }
}

function hexadecimal(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}

function quoted(octets: Uint8Array): string {
  return quoteBytes([...octets]);
}
