// What comes of a contract that is not kept, through a whole stage: a note for the next one, or files that can be mended.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { runStage } from '../../activities/stage/run.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { SCRIPT_VARIABLE } from '../../agents/scripted/adapter.js';
import { runArtifacts } from '../../core/contracts/paths.js';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import { examine } from '../../disk/intake/examine.js';
import { putText } from '../../disk/store/texts.js';
import { makeRoom, type Room, specText } from '../files/room.js';
import { stageRequest } from '../support/stage-request.js';
import { taskText } from '../support/task-text.js';

vi.setConfig({ testTimeout: 60_000 });

const RUN = `runs/${stageRequest().runId}`;

/** A real stage whose agent does what `entry` says. */
async function play(room: Room, change: Partial<StageRunRequest>, entry: object): Promise<StageOutcome> {
  const { item, node, requestId } = stageRequest(change);
  const texts = {
    instructions: await putText(room.state, 'Do it.\n'),
    item: { ...item, sha256: await putText(room.state, specText(item.id, 'manual')) },
  };
  const request = stageRequest({ runner: 'scripted', timeoutSeconds: 60, ...change, ...texts });
  const script = path.join(room.state, `script-${requestId}.json`);
  writeFileSync(script, JSON.stringify({ outcomes: { [node]: [entry] } }));
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], [SCRIPT_VARIABLE]: script };
  const deps = { dirs: room, config: DEFAULT_RUNNER_CONFIG, env, signal: new AbortController().signal };
  return runStage({ request, mirror: null }, { ...deps, beat: () => undefined });
}

const summary = { files: ['builder_summary.md'], schema: 'markdown', expected: ['BUILDER_COMPLETE'] };
const builder = {
  ...{ node: 'builder', kind: 'builder', leaves: { builder_summary: summary } },
  ...{ capabilities: { 'workspace.write': 'allow' }, form: { chance: 'ahead' } },
} as const satisfies Partial<StageRunRequest>;
const second = { node: 'checker', kind: 'checker', requestId: 'request-second', stageNumber: 2 };

test('a builder that left no summary and changed nothing succeeds, and the stage after it is told', async () => {
  const room = await makeRoom();
  const outcome = await play(room, builder, { no_side_effects: true });
  const { family, id } = stageRequest(builder).item;
  const remarks = [
    'builder: builder_summary.md is not in the Run Directory.',
    `builder: for ${family}/${id} it changed no file of the work tree.`,
  ];
  expect(outcome).toMatchObject({ outcome: 'BUILDER_COMPLETE', failureClass: null });
  expect(outcome.notes).toEqual(expect.arrayContaining(remarks));
  await play(room, second, {});
  const prompt = readFileSync(room.at(`${RUN}/${runArtifacts.prompt('request-second')}`), 'utf8');
  expect(prompt).toContain(`\nNoted Of Last Stage: ${remarks.join(' ')}\n`);
});

test('a builder that changed a file and left its summary is not remarked upon', async () => {
  const room = await makeRoom();
  const files = [{ path: 'a.txt', content: 'new\n' }];
  expect((await play(room, builder, { files })).notes).toEqual([]);
  await play(room, second, {});
  const prompt = readFileSync(room.at(`${RUN}/${runArtifacts.prompt('request-second')}`), 'utf8');
  expect(prompt).not.toContain('Noted Of');
});

test.each([
  ['spec', 's1', specText('s1', 'probe'), 'specs/queue'],
  ['task', 't1', taskText('t1'), 'tasks/queue'],
  [
    'work of its own family',
    'w1',
    '# W\n\nReview-ID: w1\nCreated-At: 2026-01-01T00:00:00Z\nCreated-By: x\n',
    'work/review/queue',
  ],
])('a %s of a stage that failed on form is set aside as what it is', async (_what, id, text, folder) => {
  const room = await makeRoom();
  const recon = {
    ...{ node: 'recon', kind: 'recon', emits: ['task', 'spec', 'review'], effects: { DONE: 'recon_handoff' } },
    ...{ outcomes: { DONE: 'success', BLOCKED: 'blocked' }, form: FORM },
  } as const satisfies Partial<StageRunRequest>;
  const files = [{ path: `\${RUN_DIR}/outbox/${id}.md`, content: text }];
  const outcome = await play(room, recon, { marker: 'DONE', files });
  expect(outcome).toMatchObject({ outcome: 'BLOCKED', failureClass: 'recon_handoff_invalid', emitted: [] });
  expect(await room.names(folder)).toContain(`${id}.md.invalid`);
  const family = folder === 'work/review/queue' ? 'review' : _what;
  // What `quarantine fix` looks at.
  expect(examine(room, family, `${folder}/${id}.md.invalid`, 0, id)).toMatchObject({ kind: 'document' });
});

const FORM = {
  chance: 'taken',
  of: 'request-before',
  failureClass: 'recon_handoff_invalid',
  detail: 'It is not there.',
} as const;
