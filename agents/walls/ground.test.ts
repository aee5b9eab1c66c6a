// What is hidden of shared folders when something that a stage needs lies in them.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { groundOf } from './ground.js';

let root = '';
const at = (...names: string[]): string => join(root, ...names);

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-ground-')));
  for (const name of [
    'tmp/work',
    'tmp/bin',
    'tmp/home',
    'tmp/other',
    'tmp/state/ws/tmp',
    'home',
    'work',
    'state/ws/tmp',
  ])
    mkdirSync(at(name), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Layout {
  work?: string;
  state?: string;
  home?: string;
  path?: string;
  permission?: 'basic' | 'read_only';
}

/** The temporary folder of this layout is `tmp`. */
function ground({ work = 'work', state = 'state', home = 'home', path = '', permission = 'basic' }: Layout) {
  const found = groundOf(
    { plane: 'execution', permission },
    {
      ...{
        workspaceDir: at(work),
        treeDir: at(work),
        stateDir: at(state, 'ws'),
        tmpDir: at(state, 'ws', 'tmp'),
        deskDir: at(work, 'd'),
      },
      env: { HOME: at(home), PATH: path && at(path) },
    },
    { secret: [], needed: [], temporary: [at('tmp')] },
  );
  const here = (paths: string[]): string[] => paths.filter((one) => one.startsWith(at('tmp'))).sort();
  return { hidden: here(found.shared), open: here(found.open), partly: here(found.partly) };
}

test.each<[string, Layout]>([
  ['holds nothing that is needed', {}],
  ['holds the workspace, which is opened again because it is written', { work: 'tmp/work' }],
  ['holds our state', { state: 'tmp/state' }],
])('a temporary folder that %s is hidden whole', (_name, layout) => {
  expect(ground(layout)).toEqual({ hidden: [at('tmp')], open: [], partly: [] });
});

test.each<[string, Layout, string[]]>([
  ['the home', { home: 'tmp/home' }, ['bin', 'other', 'state', 'work']],
  ['a folder of PATH', { path: 'tmp/bin' }, ['home', 'other', 'state', 'work']],
  ['the tree of a reader', { work: 'tmp/work', permission: 'read_only' }, ['bin', 'home', 'other', 'state']],
  ['the home, and the workspace beside it', { home: 'tmp/home', work: 'tmp/work' }, ['bin', 'other', 'state']],
])('one that holds %s is hidden piece by piece, and named', (_name, layout, pieces) => {
  expect(ground(layout)).toEqual({ hidden: pieces.map((name) => at('tmp', name)), open: [], partly: [at('tmp')] });
});

test('one that is the home itself, or holds too much, stays open, and is named', () => {
  expect(ground({ home: 'tmp' })).toEqual({ hidden: [], open: [at('tmp')], partly: [] });
  for (let n = 0; n < 900; n++) mkdirSync(at('tmp', `more-${n}`));
  expect(ground({ home: 'tmp/home' })).toEqual({ hidden: [], open: [at('tmp')], partly: [] });
});

test('a tree beside our state, and beside what is needed, is not closed with the folder around it', () => {
  const around = {
    workspaceDir: at('work'),
    treeDir: at('work'),
    stateDir: at('state'),
    tmpDir: at('state', 'ws', 'tmp'),
  };
  const { secret } = groundOf(
    { plane: 'execution', permission: 'basic' },
    { ...around, deskDir: at('work', 'd'), env: { HOME: at('home'), PATH: '' } },
    { secret: [], needed: [], temporary: [] },
  );
  expect(secret).toEqual(expect.arrayContaining([at('state'), at('tmp')]));
  expect(secret).not.toContain(at('work'));
});
