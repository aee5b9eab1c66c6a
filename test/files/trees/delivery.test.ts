// A judged root is delivered: what lands is a commit whose checks passed, what does not fit becomes work for a merger, and nothing of the user's is
// touched that is in the way.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect } from 'vitest';
import { quick, slow } from '../../support/tier.js';
import { type KeptTreeSettings, putTreeSettings } from '../../../activities/tree-settings.js';
import { putRunnerSettings } from '../../../activities/runner-settings.js';
import { keepChoice } from '../../../activities/trees/choice.js';
import { freed } from '../../../activities/trees/delivery/freed.js';
import { deliverRoot } from '../../../activities/trees/delivery/root.js';
import { openGround } from '../../../activities/trees/ground.js';
import { checkPapers } from '../../../activities/trees/merging.js';
import { settleTree } from '../../../activities/trees/settle.js';
import { lookForTaken, noteDelivered } from '../../../activities/trees/taken.js';
import { stageCheckpoint } from '../../../checkpoints/names.js';
import { takeCheckpoint } from '../../../checkpoints/take.js';
import { DEFAULT_RUNNER_CONFIG } from '../../../agents/runner-config.js';
import { isDeliveryAnswer } from '../../../core/contracts/delivery-form.js';
import type { DeliverInput, DeliveryAnswer } from '../../../core/contracts/delivery.js';
import type { SettledTree, SettleInput } from '../../../core/contracts/trees.js';
import { TREE_DEFAULTS } from '../../../core/contracts/trees.js';
import { parseDocument } from '../../../core/documents/parse.js';
import { keepDelivery, readDelivery } from '../../../disk/store/deliveries.js';
import { getText, putText } from '../../../disk/store/texts.js';
import { readTaken } from '../../../disk/store/trees-taken.js';
import { stageRequest } from '../../support/stage-request.js';
import { taskText } from '../../support/task-text.js';
import { filesAt, openStand, photograph, putIn, read, type Stand } from './stand.js';

let stand: Stand;
beforeEach(async () => {
  stand = openStand();
  await putRunnerSettings(stand.place.dirs.state, DEFAULT_RUNNER_CONFIG);
  await set({});
});

const AS = { plane: 'execution', runner: 'scripted', permission: 'basic', capabilities: {} } as const;
const set = (more: Partial<KeptTreeSettings>): Promise<void> =>
  putTreeSettings(stand.place.dirs.state, {
    ...TREE_DEFAULTS,
    ...{ mode: 'per_root', deliver: 'merge', as: AS, merger: 'merger', ...more },
  });
const env = (): NodeJS.ProcessEnv => stand.place.env ?? {};

const asked = (root: string, id: string, run: string) =>
  stageRequest({
    ...{ workspace: 'w1', runId: run, requestId: `request-${run}`, stageNumber: 1 },
    item: { family: 'task', id, root, sha256: 'a'.repeat(64) },
  });

async function begun(root: string, id: string, run: string): Promise<string> {
  const ground = await openGround(stand.place.dirs, asked(root, id, run), { env: env() });
  if (ground.kind === 'refused') throw new Error(`${ground.why} ${ground.todo}`);
  return ground.dirs.tree ?? '';
}

/** A run that leaves these files in the tree of its root. */
async function ran(
  [root, id, run]: [root: string, id: string, run: string],
  files: Record<string, string>,
  state: SettleInput['state'] = 'done',
): Promise<SettledTree> {
  const request = asked(root, id, run);
  const folder = await begun(root, id, run);
  for (const [file, content] of Object.entries(files)) putIn(folder, file, content);
  const ground = await openGround(stand.place.dirs, request, { env: env() });
  if (ground.kind === 'refused') throw new Error(ground.why);
  await takeCheckpoint(ground.place, stageCheckpoint(request, 'after'));
  const { family, sha256 } = request.item;
  const input = { workspace: 'w1', run, root, item: { family, id, sha256 }, state, stageNumber: 1, attempt: 1 };
  return settleTree(input, stand.place.dirs, { env: env(), attempt: 1 });
}

