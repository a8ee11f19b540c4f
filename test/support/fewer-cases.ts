import * as real from '../../node_modules/fast-check/lib/fast-check.js';

export * from '../../node_modules/fast-check/lib/fast-check.js';

/** Of a property with more cases than this, `npm test` draws a tenth, but so many at least: the first ones, since the seed is the same. */
const FEW = 100;

const all = process.env['PROPERTY_CASES'] === 'all';

/** Stands in for that of fast-check. */
export const assert = new Proxy(real.assert, {
  apply(target, self, [property, parameters = {}]) {
    const { numRuns = FEW } = parameters;
    const fewer = all ? numRuns : Math.min(numRuns, Math.max(FEW, Math.ceil(numRuns / 10)));
    return Reflect.apply(target, self, [property, { ...parameters, numRuns: fewer }]);
  },
});
