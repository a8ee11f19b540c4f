const { readFileSync } = require('node:fs');

/**
 * The most memory that this process ever had, in bytes.
 *
 * On Linux what getrusage tells includes what the process that started this one had at that moment: it is a figure of
 * the process before it became another program. The kernel's high-water mark of the program itself begins anew.
 */
exports.mostMemory = () => {
  const { maxRSS } = process.resourceUsage();
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const kilobytes = /^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1] ?? maxRSS;
  return Number(kilobytes) * 1024;
};
