import { startRelay } from '../relay.mjs';
import { does, doesNot, inPart, noTool } from '../trial.mjs';

const paragraph = (/** @type {string} */ text) =>
  `<!-- wp:paragraph -->\n<p>${text}</p>\n<!-- /wp:paragraph -->`;
const three = ['First.', 'Second.', 'Third.'].map(paragraph).join('\n\n');

/** @type {readonly import('./trial.mjs').Case[]} */
export const editCases = [
  {
    name: 'Edit a post that somebody else saved since it was read',
    wanted: 'refused',
    async run(trial) {
      const id = await trial.draft('Stale', three);
      const post = await trial.read(id);
      const others = three.replace('First.', 'First, by another.');
      await trial.admin.save(id, { content: others });
      const answer = await trial.approved(
        trial.dialect.write(id, post, three.replace('Third.', 'Third, by the server.')),
      );
      const now = (await trial.admin.post(id))?.content ?? '';
      if (now === others) return answer.ok ? doesNot('says done, and did nothing') : does('refused');
      return now.includes('another')
        ? inPart('both edits are there')
        : doesNot("the other person's edit is gone, and nobody is told");
    },
  },
  {
    name: 'The answer to a creation is lost, and the model sends it again',
    wanted: 'one post',
    async run(trial) {
      const title = trial.title('Created twice');
      const relay = await startRelay(
        trial.site.url,
        ({ method, target }) => method === 'POST' && target.includes('/wp/v2/posts'),
      );
      try {
        return await trial.beside({ url: relay.url }, async (server) => {
          relay.loseNext();
          const first = await server.approved(trial.dialect.create(title, three));
          const afterFirst = (await trial.admin.titled(title)).length;
          if (!first.ok) await server.approved(trial.dialect.create(title, three));
          const posts = (await trial.admin.titled(title)).length;
          const how = afterFirst > 1 ? ', of the first call alone' : '';
          return posts === 1 ? does('one post') : doesNot(`${posts} posts${how}`);
        });
      } finally {
        await relay.stop();
      }
    },
  },
  {
    name: 'Take an edit back',
    wanted: 'the text is as before, byte for byte',
    async run(trial) {
      const id = await trial.draft('Undo', three);
      const answer = await trial.change(id, 'Second.', 'Second, changed.');
      const call = trial.dialect.undo(answer);
      if (call === undefined) return noTool;
      await trial.approved(call);
      return (await trial.admin.post(id))?.content === three ? does('as before') : doesNot('not as before');
    },
  },
  {
    name: 'Save the text that the post has already',
    wanted: 'nothing is written: the date of its last change stays',
    async run(trial) {
      const id = await trial.draft('Same', three);
      const before = await trial.admin.post(id);
      const post = await trial.read(id);
      // WordPress counts in seconds.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      await trial.approved(trial.dialect.write(id, post, three));
      const after = await trial.admin.post(id);
      return before?.modified === after?.modified
        ? does('nothing is written')
        : doesNot('written; the post counts as changed now');
    },
  },
  {
    name: 'A draft without a slug goes to the trash, comes back, and is published',
    wanted: 'its address is made of its title',
    async run(trial) {
      const id = await trial.draft('Slug', three);
      await trial.approved(trial.dialect.trash(id));
      if ((await trial.admin.post(id))?.status !== 'trash') return doesNot('not in the trash');
      await trial.approved(trial.dialect.restore(id));
      await trial.approved(trial.dialect.publish(id));
      const now = await trial.admin.post(id);
      if (now?.status !== 'publish') return doesNot(`it is ${now?.status}`);
      return now.slug.includes('trashed')
        ? doesNot(`its address is \`/${now.slug}/\``)
        : does('its address is made of its title');
    },
  },
  {
    name: 'A post with a comment goes to the trash and comes back',
    wanted: 'the comment is shown again, or waits for a person',
    async run(trial) {
      const post = await trial.draft('Comment', three, { status: 'publish' });
      const comment = await trial.admin.comment({ post, content: 'A good post.' });
      await trial.approved(trial.dialect.trash(post));
      await trial.approved(trial.dialect.restore(post));
      const status = await trial.admin.commentStatus(comment);
      const now = (await trial.admin.post(post))?.status;
      if (now === 'trash' || now === undefined) return doesNot('the post is not back');
      if (status === 'approved') return does('shown');
      return status === 'hold'
        ? does('waits for a person')
        : doesNot(`neither: its status stays \`${status}\``);
    },
  },
  {
    name: 'Give a post a tag by an id that does not exist',
    wanted: 'refused; the tag that it has stays',
    async run(trial) {
      const tag = await trial.admin.tag(trial.title('Tag'));
      const id = await trial.draft('Tags', three, { tags: [tag] });
      const answer = await trial.approved(trial.dialect.tags(id, [tag + 4_711]));
      const { tags = [] } = (await trial.admin.post(id)) ?? {};
      if (!tags.includes(tag))
        return doesNot(answer.ok ? 'says done; the post has no tag now' : 'the tag is gone');
      return answer.ok ? doesNot('says done, and did nothing') : does('refused');
    },
  },
];
