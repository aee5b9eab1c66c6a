// What a Curator makes ready becomes a candidate: whole, once, with what it replaces and what it comes from; anything else is a fault of
// form, and never a change of a skill.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAskedAgain } from '../../activities/stage/second-chance.js';
import { settleEmissions } from '../../activities/stage/settle.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { fingerprint } from '../cli/stand.js';
import { candidatesIn, filedBy, judged, learningRequest, type Left, skillText, summary } from './learned.js';
import { makeRoom } from './room.js';

describe('a skill that is ready', () => {
  it('is filed whole, with its digests, the difference, and what it comes from', async () => {
    const room = await makeRoom();
    await room.drop('skills/care/SKILL.md', skillText('care', 'Old.\nSame.'));
    await room.drop('skills/care/gone.md', 'x\n');
    const request = await learningRequest(room, 'curator');
    const files = { ...summary, 'skill/care/SKILL.md': skillText('care', 'New.\nSame.'), 'skill/care/a/b.md': 'y\n' };
    const checked = await judged(room, request, files);
    expect(checked.verdict).toMatchObject({ outcome: 'CURATOR_COMPLETE', failureClass: null });
    expect(await room.names(runtimePaths.candidates)).toEqual([]);
    const [candidate, ...others] = await filedBy(room, checked);
    expect(others).toEqual([]);
    expect(candidate).toMatchObject({
      ...{ skill_id: 'care', description: 'How to care.', created_by: 'curator', source: null },
      ...{ target_skill_id: 'care', originating_run_ids: ['run-11'], run_id: request.runId },
      learning_request: { id: 'L-1', sha256: request.item.sha256 },
      files: [{ path: 'SKILL.md' }, { path: 'a/b.md', bytes: 2 }].sort((a, b) => (a.path < b.path ? -1 : 1)),
      replaces: { origin: 'workspace' },
    });
    expect(candidate?.evidence.map((one) => one.path)).toEqual([
      `millrace-agents/runs/${request.runId}/curator_skill_update_summary.md`,
    ]);
    const folder = runtimePaths.candidate(candidate?.candidate_id ?? '');
    const diff = await room.read(`${folder}/changes.diff`);
    expect(diff).toContain('--- a/SKILL.md\n+++ b/SKILL.md\n@@ -5,5 +5,5 @@\n \n # To care\n \n-Old.\n+New.\n Same.\n');
    expect(diff).toContain('--- a/gone.md\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n');
    expect(diff).toContain('--- /dev/null\n+++ b/a/b.md\n@@ -0,0 +1,1 @@\n+y\n');
    expect(await room.read(`${folder}/skill/a/b.md`)).toBe('y\n');
    expect(await room.read('skills/care/SKILL.md')).toContain('Old.');
  });

  it.each([
    ['new', 'juggle', null],
    ['called like one that ships', 'builder-core', 'shipped'],
    ['in a folder of folders', 'deep', 'workspace'],
  ])('says what it takes the place of when it is %s', async (_, id, origin) => {
    const room = await makeRoom();
    await room.drop('skills/team/deep/SKILL.md', skillText('deep', 'As it was.'));
    const files = { ...summary, [`skill/${id}/SKILL.md`]: skillText(id) };
    const [candidate] = await filedBy(room, await judged(room, await learningRequest(room, 'curator'), files));
    expect(candidate?.replaces?.origin ?? null).toBe(origin);
  });

  it('is filed once, whenever the worker is killed in between, and not again once it was decided on', async () => {
    const room = await makeRoom();
    const files = { ...summary, 'skill/juggle/SKILL.md': skillText('juggle'), 'skill/juggle/more.md': 'x' };
    const checked = await judged(room, await learningRequest(room, 'curator'), files);
    const all = checked.emissions.filed ?? [];
    expect(all.at(-1)?.path).toMatch(/candidate\.json$/);
    for (let done = 0; done < all.length; done += 1) {
      await settleEmissions(room, { ...checked.emissions, filed: all.slice(0, done) }, 'run-1');
      expect(existsSync(room.at(all.at(-1)?.path ?? ''))).toBe(false);
    }
    const [candidate, ...others] = await filedBy(room, checked);
    const before = fingerprint(room.at('learning'));
    await settleEmissions(room, checked.emissions, 'run-1');
    expect([others, fingerprint(room.at('learning'))]).toEqual([[], before]);
    const id = candidate?.candidate_id ?? '';
    for (const place of [runtimePaths.promoted(id), runtimePaths.rejected(id)]) {
      mkdirSync(path.dirname(room.at(place)), { recursive: true });
      renameSync(room.at(runtimePaths.candidate(id)), room.at(place));
      await settleEmissions(room, checked.emissions, 'run-1');
      expect(await candidatesIn(room)).toEqual([]);
      renameSync(room.at(place), room.at(runtimePaths.candidate(id)));
    }
  });
});

