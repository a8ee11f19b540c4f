import { unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { shownText, shownTime, shownWord, untrustedList } from '../../schema.ts';
import { defineZoneRead } from '../../tool.ts';
import { nextStep } from './dnssec.ts';

/** `example.com. 3600 IN DS 2371 13 2 3299…`. */
const dsLine = z
  .string()
  .regex(/^[a-z0-9._-]{1,254} \d{1,10} IN DS \d{1,5} \d{1,3} \d{1,3} (?:[0-9a-f]{2}){16,64}$/iu);
const hexadecimal = z.string().regex(/^[0-9a-f]{32,128}$/iu);
const base64 = z.string().regex(/^[A-Za-z0-9+/]{1,1000}={0,2}$/u);
const number = z.string().regex(/^\d{1,3}$/u);

export const getDnssec = defineZoneRead({
  name: 'get_dnssec',
  title: 'Get DNSSEC',
  description:
    'Status of DNSSEC of a zone, the DS record to hand to the registrar (one line, and its fields), and what to do next.',
  toolset: 'dns',
  effect: 'read',
  permissions: ['DNS Read'],
  input: {},
  output: z.strictObject({
    status: shownWord,
    ds: dsLine.optional(),
    key_tag: unlisted(z.int().optional()),
    algorithm: unlisted(number.optional()),
    digest_type: unlisted(number.optional()),
    digest: unlisted(hexadecimal.optional()),
    flags: unlisted(z.int().optional()),
    public_key: unlisted(base64.optional()),
    multi_signer: z.boolean(),
    presigned: z.boolean(),
    use_nsec3: z.boolean(),
    modified_on: unlisted(shownTime.optional()),
    next_step: shownText,
    untrusted: untrustedList,
  }),
  async run(_args, { api, zone }) {
    const dnssec = await api.dnssec.get(zone.id);
    const {
      dnssec_multi_signer: multiSigner,
      dnssec_presigned: presigned,
      dnssec_use_nsec3: useNsec3,
      ...rest
    } = dnssec;
    const isUnsigned = dnssec.ds === undefined && dnssec.modified_on === undefined;
    return {
      ...rest,
      multi_signer: multiSigner,
      presigned,
      use_nsec3: useNsec3,
      next_step: nextStep({ status: dnssec.status, isUnsigned, presigned }),
    };
  },
  example: { zone: 'mapleandpine.com' },
  hostile: { zone: 'mapleandpine.com?per_page=1' },
  requests: ['GET /zones/{}/dnssec'],
});
