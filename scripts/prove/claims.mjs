/**
 * What is promised about security, and what proves it. `npm run prove` runs this list; the table in SECURITY.md is
 * written from it.
 *
 * @typedef {object} Evidence
 * @property {string} file A test file, or a script that exits with 0 when it holds.
 * @property {RegExp} [tests] Which tests of the file, by full name; all of them without it.
 * @property {readonly string[]} [args] Of a script.
 * @property {boolean} [long] Takes more than a minute: runs only with `--long`.
 */

/**
 * @typedef {object} Claim
 * @property {string} claim One sentence; a cell of a Markdown table.
 * @property {readonly Evidence[]} evidence
 * @property {readonly import('./needs.mjs').Need[]} [needs] Without these it cannot be shown here.
 * @property {readonly [major: number, minor: number]} [since] The first Node it is promised for.
 * @property {boolean} [once] The same whichever Node runs it: shown on the first one only.
 */

/** @type {readonly Claim[]} */
export const claims = [
  {
    claim:
      'Requests leave for two origins fixed in the code, and the token for one of them. A server that cannot prove its name gets no byte.',
    evidence: [
      { file: 'packages/cloudflare/test/e2e/network.test.ts' },
      { file: 'packages/core/src/http/https-transport.test.ts' },
    ],
    needs: ['linux', 'root', 'iproute2'],
  },
  {
    claim:
      'No redirect is followed. An answer that is too large, that unpacks to too much or that trickles in without end is given up.',
    evidence: [
      { file: 'packages/cloudflare/test/e2e/network.test.ts', tests: /an answer that/ },
      { file: 'packages/core/src/http/client.test.ts' },
    ],
    needs: ['linux', 'root', 'iproute2', 'faketime'],
  },
  {
    claim:
      'A proxy is used only when asked for, through an encrypted tunnel in which certificate and name are checked as without it; its password is not printed.',
    evidence: [
      { file: 'packages/core/src/http/proxy.test.ts' },
      { file: 'packages/cloudflare/test/e2e/network.test.ts', tests: /prox/ },
    ],
    needs: ['linux', 'root', 'iproute2'],
  },
  {
    claim:
      'While every tool is called, the server starts no process, opens no file for writing, listens nowhere, and opens only files on a committed list.',
    evidence: [{ file: 'packages/cloudflare/test/e2e/system-calls.test.ts' }],
    needs: ['linux', 'root', 'iproute2', 'strace'],
  },
  {
    claim:
      'The installed command runs the server under the permission model of Node, with nothing in its environment but what it needs: code that gets into the process can read no file outside the folder of the server, write none, start no program, load no module and make no code of text.',
    evidence: [
      { file: 'packages/cloudflare/test/e2e/lockdown.test.ts', tests: /under the launcher|^the launcher/ },
    ],
    needs: ['posix'],
    since: [22, 15],
  },
  {
    claim:
      'On every version of Node, code that gets into the process can load no module, write no report and change no prototype, and no signal opens the debugger.',
    evidence: [
      {
        file: 'packages/cloudflare/test/e2e/lockdown.test.ts',
        tests: /without locks|locks of the process itself|signal/,
      },
    ],
  },
  {
    claim:
      'An environment that runs other code first, opens the debugger, prints headers, weakens TLS or writes out secrets is refused or cleaned, and the server says so. Of the options of Node it takes those on a list; a misspelt variable of its own is refused.',
    evidence: [
      {
        file: 'packages/cloudflare/test/e2e/lockdown.test.ts',
        tests: /^the environment|without the launcher/,
      },
      { file: 'packages/core/src/lockdown/environment.test.ts' },
      { file: 'packages/core/src/app/config-variables.test.ts' },
    ],
  },
  {
    claim:
      'No option that this Node takes from NODE_OPTIONS and no variable that it documents costs a lock without a word.',
    evidence: [{ file: 'scripts/prove/environment.mjs', long: true }],
    needs: ['posix'],
  },
  {
    claim:
      'Which locks hold is found out by trying, not by asking Node: where its permission model only audits, doctor and the log say so.',
    evidence: [
      {
        file: 'packages/cloudflare/test/e2e/lockdown.test.ts',
        tests: /only audits|what holds/,
      },
    ],
    since: [24, 0],
  },
  {
    claim:
      'At the end of stdin everything that was asked is answered before the process goes. On SIGTERM, SIGINT and SIGHUP no batch begins, and what the one in flight did is finished or found out, also as the first process of a container.',
    evidence: [{ file: 'packages/cloudflare/test/e2e/ending.test.ts' }],
    needs: ['linux', 'root'],
  },
  {
    claim:
      'While the costliest calls that a search of one hour found are at work, a ping is answered within 100 ms and a cancelled call ends within 250 ms.',
    evidence: [{ file: 'scripts/prove/waits.mjs', long: true }],
  },
  {
    claim:
      'Every limit that a schema states can be reached over stdio. A line that is too long is answered with its own id where it has one, and the connection goes on.',
    evidence: [
      { file: 'packages/cloudflare/test/e2e/reach.test.ts' },
      { file: 'packages/cloudflare/test/e2e/protocol.test.ts', tests: /bad input/ },
      { file: 'packages/core/src/app/lines.test.ts' },
      { file: 'packages/core/src/app/line-scanner.test.ts' },
    ],
  },
  {
    claim:
      'Of the code that serves, one folder can open connections and one file can read the environment; files, processes and code made from text are out of its reach. Each shipped file loads the built-in modules it is listed with.',
    evidence: [{ file: 'test/imports.test.ts' }, { file: 'test/build.test.ts' }],
    once: true,
  },
  {
    claim: 'The package has no runtime dependencies and no install scripts.',
    evidence: [{ file: 'test/repository.test.ts' }],
    once: true,
  },
  {
    claim:
      'What a person approves is what is sent: every value that a change sets is in the question, whole; what does not fit is refused. Two plans that differ are never asked about in the same way.',
    evidence: [
      { file: 'packages/core/src/change/question.test.ts' },
      { file: 'packages/core/src/change/difference.test.ts' },
    ],
    once: true,
  },
  {
    claim:
      'Of every answer that a client may give to a question, in every revision and mode, only an accepted form with its box on approves; a client that declared elicitation gets nothing that a model could confirm alone.',
    evidence: [
      { file: 'packages/cloudflare/test/e2e/answers.test.ts' },
      { file: 'packages/cloudflare/test/e2e/elicitation.test.ts' },
    ],
  },
  {
    claim:
      'Of hundreds of harmful changes from the field, through every door, none is applied unasked, also with --confirm strict; of as many harmless ones at most 5 % are asked about.',
    evidence: [{ file: 'packages/cloudflare/test/e2e/approval-corpus.test.ts', long: true }],
    once: true,
  },
  {
    claim:
      'Whatever a client sends, each request is answered once, stdout holds messages of the protocol only, and what leaves matches a grammar of documented requests.',
    evidence: [{ file: 'packages/cloudflare/test/e2e/fuzz.test.ts' }],
  },
  {
    claim:
      'What has gone wrong in other MCP servers does not go wrong here in the same way: docs/vulnerabilities.md.',
    evidence: [
      { file: 'packages/cloudflare/test/e2e/known-vulnerabilities.test.ts' },
      { file: 'test/vulnerabilities.test.ts' },
    ],
  },
  {
    claim:
      'The token does not come out: not in 22 encodings, from any field, header or error of what Cloudflare answers, through any tool, the log, doctor, or what Node writes about the process.',
    evidence: [
      { file: 'packages/cloudflare/test/e2e/planted-text.test.ts' },
      { file: 'packages/cloudflare/test/e2e/kept-secrets.test.ts' },
      { file: 'packages/core/src/secret/scrub.test.ts' },
    ],
    needs: ['posix'],
  },
  {
    claim:
      'No hidden character passes: not in any field of any tool, any error or any line of the log. Visible text does.',
    evidence: [
      { file: 'packages/cloudflare/test/e2e/planted-text.test.ts' },
      { file: 'packages/cloudflare/test/e2e/injection.test.ts' },
      { file: 'packages/core/src/untrusted/neutralise.test.ts' },
    ],
  },
];
