import { createHash } from 'node:crypto';

/** The scheme of a credential and the start of its SHA-256: what a log may show of it. */
export function fingerprint(credential: string): string {
  const [, scheme = '', secret = ''] = /^(?:(Bearer|Basic) +)?(.*)$/is.exec(credential) ?? [];
  const digest = createHash('sha256').update(secret.trim()).digest('hex').slice(0, 12);
  return `${scheme} sha256:${digest}`.trimStart();
}
