import * as real from '../../node_modules/fast-check/lib/fast-check.js';

export * from '../../node_modules/fast-check/lib/fast-check.js';

/** A property that draws more cases than this draws a third of them in `npm test`: the first ones, since the seed is the same. */
const MANY = 300;

const all = process.env['PROPERTY_CASES'] === 'all';

/** Stands in for that of fast-check. */
export const assert = new Proxy(real.assert, {
  apply(target, self, [property, parameters = {}]) {
    const { numRuns = 100 } = parameters;
    const fewer = all ? numRuns : Math.min(numRuns, Math.max(MANY, Math.ceil(numRuns / 3)));
    return Reflect.apply(target, self, [property, { ...parameters, numRuns: fewer }]);
  },
});
