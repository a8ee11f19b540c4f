import { startRelay } from '../relay.mjs';
import { does, doesNot, inPart, noTool } from '../trial.mjs';

/** @typedef {import('./trial.mjs').WikiTrial} Trial */

const three = 'First.\n\nSecond.\n\nThird.';

/**
 * Reads a page; then somebody else writes it; then the server writes what it makes of what it read.
 *
 * @param {Trial} trial
 * @param {string} name
 * @param {string} others What the other person saves.
 * @param {boolean} withRevision
 */
async function stale(trial, name, others, withRevision) {
  const title = trial.title(name);
  await trial.admin.write(title, three);
  const { revision } = await trial.read(title);
  await trial.admin.write(title, others);
  const text = three.replace('Third.', 'Third, by the server.');
  const answer = await trial.approved(trial.dialect.write(title, text, withRevision ? revision : undefined));
  const now = (await trial.admin.text(title)) ?? '';
  if (now === others) return answer.ok ? doesNot('says done, and did nothing') : does('refused');
  if (!now.includes('other')) return doesNot("the other person's edit is gone, and nobody is told");
  return /merge/iu.test(answer.text)
    ? does('merged, and says so')
    : inPart('merged by the wiki; the answer does not say so');
}

/** @param {string} user */
const isAddress = (user) => /^[\d.]+$|:/u.test(user);

