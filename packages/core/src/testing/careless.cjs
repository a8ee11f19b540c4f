// A server that leaves its token in the environment, for tests that must notice.
process.stdin.once('data', () => process.stdout.write('{}\n'));
process.stdin.resume();
