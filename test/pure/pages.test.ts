// The pages people read: what they show exists. Commands are held against the tree of commands, links against what the package has,
// messages against the code that says them.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { COMMAND_NAMES, type CommandName, COMMANDS } from '../../core/contracts/command-table.js';
import type { CommandRow, Issued } from '../../core/contracts/commands.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import { packageRoot } from '../../disk/package-root.js';
import { callProblem } from '../docs/known-call.js';
import { blocksOf, callsIn, quotesOf, readPage, withoutBlocks } from '../docs/pages.js';

const root = packageRoot();
const below = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file));

const PAGES = ['README.md', ...below('docs').filter((file) => file.endsWith('.md'))];
const BOOK = PAGES.filter((page) => !page.startsWith(path.join('docs', 'decisions')));
/** What agents are taught of our commands. */
const TAUGHT = ['millrace-operator', 'millrace-delegate'].map((id) => path.join('assets', 'skills', id, 'SKILL.md'));
const SHELLS = ['sh', 'console', 'bash'];

it.each(BOOK)('%s begins with whom it is for', (page) => {
  const [, first = ''] = readPage(page).split('\n\n');
  expect(first).toMatch(/^For (?:you|who)/);
});

it('the README is short', () => {
  expect(readPage('README.md').split('\n').length).toBeLessThan(152);
});

it.each([
  ['a command that is none', ['reprot'], 'has no command reprot'],
  ['an option that is none', ['run', '--untill', 'idle'], 'has no option --untill'],
  ['an argument that is missing', ['cancel'], 'lacks id'],
  ['an argument too many', ['doctor', 'now'], 'takes no now'],
  ['a group without its command', ['queue'], 'lacks a command'],
  ['a whole call', ['restore', 'T-1', '--before', '--', 'src'], null],
  ['options of the group, said at its command', ['run', 'daemon', '--monitor', 'basic', '--json'], null],
])('%s in a call is seen', (_what, words, problem) => {
  expect(callProblem(words, true)).toBe(problem);
});

it('every call in a block is whole, and its command and options exist', () => {
  const blocks = [...BOOK, ...TAUGHT]
    .flatMap((page) => blocksOf(page))
    .filter(({ language }) => SHELLS.includes(language));
  const calls = blocks.flatMap(({ page, line, text }) => callsIn(text).map((words) => ({ page, line, words })));
  expect(calls.length).toBeGreaterThan(60);
  expect(calls.flatMap(({ page, line, words }) => faultsOf(`${page}:${line}`, words, true))).toEqual([]);
});

it('every call in a quote names a command and options that exist', () => {
  const calls = [...PAGES, ...TAUGHT].flatMap((page) =>
    quotesOf(readPage(page)).flatMap((quote) => callsOf(page, quote)),
  );
  expect(calls.length).toBeGreaterThan(150);
  expect(calls.flatMap(({ page, words }) => faultsOf(page, words, false))).toEqual([]);
});

const callsOf = (page: string, quote: string) => callsIn(quote).map((words) => ({ page, words }));

function faultsOf(where: string, words: readonly string[], whole: boolean): string[] {
  const problem = callProblem(words, whole);
  return problem === null ? [] : [`${where}: millrace ${words.join(' ')}: ${problem}`];
}

const { files: packed } = JSON.parse(readPage('package.json')) as { files: string[] };

const LINK = /\]\(([^)\s]+)\)/g;

const linksOf = (page: string): string[] =>
  [...withoutBlocks(readPage(page)).matchAll(LINK)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

/** As headings are named in links. */
const anchorsOf = (page: string): string[] =>
  [...withoutBlocks(readPage(page)).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const isPacked = (file: string): boolean =>
  [...packed, 'package.json'].some((entry) => file === entry || file.startsWith(`${entry}/`));

function linkProblem(page: string, target: string): string | null {
  const [file = '', anchor] = target.split('#');
  const there = file === '' ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(root, there))) return 'is not there';
  if (!isPacked(path.normalize(there).replace(/\/$/, ''))) return 'is not in the package';
  if (anchor === undefined || statSync(path.join(root, there)).isDirectory()) return null;
  return anchorsOf(there).includes(anchor) ? null : 'has no such heading';
}

it('every link leads to something that is in the package, and to a heading of it', () => {
  expect(linkProblem('docs/guide.md', 'nowhere.md')).toBe('is not there');
  expect(linkProblem('docs/guide.md', '../core/form.ts')).toBe('is not in the package');
  expect(linkProblem('docs/guide.md', '#no-such-heading')).toBe('has no such heading');
  const links = PAGES.flatMap((page) => linksOf(page).map((target) => ({ page, target })));
  expect(links.length).toBeGreaterThan(80);
  const broken = links.flatMap(({ page, target }) => {
    const problem = linkProblem(page, target);
    return problem === null ? [] : [`${page}: ${target} ${problem}`];
  });
  expect(broken).toEqual([]);
});

const ROOMS = ['activities', 'agents', 'checkpoints', 'cli', 'core', 'disk', 'read', 'worker', 'workflows'];

/** All that our code says, in one line: `…` for what is put into it, and texts that go on in the next line in one piece. */
const said = ROOMS.flatMap(below)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(path.join(root, file), 'utf8'))
  .join('\n')
  .replace(/\\`/g, '`')
  .replace(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '…')
  .replace(/\s+/g, ' ')
  .replace(/['"`] \+ ['"`]/g, '');

/** `…` in a quoted message stands for what it says of the case: the words around it follow each other in one place. */
function isSaid(message: string): boolean {
  const parts = message.split('…').map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.filter((part) => part !== '').join('.{0,120}?')).test(said);
}

it('every message that docs/troubleshooting.md explains is one that the code says', () => {
  expect(isSaid('No such words … are said here')).toBe(false);
  expect(isSaid('A newer Millrace … Nobody can be asked here')).toBe(false);
  const messages = [...readPage('docs/troubleshooting.md').matchAll(/^### `(.+)`$/gm)].map(([, one = '']) => one);
  expect(messages.length).toBeGreaterThan(20);
  expect(messages.filter((message) => !isSaid(message))).toEqual([]);
});

/** Rows of a table that begin with a quote of code: its words, and what stands in the second cell. */
const rowsOf = (text: string): [string, string][] =>
  [...text.matchAll(/^\| `([a-z_]+)` +\| (.+?) +\|/gm)].map(([, name = '', cell = '']) => [name, cell]);

it('docs/operations.md has every signal, with payloads that are taken', () => {
  const [, section = ''] = readPage('docs/operations.md').split('\n## Signals\n');
  const rows = rowsOf(section);
  const all = COMMAND_NAMES.filter((name) => COMMANDS[name].signal !== undefined);
  expect([...rows.map(([name]) => name), 'enqueue', 'retarget', 'revise'].sort()).toEqual([...all].sort());
  for (const [name, cell] of rows)
    for (const [, payload = ''] of cell.matchAll(/`([^`]+)`/g)) expect(taken(name, payload), payload).not.toBeNull();
});

function taken(name: string, payload: string): unknown {
  const row = COMMANDS[name as CommandName] as CommandRow<Issued>;
  const issued = () => ({ commandId: 'c', issuer: 'signal', reason: '' });
  return row.signal?.(JSON.parse(payload) as Record<string, unknown>, issued, NEWEST_RULES) ?? null;
}