/** @param {import('../relay.mjs').Request} request */
const isEdit = ({ method, target, body }) =>
  method === 'POST' && /action["=\s]+edit/u.test(`${target} ${body}`);

/** @type {readonly import('./trial.mjs').Case[]} */
export const editCases = [
  {
    name: 'Edit from a stale revision; somebody changed another line',
    wanted: 'refused, or merged and told',
    run: (trial) => stale(trial, 'Other line', three.replace('First.', 'First, by another.'), true),
  },
  {
    name: 'Edit from a stale revision; somebody changed the same line',
    wanted: 'refused',
    run: (trial) => stale(trial, 'Same line', three.replace('Third.', 'Third, by another.'), true),
  },
  {
    name: 'The same, and the model names no revision',
    wanted: 'refused',
    run: (trial) => stale(trial, 'No revision', three.replace('Third.', 'Third, by another.'), false),
  },
  {
    name: 'The session is lost before an edit',
    wanted: 'logs in again, and edits once, as the account',
    async run(trial) {
      const title = trial.title('Lost session');
      await trial.admin.write(title, three);
      const { revision } = await trial.read(title);
      await trial.wiki.forgetSessions();
      const answer = await trial.approved(trial.dialect.write(title, 'After the session.', revision));
      const [newest, before, ...others] = await trial.admin.history(title);
      if (others.length > 0) return doesNot('edits more than once');
      if (newest === undefined || before === undefined)
        return inPart(answer.ok ? 'says done, and did nothing' : 'refused; nothing is edited');
      return isAddress(newest.user)
        ? doesNot('edits anonymously: the history shows the address of the machine')
        : does('edits as the account, once');
    },
  },
  {
    name: 'The password is wrong',
    wanted: 'edit and read both fail, and say that the login does',
    async run(trial) {
      const title = trial.title('Wrong password');
      await trial.admin.write(title, three);
      const { revision } = await trial.read(title);
      return trial.beside({ password: 'x'.repeat(32) }, async (server) => {
        const edit = await server.approved(trial.dialect.write(title, 'By nobody.', revision));
        const read = await server.call(trial.dialect.read(title));
        const [newest] = await trial.admin.history(title);
        if (newest !== undefined && isAddress(newest.user)) return doesNot('edits anonymously');
        const told = [edit, read].filter(
          ({ ok, text }) => !ok && /log.?in|password|credential|authenti/iu.test(text),
        );
        if (read.ok) return inPart('the edit fails; reads work, as nobody, and nothing says so');
        return told.length === 2 ? does('both fail and say why') : inPart('both fail; not both say why');
      });
    },
  },
  {
    name: 'Edit a page that does not exist',
    wanted: 'refused',
    async run(trial) {
      const title = trial.title('Missing');
      const answer = await trial.approved(trial.dialect.write(title, 'New.', 1));
      if ((await trial.admin.text(title)) !== undefined) return doesNot('creates it');
      return answer.ok ? doesNot('says done, and did nothing') : does('refused');
    },
  },
  {
    name: 'Create a page that exists',
    wanted: 'refused',
    async run(trial) {
      const title = trial.title('Existing');
      await trial.admin.write(title, three);
      const answer = await trial.approved(trial.dialect.create(title, 'New.'));
      if ((await trial.admin.text(title)) !== three) return doesNot('overwrites it');
      return answer.ok ? doesNot('says done, and did nothing') : does('refused');
    },
  },
  {
    name: 'Edit while the wiki is read-only',
    wanted: 'refused as read-only',
    async run(trial) {
      const title = trial.title('Maintenance');
      await trial.admin.write(title, three);
      const { revision } = await trial.read(title);
      await trial.wiki.trouble(['readonly']);
      const answer = await trial.approved(trial.dialect.write(title, 'Now.', revision));
      await trial.wiki.trouble([]);
      if (answer.ok) return doesNot('says done, and did nothing');
      if (answer.text.includes('Backup until 12:00'))
        return does('refused, with the reason that the wiki gives');
      return /read.?only/iu.test(answer.text)
        ? does('refused as read-only; why, it does not say')
        : inPart('refused; does not say why');
    },
  },
  {
    name: 'Edit past the rate limit of the wiki',
    wanted: 'refused as a limit',
    async run(trial) {
      const title = trial.title('Three edits');
      await trial.admin.write(title, three);
      await trial.wiki.trouble(['ratelimit']);
      const said = await trial.beside(trial.wiki.accounts.editor, async (server) => {
        const answers = [];
        for (const text of ['One.', 'Two.', 'Three.']) {
          const { revision } = await trial.read(title);
          answers.push(await server.approved(trial.dialect.write(title, text, revision)));
        }
        return answers.filter(({ ok }) => !ok);
      });
      await trial.wiki.trouble([]);
      if (said.length === 0) return doesNot('says done');
      return said.every(({ text }) => /rate.?limit|too (many|often|fast)/iu.test(text))
        ? does('refused as a limit')
        : inPart('refused; does not say why');
    },
  },
  {
    name: 'The answer to an append is lost, and the model sends it again',
    wanted: 'added once',
    async run(trial) {
      const title = trial.title('Append');
      await trial.admin.write(title, 'First.');
      const relay = await startRelay(trial.wiki.url, isEdit);
      try {
        return await trial.beside({ url: relay.url }, async (server) => {
          const { text, revision } = trial.dialect.page((await server.call(trial.dialect.read(title))).data);
          const append = trial.dialect.append(title, 'Added.', revision);
          const call = append ?? trial.dialect.write(title, `${text}\nAdded.`, revision);
          relay.loseNext();
          await server.approved(call);
          await server.approved(call);
          const times = ((await trial.admin.text(title)) ?? '').split('Added.').length - 1;
          const how = append === undefined ? ' (no append: the whole text is sent)' : '';
          return times === 1 ? does(`added once${how}`) : doesNot(`added ${times} times${how}`);
        });
      } finally {
        await relay.stop();
      }
    },
  },
  {
    name: 'Undo an edit that others built upon',
    wanted: 'takes out what it can, refuses what others rewrote',
    async run(trial) {
      const title = trial.title('Undo');
      await trial.admin.write(title, three);
      const edit = await trial.admin.write(title, three.replace('First.', 'First, spoilt.'));
      await trial.admin.write(
        title,
        three.replace('First.', 'First, spoilt.').replace('Third.', 'Third, better.'),
      );
      const call = trial.dialect.undo(edit);
      if (call === undefined) return noTool;
      await trial.approved(call);
      const clean = (await trial.admin.text(title)) === three.replace('Third.', 'Third, better.');
      const rewritten = three.replace('First.', 'First, spoilt and rewritten.');
      const again = await trial.admin.write(title, three.replace('First.', 'First, spoilt.'));
      await trial.admin.write(title, rewritten);
      const refused = await trial.approved(trial.dialect.undo(again) ?? call);
      const kept = !refused.ok && (await trial.admin.text(title)) === rewritten;
      return clean && kept
        ? does('both')
        : doesNot(`${clean ? '' : 'not undone; '}${kept ? '' : 'others lose theirs'}`);
    },
  },
];
