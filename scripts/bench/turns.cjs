// Loaded into a server before anything else (`node --require`): how much the main thread computes between two looks at
// its input, and in all. By processor time, so that a busy machine changes nothing. Begins anew at SIGUSR2.
function milliseconds() {
  // Before Node 23.9 there is only that of all threads, the collector of garbage among them.
  const { user, system } = 'threadCpuUsage' in process ? process.threadCpuUsage() : process.cpuUsage();
  return (user + system) / 1_000;
}

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
