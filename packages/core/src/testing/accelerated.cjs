// Read by a process before anything else (`--require`): its waits and deadlines of seconds become milliseconds, and its
// clocks agree with them. SPEED says how many times as fast as real time it lives.
const speed = Number(process.env.SPEED);
const epoch = Date.now();
const { setTimeout: realTimeout } = globalThis;
const realNow = Date.now;
const realPerformance = performance.now.bind(performance);
globalThis.setTimeout = (callback, milliseconds = 0, ...args) =>
  realTimeout(callback, milliseconds / speed, ...args);
Date.now = () => epoch + (realNow() - epoch) * speed;
performance.now = () => realPerformance() * speed;
