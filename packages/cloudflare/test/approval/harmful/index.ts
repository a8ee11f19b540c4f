import type { HarmfulCase } from '../case.ts';
import * as delivery from './delivery.ts';
import * as dns from './dns.ts';
import * as fieldDns from './field-dns.ts';
import * as fieldRules from './field-rules.ts';
import * as firewall from './firewall.ts';
import * as lists from './lists.ts';
import * as mail from './mail.ts';
import * as managed from './managed.ts';
import { originCases, redirects, rewrites, wholeSite } from './redirects.ts';
import * as zone from './zone.ts';

/** Changes that hurt somebody, however they are dressed. */
export const harmfulCases: readonly HarmfulCase[] = [
  ...Object.values(mail),
  ...Object.values(dns),
  wholeSite,
  redirects,
  rewrites,
  originCases,
  ...Object.values(firewall),
  ...Object.values(delivery),
  ...Object.values(zone),
  ...Object.values(lists),
  ...Object.values(managed),
  ...Object.values(fieldDns),
  ...Object.values(fieldRules),
].flat();
