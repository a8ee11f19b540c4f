// Measures, against the simulator, beside what users would otherwise use, and writes docs/performance.md.
//
//   node scripts/bench.mjs bulk [--records 1000,10000,100000]
//
// It runs the bundles as they are: build them first.
import { parseArgs } from 'node:util';
import { benchBulk } from './bench/bulk.mjs';

/** @type {Readonly<Record<string, (options: { records: readonly number[] }) => Promise<void>>>} */
const benches = { bulk: benchBulk };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { records: { type: 'string', default: '1000,10000,100000' } },
});
const bench = benches[positionals[0] ?? ''];
const records = values.records.split(',').map(Number);
if (bench === undefined || positionals.length !== 1 || records.some((count) => !(count > 0))) {
  console.error(`Usage: node scripts/bench.mjs ${Object.keys(benches).join('|')} [--records N,N,…]`);
  process.exitCode = 2;
} else {
  await bench({ records });
}
