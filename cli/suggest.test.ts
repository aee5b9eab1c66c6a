// What is suggested for a word that is no command, over the tree of commands as it is.
import { expect, it } from 'vitest';
import { createProgram } from './whole-program.js';
import { meantBy, meantText } from './suggest.js';

const program = createProgram(false);
const group = (name: string) => program.commands.find((one) => one.name() === name) ?? program;

it.each([
  ['statsu', ['status']],
  ['stat', ['status']],
  ['aprovals', ['approvals']],
  ['ad-task', ['add-task']],
  ['list', expect.arrayContaining(['queue ls', 'runs ls'])],
  ['approve', ['approvals approve']],
  ['simulate', ['compile simulate']],
  ['undo', ['restore']],
  ['log', expect.arrayContaining(['logs'])],
  ['task', ['add-task']],
  ['frobnicate', []],
  ['constructor', []],
  ['', []],
  ['-', []],
])('%s', (word, commands) => {
  expect(meantBy(program, program, word)).toEqual(commands);
});

it('takes no word for another one that only looks like it', () => {
  expect(meantBy(program, program, 'edit')).not.toContain('init');
});

it('names the group of what was meant in it', () => {
  expect(meantBy(program, group('queue'), 'lst')).toEqual(['queue ls']);
  expect(meantBy(program, group('queue'), 'supercede')).toEqual(['queue supersede']);
  expect(meantBy(program, group('config'), 'nothing-like-it')).toEqual([]);
});

it('tells them in the words of the parser', () => {
  expect(meantText([])).toBe('');
  expect(meantText(['run'])).toBe(' (Did you mean run?)');
  expect(meantText(['run', 'up'])).toBe(' (Did you mean one of run, up?)');
});
