import type { HarmfulCase } from '../case.ts';
import * as dns from './dns.ts';
import * as mail from './mail.ts';

/** Changes that hurt somebody, however they are dressed. */
export const harmfulCases: readonly HarmfulCase[] = [...Object.values(mail), ...Object.values(dns)].flat();
