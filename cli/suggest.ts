// What somebody may have meant who typed a command that there is not: another word for it, or a command of a group.
import type { Command } from 'commander';
import { closest } from '../core/closest.js';
import { own } from '../core/own.js';
import { isShown, pathOf } from './tree/effects.js';

/** Words from other programs, and what does that here. What is not in the tree of commands is left out. Made for whoever mistyped. */
const wordsElsewhere = (): Readonly<Record<string, readonly string[]>> => ({
  abort: ['cancel'],
  agents: ['runs ls', 'logs'],
  approve: ['approvals approve'],
  begin: ['run', 'up'],
  check: ['doctor', 'compile validate'],
  create: ['new', 'add-task'],
  daemon: ['up', 'run daemon'],
  delete: ['cancel', 'remove'],
  deny: ['approvals deny'],
  edit: ['queue edit', 'queue retarget'],
  graph: ['compile graph'],
  history: ['report', 'runs ls'],
  idea: ['add-idea'],
  info: ['status'],
  inbox: ['status', 'approvals ls'],
  items: ['queue ls'],
  jobs: ['queue ls', 'runs ls'],
  kill: ['cancel', 'stop'],
  launch: ['run', 'up'],
  list: ['queue ls', 'runs ls'],
  log: ['logs'],
  ls: ['queue ls', 'runs ls'],
  monitor: ['run --monitor basic', 'status --watch'],
  once: ['run once'],
  plan: ['compile show', 'modes list'],
  probe: ['add-probe'],
  ps: ['status', 'runs ls'],
  quit: ['stop', 'down'],
  reload: ['config reload'],
  restart: ['retry', 'run'],
  revert: ['restore'],
  rm: ['cancel', 'remove'],
  serve: ['run', 'up'],
  set: ['config set'],
  settings: ['config show'],
  setup: ['init'],
  show: ['queue show', 'runs show'],
  skill: ['skills ls'],
  spec: ['add-spec'],
  submit: ['add-task', 'add-idea'],
  summary: ['report'],
  tail: ['logs --follow'],
  task: ['add-task'],
  tasks: ['queue ls'],
  undo: ['restore'],
  unblock: ['retry'],
  update: ['upgrade'],
  validate: ['compile validate'],
  watch: ['status --watch'],
  worker: ['run', 'server status'],
});

const MOST = 3;

/** Whole commands without `millrace`, the likeliest first; none where nothing is near. `group`: where `word` is no command. */
export function meantBy(program: Command, group: Command, word: string): string[] {
  const known = namesOf(group);
  const letters = Math.max(1, Math.min(3, Math.floor(word.length / 3)));
  const near = closest(word, known, letters);
  const prefix = group === program ? '' : `${pathOf(group)} `;
  const below = group === program ? inGroups(program, word) : [];
  const found = [
    ...(near === null ? [] : [`${prefix}${near}`]),
    ...(group === program ? (own(wordsElsewhere(), word) ?? []).filter((one) => isThere(program, one)) : []),
    ...known.filter((name) => word.length > 1 && name.startsWith(word)).map((name) => `${prefix}${name}`),
    ...below,
  ];
  return [...new Set(found)].slice(0, MOST);
}

/** ` (Did you mean one of run, up?)`, as the parser says it of options; empty where nothing is near. */
export function meantText([first, ...others]: readonly string[]): string {
  if (first === undefined) return '';
  return others.length === 0 ? ` (Did you mean ${first}?)` : ` (Did you mean one of ${[first, ...others].join(', ')}?)`;
}

const namesOf = (group: Command): string[] => group.commands.filter(isShown).map((one) => one.name());

/** Commands of this name in the groups that are shown. */
const inGroups = (program: Command, word: string): string[] =>
  program.commands
    .filter(isShown)
    .filter((group) => namesOf(group).includes(word))
    .map((group) => `${group.name()} ${word}`);

/** An option behind it is not looked at. */
function isThere(program: Command, path: string): boolean {
  const words = path.split(' ').filter((word) => !word.startsWith('-'));
  const [first = '', second] = words;
  const command = program.commands.find((one) => one.name() === first);
  if (command === undefined) return false;
  if (second !== undefined && command.commands.length > 0) return namesOf(command).includes(second);
  const option = path.split(' ').find((word) => word.startsWith('--'));
  return option === undefined || command.options.some(({ long }) => long === option);
}
