// Whoever is told to type a command can: every command that a text of ours or a page names is in the tree of commands.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { packageRoot } from '../disk/package-root.js';
import { createProgram } from './whole-program.js';

const ROOMS = [
  'activities',
  'agents',
  'assets',
  'checkpoints',
  'cli',
  'core',
  'disk',
  'read',
  'trees',
  'worker',
  'workflows',
];
const PAGES = ['README.md', ...filesIn('docs').filter((file) => file.endsWith('.md') && !file.includes('decisions'))];

function filesIn(folder: string): string[] {
  return readdirSync(path.join(packageRoot(), folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    path.join(folder, file),
  );
}

const sources = ROOMS.flatMap(filesIn).filter((file) => /(?<!\.test)\.(?:ts|md|toml)$/.test(file));

/** Words after `millrace` in quotes of code, as far as they can be commands. */
function namedIn(file: string): { file: string; words: string[] }[] {
  const text = readFileSync(path.join(packageRoot(), file), 'utf8');
  return [...text.matchAll(/`millrace ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?(?=[\s`\\])/g)].map((match) => ({
    file,
    words: match.slice(1).filter((word) => word !== undefined),
  }));
}

const subOf = (command: Command, word: string): Command | undefined =>
  command.commands.find((one) => one.name() === word || one.aliases().includes(word));

/** A group takes a command of its own or nothing; what is no group may take any word. */
function isKnown([first = '', second]: string[]): boolean {
  const command = subOf(createProgram(false), first);
  if (command === undefined) return false;
  return second === undefined || command.commands.length === 0 || subOf(command, second) !== undefined;
}

test('every command that is named is one', () => {
  const named = [...sources, ...PAGES].flatMap(namedIn);
  expect(named.length).toBeGreaterThan(200);
  expect(isKnown(['reload'])).toBe(false);
  const unknown = named.filter(({ words }) => !isKnown(words));
  expect(unknown.map(({ file, words }) => `${file}: millrace ${words.join(' ')}`)).toEqual([]);
});
