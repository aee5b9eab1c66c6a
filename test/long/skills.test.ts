// What the skills teach of our commands is typed in as it stands there: a night from its start to its end, and an idea from its words to its
// changes. What stands for the reader's own is a variable of the shell.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { blocksOf } from '../docs/pages.js';
import { openPageRoom, type PageRoom } from '../support/page-room.js';
import { taskText } from '../support/task-text.js';

const blocked = (words: string) => ({ raw: `${words}\n\n### BLOCKED` });
const SCRIPT = {
  outcomes: {
    manager: [{ files: [{ path: '${RUN_DIR}/no_work.md', content: 'It is done already.\n' }], repeat: true }],
    'builder:fix-slug': [blocked('Where are the numbers?'), { files: [{ path: 'src/slug.js', content: 'done\n' }] }],
    'troubleshooter:fix-slug': [blocked('I do not know either.')],
    'consultant:fix-slug': [blocked('Nobody says.')],
  },
};
const GATE = '[stages.updater.capabilities]\n"runner.invoke" = "approval_required"';

let room: PageRoom;
const type = (text: string): Promise<string> =>
  room.type({ page: 'a skill', line: 0, language: 'sh', marks: [], text });

beforeEach(async () => {
  room = await openPageRoom({ 'README.md': 'Slugs.\n', 'fix-slug.md': taskText('fix-slug') }, SCRIPT);
  const ground = `printf '%s\\n' '${GATE}' >> millrace-agents/millrace.toml && millrace trust --accept`;
  await type(`cd your-repository && millrace init && ${ground} && millrace add-task fix-slug.md`);
});
afterEach(async () => {
  await type('millrace down --now').catch(() => undefined);
  await room.close();
});

/** What has to be so before these words can be typed: a question that the reader would ask, and its answer. */
const BEFORE: readonly (readonly [words: RegExp, question: string, answer: RegExp])[] = [
  [/millrace retry/, 'millrace queue show fix-slug', /^state +blocked/m],
  [/approvals approve/, 'millrace approvals ls', /pending +task\/fix-slug/],
  [/millrace pause/, 'millrace queue show fix-slug', /^state +done/m],
  [/lineage show/, 'millrace closures ls --all', /idea-shorter-links +closed/],
];

async function ready(text: string): Promise<void> {
  for (const [words, question, answer] of BEFORE) {
    if (words.test(text)) while (!answer.test(await type(question))) await sleep(200);
  }
}

/** Every block of a skill, in order. Gives what was said. */
async function typeIn(skill: string): Promise<string> {
  const blocks = blocksOf(`assets/skills/${skill}/SKILL.md`).filter(({ language }) => language === 'sh');
  expect(blocks.map(({ marks }) => marks)).toEqual(blocks.map(() => []));
  const said: string[] = [];
  for (const block of blocks) {
    await ready(block.text);
    said.push(
      await room.type({
        ...block,
        text: `ITEM=fix-slug ASKED=fix-slug ROOT=idea-shorter-links ME=writer\n${block.text}`,
      }),
    );
  }
  return said.join('\n');
}

it('millrace-operator brings a night to its end, and millrace-delegate an idea', async () => {
  const night = await typeIn('millrace-operator');
  expect(night).toContain('Where are the numbers?');
  expect(night).toContain('Approved runner.invoke');
  await type('millrace up');
  const idea = await typeIn('millrace-delegate');
  expect(idea).toMatch(/"id":"idea-shorter-links"/);
  expect(await type('millrace closures show idea-shorter-links')).toMatch(/closed/);
});
