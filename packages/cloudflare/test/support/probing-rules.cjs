// Stands in for `rules.cjs`, which the server loads at the first look at a rule, or runs by itself: tries what code of a
// stranger might try in the process of the server, and says on stderr what worked.
const target = `${__dirname}/written-by-probe`;

/** What is not there on every Node cannot be asked for by name. */
const load = (name) => require(name);

const attempts = {
  'read a file': () => load('node:fs').readFileSync('/etc/passwd'),
  'write a file': () => load('node:fs').writeFileSync(target, 'x'),
  'start a program': () => load('node:child_process').execFileSync('true'),
  'start a thread': () => new (load('node:worker_threads').Worker)('', { eval: true }),
  'run text in a context': () => load('node:vm').runInNewContext('1'),
  'open a database': () => new (load('node:sqlite').DatabaseSync)(':memory:'),
  'open the debugger': () => load('node:inspector').open(0),
  'write a heap snapshot': () => load('node:v8').writeHeapSnapshot(target),
  'listen on a port': () => load('node:dgram').createSocket('udp4').bind(0),
  'load an own file': () => load('./unknown.cjs'),
  'load past the loader': () => process.getBuiltinModule('node:fs').readFileSync('/etc/passwd'),
  'load by a binding': () => process.binding('fs').internalModuleStat,
  'load by the main module': () => process.mainModule.require('node:fs'),
  'load machine code': () => process.dlopen({ exports: {} }, `${__dirname}/none.node`),
  'write a report': () => {
    if (process.report.writeReport(`${__dirname}/report.json`) === '') throw new Error('nothing was written');
  },
  'read a report': () => {
    if (process.report.getReport().header === undefined) throw new Error('it is empty');
  },
  'change every object': () => {
    const key = '__proto__';
    const parsed = {};
    parsed[key].polluted = true;
    delete Object.prototype.polluted;
  },
  'turn text into code': () => globalThis[['ev', 'al'].join('')]('1'),
  'make a function of text': () => (() => {}).constructor('return 1')(),
};

const worked = Object.entries(attempts).flatMap(([name, attempt]) => {
  try {
    attempt();
    return [name];
  } catch (error) {
    // Without the library that does not exist, machine code cannot be told from a refusal in another way.
    return name === 'load machine code' && error.code === 'ERR_DLOPEN_FAILED' ? [name] : [];
  }
});
process.stderr.write(`PROBED ${JSON.stringify({ tried: Object.keys(attempts), worked })}\n`);
if (require.main === module) process.exit(0);
