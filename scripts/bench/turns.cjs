// Loaded into a server before anything else (`node --require`): how much the main thread computes between two looks at
// its input, and in all. By processor time, so that a busy machine changes nothing. Begins anew at SIGUSR2.
const { openSync, readSync } = require('node:fs');

/** Of the main thread alone: what the collector of garbage does beside it makes nobody wait. */
function clock() {
  // Since Node 23.9.
  if ('threadCpuUsage' in process) {
    return () => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1_000;
    };
  }
  if (process.platform !== 'linux') {
    return () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    };
  }
  // Nanoseconds, brought up to date at each tick of the scheduler, a few milliseconds
  // (docs.kernel.org/scheduler/sched-stats.html).
  const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const bytes = Buffer.alloc(64);
  return () => Number.parseInt(bytes.toString('latin1', 0, readSync(file, bytes, 0, 64, 0)), 10) / 1e6;
}

const milliseconds = clock();
let [last, longest, total] = [milliseconds(), 0, 0];

function look() {
  const now = milliseconds();
  longest = Math.max(longest, now - last);
  total += now - last;
  last = now;
}

setInterval(look, 1).unref();
process.on('SIGUSR2', () => {
  look();
  [longest, total] = [0, 0];
  process.stderr.write('BEGUN\n');
});
process.on('exit', () => {
  look();
  process.stderr.write(`TURNS ${JSON.stringify({ longest, total })}\n`);
});
