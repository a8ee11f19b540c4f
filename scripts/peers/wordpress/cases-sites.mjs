import { does, doesNot, inPart } from '../trial.mjs';

const text = '<p>Some text.</p>';

/**
 * Creates a post on a site that is served in another way.
 *
 * @param {import('./trial.mjs').SiteTrial} trial
 * @param {'subfolder' | 'plain'} how
 */
async function works(trial, how) {
  const { url, accounts, php } = await trial.another(how);
  const title = trial.title('Elsewhere');
  return trial.beside({ url, ...accounts.admin }, async (server) => {
    const answer = await server.approved(trial.dialect.create(title, text));
    const found = await php(`echo count(get_posts(['title' => '${title}', 'post_status' => 'any']));`);
    if (found !== '1') return doesNot(answer.ok ? 'says done, and did nothing' : 'every call fails');
    return does('works');
  });
}

/** @type {readonly import('./trial.mjs').Case[]} */
export const siteCases = [
  {
    name: 'The application password is wrong',
    wanted: 'edit and read both fail, and say that the login does',
    async run(trial) {
      const id = await trial.draft('Wrong password', text, { status: 'publish' });
      const post = await trial.read(id);
      return trial.beside({ password: 'abcd EFGH 1234 ijkl MNOP 5678' }, async (server) => {
        const edit = await server.approved(trial.dialect.write(id, post, 'By nobody.'));
        const read = await server.call(trial.dialect.read(id));
        const list = await server.call(trial.dialect.comments(id));
        const told = [edit, read, list].filter(
          (answer) => !answer.ok && /log.?(?:ged )?in|password|credential|authenti/iu.test(answer.text),
        );
        if (read.ok || list.ok) return inPart('the edit fails; reads work, as nobody, and nothing says so');
        return told.length === 3 ? does('all fail and say why') : inPart('all fail; not all say why');
      });
    },
  },
  {
    name: 'Application passwords are switched off on the site',
    wanted: 'an edit fails and says that they may be',
    async run(trial) {
      const id = await trial.draft('Switched off', text);
      const post = await trial.read(id);
      await trial.site.trouble(['off']);
      try {
        return await trial.beside({}, async (server) => {
          const answer = await server.approved(trial.dialect.write(id, post, 'Now.'));
          if (answer.ok) return doesNot('says done, and did nothing');
          if (
            /(?:no|off|disabled|unavailable)[^.]*application passwords?|application passwords?[^.]*(?:off|disabled|available)/iu.test(
              answer.text,
            )
          )
            return does('fails and says so');
          return inPart('fails; does not say why');
        });
      } finally {
        await trial.site.trouble([]);
      }
    },
  },
  {
    name: 'Edit while WordPress is being updated (HTTP 503)',
    wanted: 'fails, and says that it is for a time',
    async run(trial) {
      const id = await trial.draft('Maintenance', text);
      const post = await trial.read(id);
      await trial.site.trouble(['maintenance']);
      const answer = await trial.approved(trial.dialect.write(id, post, 'Now.'));
      await trial.site.trouble([]);
      if (answer.ok) return doesNot('says done, and did nothing');
      return /maintenance|503|unavailable|try again|retry/iu.test(answer.text)
        ? does('fails and says so')
        : inPart('fails; does not say why');
    },
  },
  {
    name: 'The site lies in a subfolder',
    wanted: 'works',
    run: (trial) => works(trial, 'subfolder'),
  },
  {
    name: 'The site has plain permalinks (`?rest_route=`)',
    wanted: 'works',
    run: (trial) => works(trial, 'plain'),
  },
];
