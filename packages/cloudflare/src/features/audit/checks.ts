import { checkCaa } from './caa.ts';
import { checkDangling } from './dangling.ts';
import { checkDnssec } from './dnssec-chain.ts';
import { checkAddresses, checkOrigins } from './exposed.ts';
import { checkDkim } from './mail-dkim.ts';
import { checkDmarc } from './mail-dmarc.ts';
import { checkMailHosts } from './mail-hosts.ts';
import { checkSpf } from './mail-spf.ts';
import { checkMailTransport } from './mail-transport.ts';
import type { Check } from './question.ts';
import { checkRedirectLoops } from './redirect-loop.ts';
import { checkPageRules, checkRules } from './rule-reach.ts';
import { checkCertificates } from './zone-certificates.ts';
import { checkSettings } from './zone-settings.ts';
import { checkZoneState } from './zone-state.ts';

/** All checks of one zone. */
export const checks: readonly Check[] = [
  checkZoneState,
  checkDnssec,
  checkDangling,
  checkSpf,
  checkDmarc,
  checkMailHosts,
  checkDkim,
  checkMailTransport,
  checkOrigins,
  checkAddresses,
  checkCaa,
  checkCertificates,
  checkSettings,
  checkRedirectLoops,
  checkRules,
  checkPageRules,
];
