// Waits and deadlines of seconds become milliseconds, and the clocks of a process agree with them: nothing else tells the
// difference. Read by a process before anything else (`--require`), SPEED says how many times as fast as real time it lives.
/** Clocks alone. @param epoch the moment at which they were right, in milliseconds. */
function accelerateClocks({ speed, epoch }) {
  const realNow = Date.now;
  const realPerformance = performance.now.bind(performance);
  const realHrtime = process.hrtime;
  Date.now = () => epoch + (realNow() - epoch) * speed;
  performance.now = () => realPerformance() * speed;
  process.hrtime = () => {
    const [seconds, nanoseconds] = realHrtime();
    const elapsed = (seconds + nanoseconds / 1e9) * speed;
    return [Math.floor(elapsed), (elapsed % 1) * 1e9];
  };
}

/** @param epoch the moment at which its clock was right, in milliseconds. */
function accelerate({ speed, epoch }) {
  const { setTimeout: realTimeout } = globalThis;
  globalThis.setTimeout = (callback, milliseconds = 0, ...args) =>
    realTimeout(callback, milliseconds / speed, ...args);
  accelerateClocks({ speed, epoch });
}

exports.accelerateClocks = accelerateClocks;
exports.accelerate = accelerate;
if (process.env.SPEED !== undefined) accelerate({ speed: Number(process.env.SPEED), epoch: Date.now() });
