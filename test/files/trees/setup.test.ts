// The setup of a tree: when its commands run, what becomes of what they make, and that a task's commit holds none of it. Real git, real commands.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, vi } from 'vitest';
import { putRunnerSettings } from '../../../activities/runner-settings.js';
import { putTreeSettings } from '../../../activities/tree-settings.js';
import { type Ground, openGround } from '../../../activities/trees/ground.js';
import { settleTree } from '../../../activities/trees/settle.js';
import { DEFAULT_RUNNER_CONFIG } from '../../../agents/runner-config.js';
import { stageCheckpoint } from '../../../checkpoints/names.js';
import { takeCheckpoint } from '../../../checkpoints/take.js';
import { statePaths } from '../../../core/contracts/paths.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import { TREE_DEFAULTS, type TreeSettings } from '../../../core/contracts/trees.js';
import type { Refused } from '../../../trees/answers.js';
import { readRecord } from '../../../trees/record.js';
import { removeTree } from '../../../trees/remove.js';
import { stageRequest } from '../../support/stage-request.js';
import { quick, slow } from '../../support/tier.js';
import { AT, filesAt, openStand, photograph, putIn, read, type Stand } from './stand.js';

/** One that has ended has no words left, also before its parent asks how. */
const isAtWork = (pid: string): boolean =>
  existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';

let stand: Stand;
const set = (more: Partial<TreeSettings>): Promise<void> =>
  putTreeSettings(stand.place.dirs.state, { ...TREE_DEFAULTS, mode: 'per_root', ...more });

/** Outside of all trees: what the commands did. */
const journal = (): string => join(stand.room, 'journal');
const ran = (): string[] => (existsSync(journal()) ? readFileSync(journal(), 'utf8').trim().split('\n') : []);
const note = (word: string): string => `echo ${word} >> ${journal()}`;

beforeEach(async () => {
  stand = openStand({ files: { '.gitignore': 'made/\n', 'lock.json': '1\n', 'a.txt': 'one\n' } });
  await putRunnerSettings(stand.place.dirs.state, DEFAULT_RUNNER_CONFIG);
});

const env = (): NodeJS.ProcessEnv => stand.place.env ?? {};

function request(run: string, more: Partial<StageRunRequest> = {}): StageRunRequest {
  const item = { family: 'task', id: 'T-1', root: 's', sha256: 'a'.repeat(64) };
  const about = { workspace: 'w1', runId: run, requestId: `request-${run}-${(count += 1)}`, stageNumber: 1, item };
  return stageRequest({ ...about, runner: 'scripted', ...more });
}
let count = 0;

const open = (asked = request('run-1'), more: { isLook?: boolean; signal?: AbortSignal } = {}) =>
  openGround(stand.place.dirs, asked, { env: env(), ...more });

async function ground(asked?: StageRunRequest): Promise<Ground & { folder: string }> {
  const opened = await open(asked);
  if (opened.kind === 'refused') throw new Error(`${opened.why} ${opened.todo}`);
  return { ...opened, folder: opened.dirs.tree ?? opened.dirs.workspace };
}

async function refusal(asked?: StageRunRequest): Promise<Refused> {
  const opened = await open(asked);
  if (opened.kind !== 'refused') throw new Error('it was opened');
  return opened;
}

const setup = () => readRecord(stand.place, 's')?.setup;

