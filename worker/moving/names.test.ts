// Nothing that an archive says reaches a git or a disk in a form that means something else there.
import { describe, expect, it } from 'vitest';
import { manifestSchema } from './manifest.js';
import { isBelow, isBranch, isOfGit } from './names.js';
import { isCarriedShown, isCarriedState } from './parts.js';

const manifest = {
  ...{
    schema: 1,
    at: '2026-01-01T00:00:00.000Z',
    host: { id: 'a', name: 'alpha' },
    folder: 'shop',
    inside: '',
    runId: null,
  },
  ...{ workspace: { schema: 1, id: 'shop-0a0a0a0a', created_at: '' }, repository: null },
};

describe('what an archive says of itself', () => {
  const takes = (said: object): boolean => manifestSchema.safeParse({ ...manifest, ...said }).success;
  it('is taken as it is made', () => {
    for (const length of [40, 64])
      expect(takes({ repository: { branch: 'feature/x-1.2', commit: 'a'.repeat(length) }, inside: 'a/b c' })).toBe(
        true,
      );
    expect(takes({ repository: { branch: null, commit: null } })).toBe(true);
  });
  it.each(['--index-output=/x', 'HEAD', 'a'.repeat(41), `${'a'.repeat(40)}\n`])('names no commit %j', (commit) =>
    expect(takes({ repository: { branch: null, commit } })).toBe(false),
  );
  it.each(['server', 'bin', 'host.json', '.all', '..', 'shop', 'Shop-0a0a0a0a', '-0a0a0a0a'])('names no id %j', (id) =>
    expect(takes({ workspace: { ...manifest.workspace, id } })).toBe(false),
  );
  it.each(['.git', 'a/.GIT/b', '../a', 'a/..', 'a//b', '/a', './a', 'a\0b'])('lies not in %j', (inside) =>
    expect(takes({ inside })).toBe(false),
  );
});

it('what is .git on some disk is', () => {
  for (const name of ['.git', '.GIT', '.git.', '.git ', 'git~1', 'GIT~2', '.g\u200cit'])
    expect(isOfGit(name), name).toBe(true);
  for (const name of ['.gitignore', '.github', 'git', 'a.git', '.gi']) expect(isOfGit(name), name).toBe(false);
});

it('a path leads down, as any system reads it', () => {
  for (const path of ['', 'a', 'a/b', 'a\\b', '...', '.a']) expect(isBelow(path), path).toBe(true);
  for (const path of ['..', 'a/../b', 'a\\..\\b', 'a\\.git\\b', 'a/']) expect(isBelow(path), path).toBe(false);
});

it('a branch has a name that git takes', () => {
  for (const name of ['main', 'a/b', 'ü', 'a-b', 'a/-x', '@']) expect(isBranch(name), name).toBe(true);
  for (const name of [
    '',
    '-x',
    '/a',
    'a/',
    'a//b',
    'a..b',
    '.a',
    'a.lock',
    'a.',
    'a b',
    'a\nb',
    'a~1',
    'a@{1}',
    'a\\b',
  ])
    expect(isBranch(name), name).toBe(false);
});

it('what decides does not travel, nor what is of a moment', () => {
  for (const path of ['texts/a', 'trees/s.json', 'trees/S+1.choice', 'audit/1'])
    expect(isCarriedState(path), path).toBe(true);
  for (const path of [
    'plans/a.json',
    'operators.json',
    'ground.json',
    'worker-key.pem',
    'trees/%zz.json',
    'trees/a/b.json',
  ])
    expect(isCarriedState(path), path).toBe(false);
  expect(isCarriedShown('state/runtime_snapshot.json')).toBe(true);
  expect(isCarriedShown('state/compiled_plan.json')).toBe(false);
});