const many = (count: number): Left =>
  Object.fromEntries(Array.from({ length: count }, (_one, at) => [`skill/care/${at}.md`, 'x']));
const page = { 'skill/care/SKILL.md': skillText('care') };
const FAULTS: [name: string, files: Left, says: RegExp, more?: (desk: string) => void][] = [
  ['no skill', {}, /skill\/ is not in the Run Directory/],
  ['a page without a folder', { 'skill/SKILL.md': skillText('care') }, /skill\/ holds SKILL\.md/],
  ['two skills', { ...page, 'skill/more/SKILL.md': skillText('more') }, /holds care, more/],
  ['no page', { 'skill/care/notes.md': 'x' }, /has no SKILL\.md/],
  ['another name', { 'skill/care/SKILL.md': skillText('cure') }, /calls the skill cure/],
  ['an id that leads out', { 'skill/care/SKILL.md': skillText('../x') }, /is no id/],
  ['a folder whose name is no id', { 'skill/CARE \u001b[31m/SKILL.md': skillText('care') }, /its folder is CARE \\x1b/],
  ['no front matter', { 'skill/care/SKILL.md': '# Care\n' }, /front matter/],
  ['a file with ESC in its name', { ...page, 'skill/care/\u001b[2J.md': 'x' }, /\\x1b\[2J\.md is no name/],
  ['a hidden file', { ...page, 'skill/care/.x': 'x' }, /\.x is hidden/],
  ['a program', { ...page, 'skill/care/run.sh': { executable: 'true' } }, /run\.sh is executable/],
  ['what is no text', { ...page, 'skill/care/x.bin': Buffer.from([0xff, 0xfe, 0]) }, /x\.bin is not UTF-8 text/],
  ['a skill within', { ...page, 'skill/care/more/SKILL.md': 'x' }, /holds no further skill/],
  ['101 files', { ...page, ...many(100) }, /It has 101 files/],
  ['1,000 files and more', { ...page, ...many(1100) }, /are looked at/],
  ['too much', { ...page, 'skill/care/x.md': 'x'.repeat(1024 * 1024) }, /at most 1048576/],
  ['a huge file', { ...page, 'skill/care/x.md': Buffer.alloc(17 * 1024 * 1024, 'x') }, /a file may have/],
  ['a link', page, /x\.md: it is a symbolic link/, (desk) => symlinkSync('/etc/passwd', `${desk}/skill/care/x.md`)],
  ['a linked folder', {}, /skill: it is a symbolic link/, (desk) => symlinkSync('/etc', `${desk}/skill`)],
  [
    'a pipe',
    page,
    /pipe: it is not a regular file/,
    (desk) => void execFileSync('mkfifo', [`${desk}/skill/care/pipe`]),
  ],
  ['a file in place of the folder', {}, /skill\/ is not in/, (desk) => writeFileSync(`${desk}/skill`, 'x')],
  ['what is there already', { 'skill/here/SKILL.md': skillText('here') }, /here is there already, word for word/],
];

describe('what is left in the wrong form is asked about once more, and nothing is filed:', () => {
  it.each(FAULTS)('%s', async (_, files, says, more) => {
    const room = await makeRoom();
    await room.drop('skills/here/SKILL.md', skillText('here'));
    const before = fingerprint(room.at('skills'));
    const request = await learningRequest(room, 'curator');
    const checked = await judged(room, request, { ...summary, ...files }, more);
    expect(checked.verdict).toMatchObject({ outcome: 'BLOCKED', said: 'CURATOR_COMPLETE' });
    expect(checked.verdict.detail).toMatch(says);
    expect(isAskedAgain(request, checked.verdict)).toBe(true);
    expect(await filedBy(room, checked)).toEqual([]);
    expect(fingerprint(room.at('skills'))).toEqual(before);
  });
});

it('a plan of an older release files nothing', async () => {
  const room = await makeRoom();
  const { effects: _effects, ...older } = await learningRequest(room, 'curator');
  const checked = await judged(room, older, { ...summary, ...page });
  expect(checked.verdict.failureClass).toBeNull();
  expect(await filedBy(room, checked)).toEqual([]);
});