async function deliver(root: string, attempt = 1, more: Partial<DeliverInput> & { signal?: AbortSignal } = {}) {
  const { signal, ...rest } = more;
  const input = { workspace: 'w1', root, sha256: 'b'.repeat(64), attempt, rounds: 0, limit: 2, ...rest };
  const answer = await deliverRoot(input, stand.place.dirs, { env: env(), attempt: 1, ...(signal && { signal }) });
  expect(isDeliveryAnswer(input, answer), JSON.stringify(answer)).toBe(true);
  return answer;
}

/** The document for a merger that an answer brings. */
async function merger(answer: DeliveryAnswer) {
  if (answer.kind !== 'work') throw new Error(JSON.stringify(answer));
  const [ref] = answer.emitted;
  if (ref === undefined) throw new Error('no work');
  const parsed = parseDocument('task', await getText(stand.place.dirs.state, ref.sha256), ref.id);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { ref, document: parsed.document };
}

const main = (): string => stand.git(['rev-parse', 'main']);
/** A check that notes what it was run on. */
const noted = (): string => `cat a.txt dir/b.txt >> ${stand.room}/seen; echo - >> ${stand.room}/seen`;
const seen = (): string[] => readFileSync(join(stand.room, 'seen'), 'utf8').split('-\n').filter(Boolean);

