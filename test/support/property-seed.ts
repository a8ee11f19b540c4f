import * as fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that what fails on a build server fails here too.
 * `PROPERTY_SEED=random npm run unit` draws new ones, and a number draws those of a reported failure.
 */
const seed = process.env['PROPERTY_SEED'] ?? '20261122';
fc.configureGlobal(seed === 'random' ? {} : { seed: Number(seed) });
