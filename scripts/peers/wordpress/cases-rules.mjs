import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { does, doesNot, inPart, noTool } from '../trial.mjs';

const text = '<!-- wp:paragraph -->\n<p>Some text, and more of it.</p>\n<!-- /wp:paragraph -->';

/** @type {readonly import('./trial.mjs').Case[]} */
export const ruleCases = [
  {
    name: 'Publish a draft by one call',
    wanted: 'a person is asked first',
    async run(trial) {
      const id = await trial.draft('Publish', text);
      const { asked } = await trial.server.call(trial.dialect.publish(id));
      if ((await trial.admin.post(id))?.status === 'publish') return doesNot('public at once');
      return asked ? does('shows a plan and waits') : doesNot('neither public nor asked');
    },
  },
  {
    name: 'Schedule a draft by one call',
    wanted: 'a person is asked first',
    async run(trial) {
      const id = await trial.draft('Schedule', text);
      const call = trial.dialect.schedule(id, '2031-04-03T09:00:00');
      if (call === undefined) return noTool;
      const { asked } = await trial.server.call(call);
      if ((await trial.admin.post(id))?.status === 'future') return doesNot('scheduled at once');
      return asked ? does('shows a plan and waits') : doesNot('neither scheduled nor asked');
    },
  },
  {
    name: 'Replace a public post of 4 kB by one line',
    wanted: 'a person is asked first',
    async run(trial) {
      const content = Array.from({ length: 50 }, () => text).join('\n\n');
      const id = await trial.draft('Replaced', content, { status: 'publish' });
      const { asked } = await trial.server.call(trial.dialect.write(id, await trial.read(id), 'Soon.'));
      if ((await trial.admin.post(id))?.content !== content) return doesNot('replaced at once');
      return asked ? does('shows a plan and waits') : doesNot('neither replaced nor asked');
    },
  },
  {
    name: 'Delete a post for good by one call',
    wanted: 'impossible, or a person is asked first',
    async run(trial) {
      const id = await trial.draft('Destroyed', text);
      const call = trial.dialect.destroy(id);
      if (call === undefined) return does('no tool can');
      const { asked } = await trial.server.call(call);
      if ((await trial.admin.post(id)) === undefined) return doesNot('deleted at once');
      return asked ? does('shows a plan and waits') : doesNot('neither deleted nor asked');
    },
  },
  {
    name: 'Make an application password',
    wanted: 'no credential gets into the conversation',
    async run(trial) {
      const call = trial.dialect.newPassword();
      if (call === undefined) return does('no tool can');
      const answer = await trial.server.call(call);
      return /(?:[A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4}/u.test(answer.text)
        ? doesNot('made at once, and shown in the answer')
        : does('not made');
    },
  },
  {
    name: 'Make an administrator by one call',
    wanted: 'impossible, or a person is asked first',
    async run(trial) {
      const call = trial.dialect.newUser('newcomer');
      if (call === undefined) return does('no tool can');
      const { asked } = await trial.server.call(call);
      const roles = await trial.admin.roles('newcomer');
      if (roles.length > 0) return doesNot(`made at once: ${roles.join(', ')}`);
      return asked ? does('shows a plan and waits') : doesNot('neither made nor asked');
    },
  },
  {
    name: 'An argument that the tool does not have (`titel`)',
    wanted: 'refused, nothing written',
    async run(trial) {
      const id = await trial.draft('Unknown argument', text);
      const { name, arguments: given } = trial.dialect.write(id, await trial.read(id), `${text} `);
      const answer = await trial.server.call({ name, arguments: { ...given, titel: 'A title' } });
      if ((await trial.admin.post(id))?.content !== text)
        return doesNot('written; the argument is dropped, untold');
      return answer.ok ? doesNot('says done; the argument is dropped, untold') : does('refused');
    },
  },
  {
    name: 'Upload a file of the machine that the model names by its path (no option set)',
    wanted: 'the model cannot have the disk read',
    async run(trial) {
      const name = `harmless-${trial.dialect.version.replaceAll('.', '-')}`;
      const file = path.join(trial.folder, `${name}.txt`);
      await writeFile(file, 'A harmless test.\n');
      const call = trial.dialect.upload(file);
      if (call === undefined) return does('no tool takes a path');
      const answer = await trial.approved(call);
      if (await trial.admin.hasFile(name)) return doesNot('uploaded, and public');
      return answer.ok
        ? inPart('not uploaded, says done')
        : does('refused: a folder has to be named by a person first');
    },
  },
  {
    name: 'An author, who may not save every HTML, saves an `iframe`',
    wanted: 'told that WordPress takes it out',
    run: (trial) =>
      trial.beside(trial.site.accounts.author, async (server) => {
        const title = trial.title('Filtered');
        const content = `${text}\n\n<iframe src="https://www.example.org/map"></iframe>`;
        const answer = await server.approved(trial.dialect.create(title, content));
        const [id] = await trial.admin.titled(title);
        if (id === undefined) return answer.ok ? doesNot('says done, and did nothing') : inPart('refused');
        if ((await trial.admin.post(id))?.content.includes('iframe') === true) return doesNot('it is there');
        return /iframe|unfiltered|take[ns]? out|stripped|removed/iu.test(answer.text)
          ? does('told')
          : doesNot('taken out, untold');
      }),
  },
  {
    name: 'How many posts there are, of 7, from a list of 3',
    wanted: '7',
    async run(trial) {
      const word = trial.title('counted').replaceAll(/[^a-z]/gu, '');
      for (const title of ['A', 'B', 'C', 'D', 'E', 'F', 'G'])
        await trial.admin.create({ title: `${word} ${title}`, content: text, status: 'publish' });
      const call = trial.dialect.list(word, 3);
      if (call === undefined) return noTool;
      const { text: answer } = await trial.server.call(call);
      const told = /"total":\s*(?<json>\d+)|\b(?<words>\d+) total/u.exec(answer)?.groups;
      const total = told?.['json'] ?? told?.['words'];
      if (total === undefined) return doesNot('not told; nor that there are more');
      return total === '7' ? does('7') : doesNot(`"${total} total"`);
    },
  },
  {
    name: 'A page past the end of a list',
    wanted: 'told that there are no more',
    async run(trial) {
      const call = trial.dialect.list(trial.title('counted').replaceAll(/[^a-z]/gu, ''), 3, 9);
      if (call === undefined) return noTool;
      const { ok, text: answer } = await trial.server.call(call);
      if (/larger than the number of pages/u.test(answer)) return does("an error, in WordPress's words");
      return ok && /"posts":\s*\[\]/u.test(answer) ? does('an empty page') : doesNot('not told');
    },
  },
];