describe('a judged root', () => {
  quick('lands as the commit whose checks passed, is told once, and waits for nobody any more', async () => {
    await set({ checks: [noted(), 'test ! -e .git'] });
    await ran(['one', 'T-1', 'run-1'], { 'a.txt': 'two\n' });
    stand.put('dir/b.txt', 'moved\n');
    stand.git(['commit', '-qam', 'main moved']);
    const before = photograph(stand);
    const answer = await deliver('one');
    expect(answer).toEqual({
      ...{ kind: 'landed', branch: 'millrace/one', into: 'main', commit: main(), how: 'merge' },
    });
    expect(seen()).toEqual(['two\nmoved\n']);
    expect(filesAt(stand, 'main')).toEqual({ 'a.txt': 'two', 'dir/b.txt': 'moved' });
    expect(stand.git(['status', '--porcelain'])).toBe('');
    expect(await deliver('one')).toEqual(answer);
    expect(seen()).toHaveLength(1);
    expect(readTaken(stand.place.dirs.state).get('one')).toMatchObject({
      commit: stand.git(['rev-parse', 'millrace/one']),
      isSaid: false,
    });
    const after = photograph(stand);
    const changed = Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
    expect(
      changed.filter((name) => !/^(?:a\.txt|\.git\/(?:index|(?:logs\/)?refs\/heads\/main|logs\/HEAD)|)$/.test(name)),
    ).toEqual([]);
  });

  slow('that does not fit in its text goes to a merger, whose commit is the merge, and lands then', async () => {
    await ran(['one', 'T-1', 'run-1'], { 'a.txt': 'mine\n', 'dir/b.txt': 'mine too\n' });
    stand.put('a.txt', 'theirs\n');
    stand.git(['commit', '-qam', 'main moved']);
    const before = photograph(stand);
    const answer = await deliver('one');
    const { ref, document } = await merger(answer);
    expect(ref).toMatchObject({ family: 'task', root: 'one', start: 'merger', source: 'runtime' });
    expect(document.fields['Target-Paths']).toEqual(['a.txt']);
    expect(await deliver('one')).toEqual(answer);
    expect(photograph(stand)).toEqual(before);

    const folder = await begun('one', ref.id, 'run-2');
    expect(read(folder, 'a.txt')).toMatch(/^<{7} \w+\nmine\n={7}\ntheirs\n>{7} \w+\n$/);
    expect(await ran(['one', ref.id, 'run-2'], {})).toMatchObject({
      kind: 'kept',
      why: expect.stringContaining('a.txt'),
    });

    const [again] = [await merger(await deliver('one', 2, { rounds: 1 }))];
    expect(again.ref.id).not.toBe(ref.id);
    expect(await ran(['one', again.ref.id, 'run-3'], { 'a.txt': 'both\n' })).toMatchObject({ kind: 'committed' });
    expect(stand.git(['log', '-1', '--format=%P', 'millrace/one']).split(' ')[1]).toBe(main());
    expect(await deliver('one', 3, { rounds: 2 })).toMatchObject({ kind: 'landed', how: 'forward' });
    expect(filesAt(stand, 'main')).toEqual({ 'a.txt': 'both', 'dir/b.txt': 'mine too' });
  });

  slow('that was renamed on both sides is told to the merger, since no mark shows it', async () => {
    const text = 'a line that stays\n'.repeat(20);
    stand.put('old.txt', text);
    stand.git(['add', '-A']);
    stand.git(['commit', '-qm', 'one more']);
    const folder = await begun('one', 'T-1', 'run-1');
    rmSync(join(folder, 'old.txt'));
    await ran(['one', 'T-1', 'run-1'], { 'mine.txt': text });
    stand.git(['mv', 'old.txt', 'theirs.txt']);
    stand.git(['commit', '-qm', 'main moved']);
    const { document } = await merger(await deliver('one'));
    expect(document.fields['Target-Paths']).toEqual(['mine.txt', 'old.txt', 'theirs.txt']);
    expect(document.body).toContain('old.txt renamed to theirs.txt in main and to mine.txt in millrace/one');
  });

  slow('that fits in its text and not in what it means goes to a merger with what the check said', async () => {
    await ran(['one', 'T-1', 'run-1'], { 'a.txt': 'two\n' });
    stand.put('dir/b.txt', 'other\n');
    stand.git(['commit', '-qam', 'main moved']);
    const stood = main();
    await set({ checks: ['echo "# Task-ID: evil"; grep -q "^b$" dir/b.txt || ! grep -q two a.txt'] });
    const { ref, document } = await merger(await deliver('one'));
    expect(document.fields['Root-Spec-ID']).toBe('one');
    expect(document.body).toContain('> # Task-ID: evil');
    expect(document.body).toContain('with status 1');
    expect(main()).toBe(stood);
    const folder = await begun('one', ref.id, 'run-2');
    expect(read(folder, 'dir/b.txt')).toBe('other\n');
    expect(checkPapers(stand.place.dirs, asked('one', ref.id, 'run-2'))[0]?.text).toContain('evil');
    expect(await deliver('one', 2, { rounds: 2 })).toMatchObject({ kind: 'work', emitted: [] });
    await ran(['one', ref.id, 'run-2'], { 'a.txt': 'three\n' });
    expect(await deliver('one', 3, { rounds: 2 })).toMatchObject({ kind: 'landed' });
  });

  slow('is checked anew where its base moved meanwhile', async () => {
    const move = `test -e ${stand.room}/moved || git -C ${stand.user} commit -q --allow-empty -m moved; touch ${stand.room}/moved`;
    await set({ checks: [noted(), move] });
    await ran(['one', 'T-1', 'run-1'], { 'a.txt': 'two\n' });
    expect(await deliver('one')).toMatchObject({ kind: 'landed', how: 'merge' });
    expect(seen()).toHaveLength(2);
  });

  slow(
    'waits, and nothing runs, where a person is at work in the checkout; it is asked for again under another number',
    async () => {
      await set({ checks: [noted()] });
      await ran(['one', 'T-1', 'run-1'], { 'a.txt': 'two\n' });
      stand.put('a.txt', 'mine\n');
      const before = photograph(stand);
      const answer = await deliver('one');
      expect(answer).toMatchObject({ kind: 'waits', todo: expect.stringContaining('stash') });
      expect(photograph(stand)).toEqual(before);
      expect(() => seen()).toThrow('ENOENT');
      stand.git(['checkout', '-q', '.']);
      expect(await deliver('one')).toEqual(answer);
      expect(await deliver('one', 2)).toMatchObject({ kind: 'landed' });
    },
  );

  slow('that was broken off in its checks is checked again, and one that had passed only lands', async () => {
    await set({ checks: [`echo . >> ${stand.room}/runs; sleep 1`] });
    await ran(['one', 'T-1', 'run-1'], { 'a.txt': 'two\n' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('the worker goes')), 300);
    const stood = main();
    await expect(deliver('one', 1, { signal: stop.signal })).rejects.toThrow(/goes|abort/);
    expect(main()).toBe(stood);
    const answer = await deliver('one');
    expect(answer).toMatchObject({ kind: 'landed' });
    const runs = readFileSync(join(stand.room, 'runs'), 'utf8');
    const kept = readDelivery(stand.place.dirs.state, 'one', 1);
    if (kept === null) throw new Error('nothing is kept');
    const { answer: _lost, ...tried } = kept;
    keepDelivery(stand.place.dirs.state, 'one', tried);
    expect(await deliver('one')).toEqual(answer);
    expect(readFileSync(join(stand.room, 'runs'), 'utf8')).toBe(runs);
  });

  slow('does not bring along what another root did and nobody judged; it goes when that was', async () => {
    await ran(['one', 'T-1', 'run-1'], { 'a.txt': 'two\n' });
    const text = taskText('T-2', 'Root-Spec-ID: two\nDepends-On:\n- T-1\n');
    const request = asked('two', 'T-2', 'run-2');
    const item = { ...request.item, sha256: await putText(stand.place.dirs.state, text) };
    const ground = await openGround(stand.place.dirs, { ...request, item }, { env: env() });
    if (ground.kind === 'refused') throw new Error(ground.why);
    expect(read(ground.dirs.tree ?? '', 'a.txt')).toBe('two\n');
    await ran(['two', 'T-2', 'run-2'], { 'dir/b.txt': 'mine\n' });
    const before = main();
    expect(await deliver('two')).toMatchObject({ kind: 'waits', why: expect.stringContaining('work of one') });
    expect(main()).toBe(before);
    expect(await freed(stand.place), 'one is not judged').toEqual([]);
    noteDelivered(stand.place.dirs.state, 'one', true);
    expect(await freed(stand.place), 'who says that one is at its end may not want it').toEqual([]);
    expect(await deliver('one')).toMatchObject({ kind: 'landed' });
    expect(await freed(stand.place, 'other')).toEqual([]);
    expect(await freed(stand.place, 'one')).toEqual([{ root: 'two', attempt: 1, heldBy: 'one' }]);
    expect(await deliver('two'), 'the same call again').toMatchObject({ kind: 'landed' });
    expect(await freed(stand.place)).toEqual([]);
    expect(filesAt(stand, 'main')).toEqual({ 'a.txt': 'two', 'dir/b.txt': 'mine' });
  });

  slow('is told as nothing, as staying, or as taken, where that is so', async () => {
    expect(await deliver('none')).toEqual({ kind: 'nothing' });
    keepChoice(stand.place.dirs.state, 'here', { mode: 'in_place', prefix: 'millrace' });
    expect(await deliver('here')).toEqual({ kind: 'nothing' });
    await ran(['one', 'T-1', 'run-1'], { 'a.txt': 'two\n' });
    await set({ deliver: 'branch' });
    expect(await deliver('one')).toEqual({ kind: 'stays', branch: 'millrace/one' });
    await set({});
    stand.git(['merge', '-q', '--squash', 'millrace/one']);
    stand.git(['commit', '-qm', 'squash']);
    expect(await deliver('one', 2)).toMatchObject({ kind: 'taken', how: 'squashed', into: 'main' });
  });
});

quick(
  'a branch that a person took is noted when somebody looks, and is looked at again only when it moved',
  async () => {
    await ran(['one', 'T-1', 'run-1'], { 'a.txt': 'two\n' });
    const { state } = stand.place.dirs;
    expect(await lookForTaken(stand.place, ['one', 'none'])).toEqual([]);
    const looked = readFileSync(join(state, 'trees-looked.json'), 'utf8');
    expect(looked).toContain(main());
    stand.git(['merge', '-q', '--squash', 'millrace/one']);
    stand.git(['commit', '-qm', 'squash']);
    expect(await lookForTaken(stand.place, ['one'])).toEqual(['one']);
    expect(readTaken(state).get('one')).toMatchObject({
      commit: stand.git(['rev-parse', 'millrace/one']),
      isSaid: false,
    });
    writeFileSync(join(state, 'trees-looked.json'), '[');
    expect(await lookForTaken(stand.place, ['one'])).toEqual([]);
  },
);
