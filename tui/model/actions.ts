// What keys ask a workspace for: each is one command of the command line, and its text is what is sent.
import { shellWord } from '../../core/attention/shell-word.js';
import { effectOf } from '../../cli/door.js';
import type { Row } from './row.js';
import type { State } from './state.js';

export interface Action {
  /** Words of the command, without its reason and without who asks. */
  words: readonly string[];
  /** What it is about, for people. */
  about: string;
  /** What it takes away does not come back by itself. */
  ends: boolean;
}

/** By the key that asks for it. */
export const ACTION_KEYS = {
  p: { name: 'pause', of: 'all work here' },
  r: { name: 'resume', of: 'all work here' },
  a: { name: 'approve', of: 'a question of a stage' },
  d: { name: 'deny', of: 'a question of a stage' },
  t: { name: 'retry', of: 'an item' },
  c: { name: 'cancel', of: 'an item' },
} as const;

export type ActionKey = keyof typeof ACTION_KEYS;

export const isActionKey = (key: string): key is ActionKey => Object.hasOwn(ACTION_KEYS, key);

/** What a key means for the chosen row; a sentence where it means nothing there. */
export function actionOf(key: ActionKey, state: Pick<State, 'facts'>, row: Row | undefined): Action | string {
  const { name, of } = ACTION_KEYS[key];
  if (of === 'all work here') return action(name, [name], of);
  if (of === 'an item') {
    const item = row?.target?.item;
    if (item === undefined) return `${name}: choose an item first`;
    return action(name, [name, item.id, '--family', item.family], `${item.family}/${item.id}`);
  }
  const id = approvalOf(state, row);
  return id === null
    ? `${name}: choose what waits for a yes or no first`
    : action(`approvals ${name}`, ['approvals', name, id], id);
}

const action = (path: string, words: readonly string[], about: string): Action => ({
  ...{ words, about, ends: effectOf(path) === 'ends' },
});

/** Of the row itself, or of the item that it is about. */
function approvalOf({ facts }: Pick<State, 'facts'>, row: Row | undefined): string | null {
  const { approval, item } = row?.target ?? {};
  if (approval !== undefined) return approval;
  const name = item === undefined ? null : `${item.family}/${item.id}`;
  const asked = facts?.needs.find((need) => need.kind === 'approval_pending' && need.item === name && name !== null);
  return asked?.name ?? null;
}

/** All arguments, for the program itself. */
export const argumentsOf = ({ dir, identity }: Pick<State, 'dir' | 'identity'>, { words }: Action, reason: string) => [
  ...['-w', dir, ...words],
  ...(reason === '' ? [] : ['--reason', reason]),
  ...[...identity, '--json'],
];

/** As a person would type it. */
export const commandLine = (words: readonly string[]): string =>
  `millrace ${words.map((word) => (OPTIONS.has(word) ? word : shellWord(word))).join(' ')}`;

const OPTIONS: ReadonlySet<string> = new Set(['-w', '--family', '--reason', '--as', '--key', '--json']);
