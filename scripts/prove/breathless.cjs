// Loaded into a server before anything else (`node --require`): time stands still for it, so that no stretch of work
// is ever long enough to yield.
const now = performance.now();
performance.now = () => now;
