// A real stage that is asked once more: nothing of the attempt with a fault of form counts or is set aside, and the second begins
// on the desk as the first left it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { runStage } from '../../activities/stage/run.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { SCRIPT_VARIABLE } from '../../agents/scripted/adapter.js';
import { runArtifacts, RUNTIME_DIR } from '../../core/contracts/paths.js';
import { requestId } from '../../core/contracts/run-ids.js';
import type { FormChance, StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import { isContractFailure } from '../../core/contracts/failure-lists.js';
import { putText } from '../../disk/store/texts.js';
import { makeRoom, type Room, specText } from '../files/room.js';
import { stageRequest } from '../support/stage-request.js';
import { taskText } from '../support/task-text.js';

vi.setConfig({ testTimeout: 60_000 });

const spec = { family: 'spec', id: 'S-1', root: 'S-1', sha256: '' };
const manager = {
  ...{ node: 'manager', kind: 'manager', item: spec, emits: ['task'] },
  outcomes: { MANAGER_COMPLETE: 'success', BLOCKED: 'blocked' },
  effects: { MANAGER_COMPLETE: 'manager_tasks' },
} as const satisfies Partial<StageRunRequest>;
const arbiter = {
  ...{ node: 'arbiter', kind: 'arbiter', item: spec, emits: [], closure: { round: 1 } },
  outcomes: { ARBITER_COMPLETE: 'success', BLOCKED: 'blocked' },
  effects: { ARBITER_COMPLETE: 'closure_evidence' },
} as const satisfies Partial<StageRunRequest>;

type Entry = Record<string, unknown>;
let stories = 0;

class Stage {
  private readonly runId = `run-chance-${process.pid}-${(stories += 1)}`;

  constructor(
    readonly room: Room,
    private readonly kind: Partial<StageRunRequest>,
    private readonly entry: Entry,
  ) {}

  static async of(kind: Partial<StageRunRequest>, entry: Entry): Promise<Stage> {
    return new Stage(await makeRoom(), kind, entry);
  }

  async attempt(attempt: number, form?: FormChance): Promise<StageOutcome> {
    const { room, runId, kind } = this;
    const instructions = await putText(room.state, 'The long instructions of the stage.\n');
    const plain = { runId, requestId: requestId(runId, 1, attempt), attempt, runner: 'scripted', instructions };
    const request = stageRequest({ ...plain, timeoutSeconds: 60, ...kind, ...(form && { form }) });
    const item = { ...request.item, sha256: await putText(room.state, specText(request.item.id, 'manual')) };
    const script = path.join(room.state, 'script.json');
    writeFileSync(script, JSON.stringify({ outcomes: { [request.node]: [this.entry, 'BLOCKED'] } }));
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], [SCRIPT_VARIABLE]: script };
    const deps = { dirs: room, config: DEFAULT_RUNNER_CONFIG, env, signal: new AbortController().signal };
    return runStage({ request: { ...request, item }, mirror: null }, { ...deps, beat: () => undefined });
  }

  /** As the lineage asks: once more where the first attempt has a fault of form. */
  async twice(between: (first: StageOutcome) => unknown = () => undefined): Promise<[StageOutcome, StageOutcome]> {
    const first = await this.attempt(1, { chance: 'ahead' });
    const { failureClass, detail, requestId: of } = first;
    if (failureClass === null || !isContractFailure(failureClass)) throw new Error(`no fault of form: ${detail}`);
    await between(first);
    return [first, await this.attempt(2, { chance: 'taken', of, failureClass, detail })];
  }

  prompt(attempt: number): string {
    const name = runArtifacts.prompt(requestId(this.runId, 1, attempt));
    return readFileSync(path.join(this.room.workspace, RUNTIME_DIR, 'runs', this.runId, name), 'utf8');
  }

  /** Every file of the queues. */
  queue = (): string[] =>
    readdirSync(path.join(this.room.workspace, RUNTIME_DIR, 'tasks/queue'), { encoding: 'utf8' }).sort();
}

const broken = '# no task at all\n';
const inOutbox = (name: string, content: string) => ({ path: `\${RUN_DIR}/outbox/${name}`, content });
const inQueue = (name: string, content: string) => ({ path: `${RUNTIME_DIR}/tasks/queue/${name}`, content });