describe('setup of a tree', () => {
  slow('runs once where agents work, and again when an input or a command changes', async () => {
    await set({ setup: ['mkdir -p made && pwd > made/where', note('one')], setup_inputs: ['lock.json', 'none'] });
    const { folder } = await ground();
    expect(read(folder, 'made/where').trim()).toBe(folder);
    await ground();
    expect(ran()).toEqual(['one']);
    writeFileSync(join(folder, 'lock.json'), '2\n');
    await ground();
    await ground();
    expect(ran()).toEqual(['one', 'one']);
    await set({ setup: [note('two')], setup_inputs: ['lock.json', 'none'] });
    await ground();
    expect(ran()).toEqual(['one', 'one', 'two']);
    expect(readFileSync(join(stand.place.dirs.state, statePaths.setupLog('s')), 'utf8')).toContain('[ended with 0');
  });

  quick(
    'makes nothing that a task commits: known files go back, and what git does not ignore is left out',
    async () => {
      const before = photograph(stand);
      const commands = [
        'mkdir made new; echo x > made/x; echo x > new/x; echo x > a/x 2>/dev/null; echo 9 > lock.json; rm a.txt',
      ];
      await set({ setup: commands });
      const asked = request('run-1');
      const { folder, place, notes } = await ground(asked);
      expect([read(folder, 'lock.json'), read(folder, 'a.txt')]).toEqual(['1\n', 'one\n']);
      expect(notes.join(' ')).toMatch(/a\.txt, lock\.json.*new/);
      expect(setup()).toMatchObject({ made: ['made', 'new'], out: ['new'] });
      putIn(folder, 'b.txt', 'b\n');
      await takeCheckpoint(place, stageCheckpoint(asked, 'after'));
      const input = {
        workspace: 'w1',
        run: 'run-1',
        root: 's',
        item: asked.item,
        state: 'done',
        stageNumber: 1,
        attempt: asked.attempt,
      } as const;
      await settleTree(input, stand.place.dirs, { env: env(), attempt: 1 });
      expect(Object.keys(filesAt(stand, 'millrace/s'))).toEqual(['.gitignore', 'a.txt', 'b.txt', 'lock.json']);
      expect(existsSync(join(folder, 'new/x')), 'it stays for the agents').toBe(true);
      expect(photograph(stand)).toEqual(before);
      expect((await removeTree(stand.place, { root: 's', at: AT })).kind, 'and is nothing to lose').toBe('removed');
      expect(setup()).toBeUndefined();
      await ground(request('run-2'));
      expect(setup()?.made, 'the next tree is set up anew').toEqual(['made', 'new']);
    },
  );

  slow('keeps the work of a task that it runs in the middle of', async () => {
    await set({ setup: ['echo s >> lock.json; echo s >> a.txt; echo s > gen.txt'], setup_inputs: ['lock.json'] });
    const { folder } = await ground();
    for (const file of ['lock.json', 'a.txt', 'mine.txt']) putIn(folder, file, 'mine\n');
    await ground();
    for (const file of ['lock.json', 'a.txt', 'mine.txt']) expect(read(folder, file)).toBe('mine\n');
    expect(setup()?.out).toEqual(['gen.txt']);
  });

  quick('says which command failed, how and what it said, and runs again at the next try alone', async () => {
    await set({ setup: [note('one'), 'echo no such registry >&2; exit 7', note('three')] });
    const { why, todo } = await refusal();
    expect(why).toContain('`echo no such registry >&2; exit 7` ended with 7, and said last: no such registry.');
    expect(todo).toContain('millrace trees show s');
    expect((await open(request('run-1'), { isLook: true })).kind, 'a look runs nothing').toBe('refused');
    expect(ran()).toEqual(['one']);
    await refusal();
    expect(ran()).toEqual(['one', 'one']);
    await set({ setup: [note('good')] });
    expect((await open(request('run-1'), { isLook: true })).kind, 'something changed').toBe('ground');
    expect(ran()).toEqual(['one', 'one']);
    await ground();
    expect(setup()).not.toHaveProperty('failed');
  });

  slow('ends what does not end in time, and all that it started', async () => {
    await set({ setup: [`setsid sleep 300 & echo $! > ${journal()}; wait`], setup_timeout_seconds: 2 });
    expect((await refusal()).why).toContain('did not end in time');
    expect(ran()[0]).toMatch(/^\d+$/);
    expect(isAtWork(ran()[0] ?? '')).toBe(false);
  });

  slow('runs again where it was broken off, and knows what the first one made for its own', async () => {
    await set({ setup: ['echo x > half.txt; sleep 300'] });
    const leave = new AbortController();
    const broken = open(request('run-1'), { signal: leave.signal }).catch((error: unknown) => String(error));
    const half = join(stand.place.dirs.state, statePaths.tree('s'), 'half.txt');
    await vi.waitUntil(() => existsSync(half), 20_000);
    leave.abort(new Error('the worker goes'));
    expect(await broken).toContain('the worker goes');
    expect(setup()?.begun).toBeDefined();
    await set({ setup: ['true'] });
    await ground();
    expect(setup()).toMatchObject({ made: ['half.txt'], out: ['half.txt'] });
    expect(setup()?.begun).toBeUndefined();
  });

  slow('keeps no secret of the environment', async () => {
    stand.place.env = { ...stand.place.env, API_TOKEN: 'hush-hush-hush' };
    await set({ setup: ['echo "${API_TOKEN:-nothing}"; echo hush-hush-hush; exit 1'] });
    const { why } = await refusal();
    expect(why).toContain('nothing');
    const log = readFileSync(join(stand.place.dirs.state, statePaths.setupLog('s')), 'utf8');
    expect(log + why).not.toContain('hush-hush');
  });
});
