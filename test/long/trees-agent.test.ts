// What an agent without walls may do to its own tree and to git: whatever it is, its task becomes one commit of what the stage left, upon the
// branch as it was when the run began, and the next run begins with a tree that is whole.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { marksOf } from '../../agents/environment.js';
import { BRANCH, groundOf, inTrees, requestOf, settled, stageOver } from '../files/trees/runs.js';
import { openStand, photograph, putIn, type Stand } from '../files/trees/stand.js';

let stand: Stand;
beforeEach(async () => {
  stand = openStand();
  await inTrees(stand);
});

/** Git in a tree as an agent has it, with a user of its own. */
function attack(folder: string, code: string): void {
  const who = ['AUTHOR', 'COMMITTER'].flatMap((one) => [`GIT_${one}_NAME=x`, `GIT_${one}_EMAIL=x@y`]);
  const set = `export GIT_REFLOG_ACTION=${marksOf('r')['GIT_REFLOG_ACTION']} HOME='${stand.room}' ROOM='${stand.room}' ${who.join(' ')}; own() { git rev-parse --absolute-git-dir; }; common() { (cd "$(git rev-parse --git-common-dir)" && pwd); };`;
  const { status, stderr } = spawnSync('bash', ['-e', '-c', `${set} ${code}`], { cwd: folder, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
}

const filesOf = (commit: string): string[] =>
  stand.git(['diff-tree', '-r', '--no-commit-id', '--name-only', commit]).split('\n').filter(Boolean).sort();

interface Told {
  tip: string;
  kind: string;
  /** Paths of the user's that are other than before. */
  others: string[];
}

/** A run of another task, then one that is attacked after it wrote b.txt, then the beginning of a third. */
async function played(code: string): Promise<Told> {
  const first = requestOf('run-0', 'T-0');
  const before = photograph(stand);
  const ground = await groundOf(stand, first);
  putIn(ground.folder, 'zero.txt', '0\n');
  await stageOver(first, ground);
  expect((await settled(stand, first)).kind).toBe('committed');
  const tip = stand.git(['rev-parse', BRANCH]);
  const asked = requestOf('run-1');
  const { folder, ...rest } = await groundOf(stand, asked);
  putIn(folder, 'b.txt', 'b\n');
  attack(folder, code);
  await stageOver(asked, { ...rest }).catch(() => undefined);
  const { kind } = await settled(stand, asked);
  const next = await groundOf(stand, requestOf('run-2', 'T-2'));
  // Before a git of the test itself, which would start it.
  expect(existsSync(join(stand.room, 'fired')), 'nothing of it ran').toBe(false);
  // A plain git waits at pipes: they stay where they are, as files do that no commit can hold.
  spawnSync('find', [stand.room, '-type', 'p', '-delete']);
  expect(stand.git(['status', '--porcelain', '--branch'], next.folder), 'the next run begins clean').toBe(
    `## ${BRANCH}`,
  );
  const after = photograph(stand);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return { tip, kind, others: [...names].filter((name) => before[name] !== after[name]) };
}

/** Deed, and files of the commit besides b.txt. */
const COMMITTED: Record<string, [code: string, more?: string[]]> = {
  'points its .git elsewhere': ['echo "gitdir: /nowhere" >.git'],
  'removes its .git': ['rm .git'],
  'begins a repository of its own': ['rm .git; git init -q; git add -A; git commit -qm own'],
  'begins one of another kind': ['rm .git; git init -q --object-format=sha256; git add -A; git commit -qm own'],
  'makes its .git a link': ['rm .git; ln -s /tmp .git'],
  'puts a link in the place of its desk': ['rm -rf .millrace; ln -s / .millrace'],
  commits: ['git add -A; git commit -qm mine'],
  'commits twice': ['git add -A; git commit -qm 1; echo 2 >c.txt; git add -A; git commit -qm 2', ['c.txt']],
  'amends the commit before its own': ['git add -A; git commit -q --amend -m mine'],
  'goes back behind it': ['git reset -q --soft HEAD~1'],
  'commits on a branch of its own': ['git checkout -q -b other; git add -A; git commit -qm mine'],
  'commits on no branch': ['git checkout -q --detach; git add -A; git commit -qm mine'],
  'commits on one without a past': ['git checkout -q --orphan other; git add -A; git commit -qm mine'],
  'removes its branch': [`git update-ref -d refs/heads/${BRANCH}`],
  'makes refs': ['git branch evil; git tag evil'],
  'breaks its HEAD': ['echo garbage >"$(own)/HEAD"'],
  'breaks its index': ['echo garbage >"$(own)/index"'],
  'removes how git knows the tree': ['rm -rf "$(own)"'],
  'leaves a repository': ['mkdir sub; cd sub; git init -q; echo n >n.txt; git add -A; git commit -qm n', ['sub/n.txt']],
  'configures hooks and monitors': [
    'printf "#!/bin/sh\\ntouch $ROOM/fired" >$ROOM/trap; chmod +x $ROOM/trap; git config core.hooksPath $ROOM; git config core.fsmonitor $ROOM/trap',
  ],
  'leaves links out': ['ln -s /etc out; ln -s ../../../user back', ['back', 'out']],
  'leaves a pipe': ['mkfifo pipe'],
  // A git that opens one by its name would wait for ever.
  'leaves pipes where git looks for settings': [
    'mkfifo .gitignore .gitattributes .gitmodules; mkdir sub; cd sub; git init -q; echo n >n.txt; git add -A; rm .git/HEAD .git/index; mkfifo .git/HEAD .git/index .gitignore',
    ['sub/n.txt'],
  ],
  'leaves pipes in the place of what git knows of the tree': ['o=$(own); rm $o/HEAD $o/index; mkfifo $o/HEAD $o/index'],
  'leaves locks that no git made': [
    `mkdir "$(own)/index.lock"; touch "$(own)/index.lock/x"; touch -d 2090-01-01 "$(own)/HEAD.lock" "$(common)/refs/heads/${BRANCH}.lock"; git checkout -q --detach || true`,
  ],
  'leaves thousands of files': [
    'mkdir m; cd m; for i in $(seq 3000); do echo $i >$i; done',
    Array.from({ length: 3000 }, (_, at) => `m/${at + 1}`),
  ],
  'puts a folder in the place of a file': ['rm a.txt; mkdir a.txt; echo x >a.txt/x', ['a.txt', 'a.txt/x']],
};

/** The same, which a slice leaves out. */
const MORE: typeof COMMITTED = {
  'puts a pipe in the place of its .git': ['rm .git; mkfifo .git'],
  'puts a link in the place of what git knows of the tree': ['o=$(own); mv "$o" "$ROOM/own"; ln -s "$ROOM/own" "$o"'],
  'puts a file there': ['o=$(own); rm -rf "$o"; echo x >"$o"'],
  'makes its branch a name of another one': [`git symbolic-ref refs/heads/${BRANCH} refs/heads/main`],
  'makes it a link to another one': [`ln -sf ../main "$(common)/refs/heads/${BRANCH}"`],
  'makes it a pipe': [`rm "$(common)/refs/heads/${BRANCH}"; mkfifo "$(common)/refs/heads/${BRANCH}"`],
  'says that a commit stands for another one': ['git replace --graft HEAD'],
  'hides changes from git': ['git update-index --assume-unchanged a.txt; echo two >a.txt', ['a.txt']],
  'leaves names that nobody can type': [
    `printf x >-rf; printf x >':(top)x'; printf x >'*'; printf x >"$(printf 'nl\\n.txt')"; printf x >"$(printf '\\377')"`,
    ['"\\377"', '"nl\\n.txt"', '*', '-rf', ':(top)x'],
  ],
  'makes sockets': [`node -e "require('net').createServer().listen('s', () => process.exit())"`],
  'changes rights': ['chmod 755 a.txt; chmod 4755 b.txt', ['a.txt']],
  'makes names that differ in their case': ['echo A >A.txt; echo B >B.txt', ['A.txt', 'B.txt']],
  'makes trees of its own': ['git worktree add -q "$ROOM/evil"; git worktree add -q .millrace/w; git worktree lock .'],
  'links a file of the user over its own': ['ln -f "$(common)/../dir/b.txt" a.txt', ['a.txt']],
};
const IS_SLICE = process.env['MILLRACE_LONG'] === 'slice';

/** What is the user's own changes by these: that is the deed itself, and nothing that we did. */
const DEEDS = /^\.git\/(?:config$|refs\/|logs\/refs\/)/;

describe('an agent that', () => {
  it.for(Object.entries(IS_SLICE ? COMMITTED : { ...COMMITTED, ...MORE }))('%s', async ([, [code, more = []]]) => {
    const { tip, kind, others } = await played(code);
    expect(kind).toBe('committed');
    expect(stand.git(['rev-parse', `${BRANCH}^`]), 'upon the branch as it was').toBe(tip);
    expect(filesOf(BRANCH)).toEqual(['b.txt', ...more].sort());
    expect(others.filter((name) => !DEEDS.test(name))).toEqual([]);
  });

  it.for([
    ['removes its own folder', 'rm -rf "$PWD"'],
    ['has git move it', 'git worktree move "$PWD" "$ROOM/moved"'],
    ['puts a link in its place', 'mkdir "$ROOM/elsewhere"; d=$PWD; cd ..; rm -rf "$d"; ln -s "$ROOM/elsewhere" "$d"'],
  ] as const)('%s loses its work and nothing else', async ([, code]) => {
    const { tip, kind, others } = await played(code);
    expect({ kind, tip }).toEqual({ kind: 'nothing', tip: stand.git(['rev-parse', BRANCH]) });
    expect(others).toEqual([]);
    expect(spawnSync('ls', ['-A', join(stand.room, 'elsewhere')], { encoding: 'utf8' }).stdout).toBe('');
  });

  it('writes of a filter gets no commit that it would have made other', async () => {
    const trap =
      'echo "*.key filter=evil" >.gitattributes; echo S >s.key; git config filter.evil.clean "touch $ROOM/fired"';
    const { tip, kind } = await played(trap);
    expect({ kind, tip }).toEqual({ kind: 'kept', tip: stand.git(['rev-parse', BRANCH]) });
  });
});