test('an attempt without a marker emits nothing; the second finds the documents on its desk, and they count then', async () => {
  const entry = {
    raw: 'I forgot it.',
    files: [inOutbox('t-1.md', taskText('t-1'))],
    again: { marker: 'MANAGER_COMPLETE' },
  };
  const stage = await Stage.of(manager, entry);
  const [first, second] = await stage.twice();
  expect(first).toMatchObject({ outcome: 'BLOCKED', failureClass: 'missing_terminal_result', emitted: [] });
  expect(second).toMatchObject({ outcome: 'MANAGER_COMPLETE', failureClass: null, emitted: [{ id: 't-1' }] });
});

test.each([
  ['the outbox', inOutbox],
  ['a queue folder', inQueue],
])('a document in %s that cannot be taken leaves no trace once it is mended', async (_where, put) => {
  const mended = { files: [inOutbox('t-2.md', taskText('t-2'))], delete: ['${RUN_DIR}/outbox/t-1.md'] };
  const stage = await Stage.of(manager, { files: [put('t-1.md', broken)], again: mended });
  const [first, second] = await stage.twice(() => expect(stage.queue()).toEqual([]));
  expect(first.detail).toContain('t-1.md');
  expect(second).toMatchObject({ outcome: 'MANAGER_COMPLETE', emitted: [{ id: 't-2' }] });
  expect(stage.queue().filter((name) => name.includes('.invalid'))).toEqual([]);
});

test('what cannot be taken is told together with the missing marker', async () => {
  const stage = await Stage.of(manager, { raw: 'Done.', files: [inOutbox('t-1.md', broken)] });
  const { detail } = await stage.attempt(1, { chance: 'ahead' });
  expect(detail).toMatch(/no legal marker[\s\S]*t-1\.md: /);
});

test('a second attempt that is wrong again is set aside and routed as before', async () => {
  const stage = await Stage.of(manager, { files: [inOutbox('t-1.md', broken)] });
  const [, second] = await stage.twice();
  expect(second).toMatchObject({ outcome: 'BLOCKED', failureClass: 'manager_without_work' });
  expect(stage.queue().join()).toContain('.invalid');
});

test('where no chance is named a fault of form is what it was', async () => {
  const stage = await Stage.of(manager, { files: [inOutbox('t-1.md', broken)] });
  expect(await stage.attempt(1)).toMatchObject({ failureClass: 'manager_without_work' });
  expect(stage.queue().join()).toContain('.invalid');
});

test('the Arbiter mends its verdict on the desk as it left it', async () => {
  const again = { marker: 'ARBITER_COMPLETE', no_side_effects: true };
  const stage = await Stage.of(arbiter, { raw: 'All is well.', again });
  const [first, second] = await stage.twice();
  expect(first.failureClass).toBe('missing_terminal_result');
  expect(second).toMatchObject({ outcome: 'ARBITER_COMPLETE', failureClass: null });
});

test('a fresh process is told which stage it is, what is wrong, where all lies, and which markers are legal', async () => {
  const stage = await Stage.of(manager, { raw: 'I forgot it.', again: { raw: 'Again.' } });
  const [first] = await stage.twice();
  const prompt = stage.prompt(2);
  expect(prompt).toContain('You are asked once more about the stage manager (node manager) of spec S-1.');
  expect(prompt).toContain(first.detail);
  expect(prompt).not.toContain('The long instructions of the stage.');
  expect(prompt).toMatch(/^First Prompt Path: .*$/m);
  const [, file = ''] = /^First Prompt Path: (.*)$/m.exec(prompt) ?? [];
  expect(readFileSync(file, 'utf8')).toBe(stage.prompt(1));
  for (const label of ['Run Directory', 'Outbox Directory', 'Active Work Item Path'])
    expect(prompt).toMatch(new RegExp(`^${label}: /`, 'm'));
  expect(prompt.trimEnd()).toMatch(/### MANAGER_COMPLETE\n### BLOCKED\n```$/);
});

test('a script plays the same once more, and the list goes on behind it', async () => {
  const stage = await Stage.of(manager, { raw: 'I forgot it.' });
  const [first, second] = await stage.twice();
  expect([first, second].map(({ failureClass }) => failureClass)).toEqual(Array(2).fill('missing_terminal_result'));
  expect((await stage.attempt(3)).outcome).toBe('BLOCKED');
});
