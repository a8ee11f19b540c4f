export { readSecret, type SecretSource } from './read-secret.ts';
export { createScrubber } from './scrub.ts';
export { REDACTED, Secret } from './secret.ts';
