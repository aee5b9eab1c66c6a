// What belongs at the cursor, over the tree of commands as it is.
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../whole-program.js';
import { kindsIn, placeIn } from './place.js';

const program = createProgram(false);
const at = (...words: string[]) => {
  const { candidates, ids, files, begun, workspace } = placeIn(program, words);
  return { words: candidates.map(({ word }) => word), ids, files, begun, workspace };
};

describe('at the cursor', () => {
  it('are the commands that the help shows', () => {
    expect(at('').words).toEqual(expect.arrayContaining(['init', 'add-idea', 'status', 'queue']));
    expect(at('').words).not.toContain('control');
    expect(at('queue', '').words).toEqual(expect.arrayContaining(['ls', 'show']));
    expect(at('queue', '').words).not.toContain('requeue');
  });

  it('are the options of the command and of those above it, none twice', () => {
    const { words } = at('run', 'daemon', '--');
    expect(words).toEqual(expect.arrayContaining(['--max-ticks', '--monitor', '--json', '--help']));
    expect(new Set(words).size).toBe(words.length);
  });

  it.each([
    [['queue', 'show', 'T'], ['item']],
    [
      ['logs', ''],
      ['item', 'run'],
    ],
    [
      ['diff', '--stat', ''],
      ['item', 'run', 'root'],
    ],
    [['approvals', 'deny', ''], expect.arrayContaining(['approval'])],
    [['lineage', 'show', ''], ['root']],
    [['quarantine', 'drop', '--reason', 'a b', ''], ['quarantined']],
    [['queue', 'supersede', 'T-1', '--replacement', ''], ['item']],
    [['skills', 'promote', ''], ['candidate']],
    [['compile', 'show', '--mode', ''], ['mode']],
    [['--as', 'ana', 'runs', 'show', ''], ['run']],
    [['queue', 'show', 'T-1', ''], []],
    [['usage', '--by', ''], []],
    [['config', 'set', 'rec'], ['setting']],
  ])('%j asks for the ids of %j', (words, ids) => {
    expect(at(...words).ids).toEqual(ids);
  });

  it('are the choices of an option, in either spelling', () => {
    const choices = ['stage', 'item', 'lineage', 'runner', 'model', 'day'];
    expect(at('usage', '--by', '').words).toEqual(choices);
    expect(at('usage', '--by', '=').words).toEqual(choices);
    expect(at('usage', '--by', '=', 'l')).toMatchObject({ words: choices, begun: 'l' });
  });

  it('may be a path', () => {
    expect(at('add-task', '').files).toBe(true);
    expect(at('add-task', 'a.md', '').files).toBe(true);
    expect(at('compile', 'show', '--config', '').files).toBe(true);
    expect(at('restore', 'T-1', '--', '').files).toBe(true);
    expect(at('queue', 'show', '').files).toBe(false);
  });

  it('takes quotes of the shell off, and the workspace that was written', () => {
    expect(at('-w', "'../my shop'", 'queue', 'show', '"T-')).toMatchObject({ begun: 'T-', workspace: '../my shop' });
  });
});

const allBelow = (command: Command): Command[] => command.commands.flatMap((one) => [one, ...allBelow(one)]);

it('knows whose id every argument is that says so', () => {
  const said = allBelow(program).flatMap(({ registeredArguments }) =>
    registeredArguments.map(({ description }) => description).filter((text) => /\bid of\b/.test(text)),
  );
  expect(said.length).toBeGreaterThan(10);
  expect(said.filter((text) => kindsIn(text).length === 0)).toEqual([]);
});
