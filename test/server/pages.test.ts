// Whoever types the pages in, from the top: every block of README, guide and operations is run as it stands there, with scripted agents.
import { execa } from 'execa';
import { afterAll, expect } from 'vitest';
import { EXIT } from '../../core/exit.js';
import { callProblem, commandOf } from '../docs/known-call.js';
import { blocksOf, callsIn, quotesOf, readPage } from '../docs/pages.js';
import { callAll, openPageRoom, type PageRoom } from '../support/page-room.js';
import { taskText } from '../support/task-text.js';
import { quick, slow } from '../support/tier.js';

const FILES = {
  'README.md': 'Slugs for titles.\n',
  'src/slug.js': "export const slug = (title) => title.toLowerCase().replace(' ', '-');\n",
};

/** What a person is in the middle of. */
const UNCOMMITTED = { 'README.md': 'Slugs for titles, and for names.\n', 'TODO.md': 'Think of names.\n' };

const write = (path: string, content: string) => ({ files: [{ path, content }] });
const nothingToDo = { ...write('${RUN_DIR}/no_work.md', 'It is done already.\n'), repeat: true };

const IDEA = 'idea-make-the-links-of-our-pages-shorter';

/** Planning makes a task of the idea. */
const NIGHT = {
  outcomes: {
    manager: [
      {
        marker: 'MANAGER_COMPLETE',
        ...write(
          '${RUN_DIR}/outbox/shorter.md',
          taskText('shorter', 'Root-Spec-ID: ${ROOT_SPEC}\nSpec-ID: ${ROOT_SPEC}\n'),
        ),
      },
    ],
    'builder:shorter': [write('src/links.js', 'export const links = [];\n')],
    'builder:measure-how-long-a-page-takes': ['BLOCKED', write('docs/speed.md', '12 ms\n')],
    'troubleshooter:measure-how-long-a-page-takes': ['BLOCKED'],
    'consultant:measure-how-long-a-page-takes': ['BLOCKED'],
  },
};

/** `fix-slug` changes a file; one task of the guide cannot be done before somebody says where the numbers are. */
const SCRIPT = {
  outcomes: {
    manager: [nothingToDo],
    'builder:fix-slug': [write('src/slug.js', "export const slug = (title) => title.split(/ +/).join('-');\n")],
    'builder:measure-how-long-a-page-takes': ['BLOCKED', 'BLOCKED', 'BLOCKED'],
    'consultant:measure-how-long-a-page-takes': ['BLOCKED'],
  },
};

const BOOK = ['README.md', 'docs/guide.md', 'docs/operations.md', 'docs/troubleshooting.md'];
/** What stands for something of the reader's own. */
const MEANT: Readonly<Record<string, string>> = {
  ...{
    ID: 'fix-slug',
    ROOT: IDEA,
    OLD: 'fix-slug',
    RUN: 'run-0',
    FILE: 'README.md',
    FOLDER: 'src',
  },
  ...{ S: 'builder', 'NAME|NUMBER': '1', PATHS: 'src/slug.js', WORDS: 'review', MODE: 'default_codex' },
};
const filled = (words: readonly string[]): string[] => words.map((word) => MEANT[word] ?? word);

/** What never ends, serves, or takes the room away: blocks of the pages and tests of their own have these. */
const LEFT =
  /^(run|up|down|stop|remove|open|service|init|server (start|stop)|events|trust|upgrade .*--apply)\b|--(follow|watch)\b| -[fw]\b/;
function isTried(words: readonly string[]): boolean {
  const { command, rest } = commandOf(words);
  const isWhole = callProblem(words, true) === null && (rest.length > 0 || command.registeredArguments.length === 0);
  return words.length > 0 && isWhole && !LEFT.test(words.join(' '));
}

/** An error that nobody foresaw. */
const ODD = /This should not happen|^\s+at /m;

/** A block of the page that is not only shown. */
const typedOf = (page: string) =>
  blocksOf(page).filter(
    ({ language, marks }) =>
      (language === 'sh' && !marks.includes('shown')) || marks.some((mark) => mark.startsWith('file=')),
  );

let room: PageRoom;
const opened: PageRoom[] = [];
afterAll(async () => void (await Promise.all(opened.map((one) => one.close()))));
const open = async (...of: Parameters<typeof openPageRoom>): Promise<void> => {
  room = await openPageRoom(...of);
  opened.push(room);
};

async function typeIn(page: string): Promise<string> {
  const said: string[] = [];
  for (const block of typedOf(page)) said.push(await room.type(block));
  return said.join('\n');
}

quick('README.md brings an idea to its end in trees, beside work that is not committed, and to main', async () => {
  await open(FILES, NIGHT, UNCOMMITTED);
  const said = await typeIn('README.md');
  expect(said).toContain('# Morning report: your-repository');
  expect(said).toMatch(/^done +spec +idea-make-the-links-of-our-pages-shorter/m);
  expect(said).toMatch(/^done +task +measure-how-long-a-page-takes/m);
  expect(said).toMatch(new RegExp(`^${IDEA} .* taken `, 'm'));
  expect(said).toMatch(/^backlog .* waits to be taken /m);
  const git = async (...args: string[]) => (await execa('git', args, { cwd: room.folder(), env: room.env })).stdout;
  expect(await git('log', '--format=%s', 'main')).toBe('Task shorter\nA first version');
  expect(await git('status', '--porcelain')).toBe(' M README.md\n?? TODO.md\n?? millrace-agents/');
});

slow('docs/guide.md is one walk, and docs/operations.md goes on with its workspace', async () => {
  await open(FILES, SCRIPT, {});
  const guide = await typeIn('docs/guide.md');
  expect(guide).toMatch(/^done +task +fix-slug/m);
  expect(guide).toContain('Cancelled task rename-the-helper-functions.');
  const operations = await typeIn('docs/operations.md');
  expect(operations).toContain('so it was started again from its files');
});

slow('what the pages name in passing works there too, or says what it lacks', async () => {
  const quotes = BOOK.flatMap((page) => quotesOf(readPage(page)));
  const calls = callsIn([...new Set(quotes)].join('\n'))
    .map(filled)
    .filter(isTried);
  const called = await callAll(room, calls);
  expect(called.length).toBeGreaterThan(40);
  expect(called.filter(({ code, text }) => code === EXIT.usage || code === EXIT.noWorkspace || ODD.test(text))).toEqual(
    [],
  );
});
