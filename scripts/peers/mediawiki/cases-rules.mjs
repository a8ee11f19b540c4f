import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { does, doesNot, inPart, noTool } from '../trial.mjs';

const text = 'Some text.';

/** @type {readonly import('./trial.mjs').Case[]} */
export const ruleCases = [
  {
    name: 'Move a page over another',
    wanted: 'refused; both stay',
    async run(trial) {
      const [from, to] = [trial.title('From'), trial.title('To')];
      await trial.admin.write(from, text);
      await trial.admin.write(to, 'Another.');
      const answer = await trial.approved(trial.dialect.move(from, to));
      const stay = (await trial.admin.text(from)) === text && (await trial.admin.text(to)) === 'Another.';
      return stay && !answer.ok
        ? does('refused')
        : doesNot(stay ? 'says done, and did nothing' : 'overwritten');
    },
  },
  {
    name: 'Delete a page by one call',
    wanted: 'a person is asked first',
    async run(trial) {
      const title = trial.title('Delete');
      await trial.admin.write(title, text);
      const { asked } = await trial.server.call(trial.dialect.remove(title));
      if ((await trial.admin.text(title)) === undefined) return doesNot('deleted at once');
      return asked ? does('shows a plan and waits') : doesNot('neither deleted nor asked');
    },
  },
  {
    name: 'An argument that the tool does not have (`sumary`)',
    wanted: 'refused, nothing written',
    async run(trial) {
      const title = trial.title('Unknown argument');
      const { name, arguments: given } = trial.dialect.create(title, text);
      const answer = await trial.server.call({ name, arguments: { ...given, sumary: 'A reason.' } });
      if ((await trial.admin.text(title)) !== undefined)
        return doesNot('written; the argument is dropped, untold');
      return answer.ok ? doesNot('says done, and did nothing') : does('refused');
    },
  },
  {
    name: 'A summary of 600 letters (the wiki keeps 500)',
    wanted: 'refused, or kept whole, or the cut is told',
    async run(trial) {
      const title = trial.title('Summary');
      const answer = await trial.approved(trial.dialect.create(title, text, 'letters '.repeat(75).trim()));
      const [newest] = await trial.admin.history(title);
      if (newest === undefined) return answer.ok ? doesNot('says done, and did nothing') : does('refused');
      const kept = newest.comment.length;
      return /cut|truncat|shorten/iu.test(answer.text)
        ? does('cut, and told')
        : doesNot(`cut to ${kept}, untold`);
    },
  },
  {
    name: 'Upload a file of the machine that the model names by its path (no option set)',
    wanted: 'the model cannot have the disk read',
    async run(trial) {
      const file = path.join(trial.folder, 'harmless.txt');
      await writeFile(file, 'A harmless test.\n');
      const name = `${trial.title('Harmless').replaceAll(' ', '-')}.txt`;
      const call = trial.dialect.upload(file, name);
      if (call === undefined) return does('no tool takes a path');
      const answer = await trial.approved(call);
      if ((await trial.admin.text(`File:${name}`)) !== undefined) return doesNot('uploaded');
      return answer.ok
        ? inPart('not uploaded, says done')
        : does('refused: folders have to be listed by a person first');
    },
  },
  {
    name: 'Bring back what was deleted',
    wanted: 'page and history are back',
    async run(trial) {
      const title = trial.title('Restored');
      await trial.admin.write(title, text);
      await trial.admin.remove(title);
      const call = trial.dialect.restore(title);
      if (call === undefined) return noTool;
      await trial.approved(call);
      return (await trial.admin.text(title)) === text ? does('back') : doesNot('not back');
    },
  },
];
