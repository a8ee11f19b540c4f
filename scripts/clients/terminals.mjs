import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { farewell } from './conversation.mjs';

/**
 * Clients in which a person sits at a terminal (tmux), sees the form of a guarded deletion, and approves or declines.
 *
 * @typedef {readonly [seen: RegExp, ...keys: string[]]} Answer What is on the screen, and the keys that follow, as tmux names them.
 *
 * @typedef {object} Terminal
 * @property {readonly string[]} args
 * @property {readonly Answer[]} start What may come up before the form; what does not is left out.
 * @property {readonly string[]} approve Keys in the form.
 * @property {readonly string[]} decline
 * @property {readonly (readonly [RegExp, string])[]} choices What the form offers at first.
 */

const asked = 'Run the script.';
const form = /Cloudflare \(crunchtools\) is about to make this change/u;
/** The last line of the plan that the form shows. */
const lastLine = 'settings.flatten_cname';

/** @type {Readonly<Record<string, Terminal>>} By the name of the client. */
export const terminals = {
  claude: {
    args: ['--permission-mode', 'default', '--allowedTools', 'mcp__cloudflare'],
    start: [
      [/❯ No, exit/u, 'Down', 'Enter'],
      [/\? for shortcuts|← for agents/u, asked, 'Enter'],
    ],
    approve: ['Space', 'Down', 'Enter'],
    decline: ['Down', 'Right', 'Enter'],
    choices: [[/Apply these changes: ☐/u, 'a box, off']],
  },
  codex: {
    args: [],
    start: [
      [/› 1\. Trust and continue/u, 'Enter'],
      [/› 1\. Try new model/u, 'Down', 'Enter'],
      // Before this line is there it has not started, and loses what it is asked.
      [/GPT-5\.5 default ·/u, asked],
      [/› Run the script\./u, 'Enter'],
    ],
    approve: ['Up', 'Enter'],
    decline: ['Enter'],
    choices: [[/1\. True\s+› 2\. False/u, 'True or False, False chosen; Escape cancels']],
  },
  copilot: {
    args: ['--disable-builtin-mcps'],
    start: [
      [/Do you trust the files in this folder\?/u, 'Enter'],
      [/\? help · tab next tab/u, asked, 'Enter'],
      [/Do you want to use this tool\?/u, 'Enter'],
    ],
    approve: ['Up', 'Enter'],
    decline: ['C-d'],
    choices: [[/ {3}Yes\s+❯ No/u, 'Yes or No, No chosen; Ctrl-D declines']],
  },
};

const run = promisify(execFile);

export async function hasTmux() {
  return run('tmux', ['-V']).then(
    () => true,
    () => false,
  );
}

/** How long a screen may stay as it is. */
const patience = 60_000;

/**
 * Sits at a client until the model says that it is done, and keeps the screen with the form in `form.txt`.
 *
 * @param {{ command: string, terminal: Terminal, keys: readonly string[], folder: string }} setting
 * @param {{ env: Record<string, string>, cwd: string }} options
 * @returns {Promise<string>} The last screen.
 */
export async function sitAt({ command, terminal, keys, folder }, { env, cwd }) {
  const tmux = async (/** @type {readonly string[]} */ ...args) => {
    const options = { cwd, env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/bash' } };
    return (await run('tmux', ['-S', path.join(folder, 'tmux.sock'), ...args], options)).stdout;
  };
  const quoted = [command, ...terminal.args].join(' ');
  await tmux('-f', '/dev/null', 'new-session', '-d', '-x', '130', '-y', '50', quoted);
  /** @type {(readonly [RegExp, readonly string[]])[]} */
  const left = [
    ...terminal.start.map(([seen, ...pressed]) => /** @type {const} */ ([seen, pressed])),
    [form, keys],
  ];
  let screen = '';
  for (let waited = 0; waited < patience && left.length > 0; waited += 500) {
    await sleep(500);
    screen = await tmux('capture-pane', '-p').catch(() => screen);
    const index = left.findIndex(([seen]) => seen.test(screen));
    if (index === -1) continue;
    if (index === left.length - 1) await writeFile(path.join(folder, 'form.txt'), screen);
    for (const key of left[index]?.[1] ?? []) {
      // A client that is still drawing drops keys.
      await sleep(1_500);
      await tmux('send-keys', key);
    }
    left.splice(0, index + 1);
    waited = 0;
  }
  for (let waited = 0; waited < patience / 2 && !screen.includes(farewell); waited += 500) {
    await sleep(500);
    screen = await tmux('capture-pane', '-p').catch(() => screen);
  }
  await tmux('kill-server').catch(() => '');
  return screen;
}

/**
 * What a form looked like.
 *
 * @param {string} name
 * @param {string} screen
 */
export function formSeen(name, screen) {
  const offered = terminals[name]?.choices.find(([pattern]) => pattern.test(screen))?.[1];
  const whole = screen.includes(lastLine) ? 'the whole plan' : 'the first lines of the plan, more on demand';
  return form.test(screen) ? `${whole}; ${offered ?? '**another choice**'}` : '**no form**';
}
