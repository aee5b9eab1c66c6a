// A learning request is bound to what it was made from: what is another file now lets no stage start and makes no candidate, and says
// which it is.
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusedBefore } from '../../activities/stage/learning/evidence.js';
import { isAskedAgain } from '../../activities/stage/second-chance.js';
import { openJournal } from '../../agents/host/journal.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { boundLine } from '../../core/learning/evidence.js';
import { fingerprint } from '../cli/stand.js';
import { candidatesIn, filedBy, judged, learningRequest, skillText, summary } from './learned.js';
import { makeRoom, type Room } from './room.js';

const REPORT = 'millrace-agents/runs/run-11/report.md';
const OTHER = 'millrace-agents/runs/run-11/runner_stdout.txt';

async function roomWithEvidence() {
  const room = await makeRoom();
  await room.drop('runs/run-11/report.md', 'sums are wrong');
  await room.drop('runs/run-11/runner_stdout.txt', 'noise');
  const bound = [
    { path: REPORT, sha256: sha256Hex('sums are wrong') },
    { path: OTHER, sha256: sha256Hex('noise') },
  ];
  return { room, lines: bound.map(boundLine), file: path.join(room.workspace, REPORT) };
}

const CHANGES: [string, (file: string, room: Room) => void, RegExp][] = [
  ['another text', (file) => writeFileSync(file, 'all is well'), /report\.md had the digest \w{12} and has \w{12} now/],
  [
    'a link to the very same text',
    (file) => {
      renameSync(file, `${file}.moved`);
      symlinkSync(`${file}.moved`, file);
    },
    /report\.md cannot be read as it was: .*symbolic link/,
  ],
  [
    'a folder',
    (file) => {
      rmSync(file);
      mkdirSync(file);
    },
    /report\.md cannot be read as it was/,
  ],
];

describe.each(CHANGES)('evidence that became %s', (_what, change, words) => {
  it('lets the stage not start, and says which file it is', async () => {
    const { room, lines, file } = await roomWithEvidence();
    const request = await learningRequest(room, 'curator', 1, lines);
    expect(await refusedBefore(room, request)).toBeNull();
    change(file, room);
    const verdict = await refusedBefore(room, request);
    expect(verdict).toMatchObject({ outcome: 'BLOCKED', failureClass: 'evidence_changed', origin: 'runner' });
    expect(verdict?.detail).toMatch(words);
    expect(verdict?.detail).not.toContain('runner_stdout');
    expect(verdict?.detail).toContain('retry the request');
  });

  it('makes no candidate of what was learned from it, and the agent is not asked again for it', async () => {
    const { room, lines, file } = await roomWithEvidence();
    const request = await learningRequest(room, 'curator', 1, lines);
    change(file, room);
    const before = fingerprint(room.at('learning'));
    const checked = await judged(room, request, { ...summary, 'skill/care/SKILL.md': skillText('care') });
    expect(checked.verdict).toMatchObject({ said: 'CURATOR_COMPLETE', failureClass: 'evidence_changed' });
    expect(checked.verdict.detail).toMatch(words);
    expect(isAskedAgain(request, checked.verdict)).toBe(false);
    expect(await filedBy(room, checked)).toEqual([]);
    expect(fingerprint(room.at('learning'))).toEqual(before);
  });
});

it('does not end a stage whose agent works already: that one is waited for', async () => {
  const { room, lines, file } = await roomWithEvidence();
  const request = await learningRequest(room, 'curator', 1, lines);
  writeFileSync(file, 'all is well');
  const journal = openJournal(room.state, request.requestId);
  writeFileSync(journal.done, '{}');
  expect(await refusedBefore(room, request)).toBeNull();
});

it('says of evidence that is gone that it is, and learns from the rest', async () => {
  const { room, lines, file } = await roomWithEvidence();
  const request = await learningRequest(room, 'curator', 1, lines);
  rmSync(file);
  expect(await refusedBefore(room, request)).toBeNull();
  const checked = await judged(room, request, { ...summary, 'skill/care/SKILL.md': skillText('care') });
  expect(checked.remarks).toContain(`${REPORT} of its evidence is gone.`);
  expect(await filedBy(room, checked)).toMatchObject([{ skill_id: 'care' }]);
  expect(await candidatesIn(room)).toHaveLength(1);
});

it.each([
  ['a path that leads out', `sha256:${sha256Hex('x')} ../../etc/passwd`, 'evidence_changed'],
  ['a file of the workspace that is no report', `sha256:${sha256Hex('x')} README.md`, null],
  ['a line that binds nothing', 'sha256:short millrace-agents/runs/run-11/report.md', null],
])('takes %s for what it is', async (_what, line, expected) => {
  const room = await makeRoom();
  writeFileSync(path.join(room.workspace, 'README.md'), 'x');
  const verdict = await refusedBefore(room, await learningRequest(room, 'librarian', 1, [line]));
  expect(verdict?.failureClass ?? null).toBe(expected);
});
