// G16: with several turns the files show each of them, the one with a lane first; what comes late or twice brings none back, and a
// rebuild makes of the states what the changes made.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Follower } from '../../cli/tail/follow.js';
import { followAll } from '../../cli/tail/follow-all.js';
import type { MirrorEntry, TurnView } from '../../core/contracts/mirror.js';
import { showAll } from '../../core/engine/show-all.js';
import { rebuildMirror } from '../../disk/mirror/rebuild.js';
import { verifyMirror } from '../../disk/mirror/verify.js';
import { putText } from '../../disk/store/texts.js';
import { readSnapshot } from '../../read/snapshot.js';
import { beginEvent, named } from '../pure/history.js';
import { documentRef, World } from '../pure/world.js';
import { makeRoom, type Room, shownRun, workspaceSection } from './room.js';

const view = (turn: number, lane: TurnView['lane'] = 'foreground'): TurnView => ({
  ...{ turn, lane, family: 'task', id: `T-${turn}`, runId: `run-${turn}`, root: `root-${turn}`, state: 'running' },
});
const section = (seq: number, turn: number, ...turns: TurnView[]): MirrorEntry =>
  workspaceSection(seq, { schema: 6, rules: 5, turn, turns, lanes: 8 });
const run = (turn: number, number: number, more = {}): MirrorEntry =>
  shownRun([turn, number], { runId: `run-${turn}`, ...more });
const over = (turn: number): MirrorEntry => ({ kind: 'run', order: [turn, 1_000_000], value: null });
const marker = (turn: number, number: number, text: string): MirrorEntry => ({
  ...{ kind: 'marker', order: [turn, number], plane: 'execution', marker: text },
});

let room: Room;
beforeEach(async () => {
  room = await makeRoom();
});

const runs = (): string[] => (readSnapshot(room.workspace)?.runs ?? []).map(({ runId, node }) => `${runId} ${node}`);
const flat = (): unknown => readSnapshot(room.workspace)?.raw['active_run_id'];

describe('the snapshot of several turns', () => {
  it('shows the oldest with a lane first, where one was shown before', async () => {
    await room.apply(section(5, 3, view(1, null), view(2), view(3)), run(1, 1), run(3, 1), run(2, 1));
    expect(runs()).toEqual(['run-2 builder', 'run-3 builder', 'run-1 builder']);
    expect(flat()).toBe('run-2');
    await room.apply(section(6, 3, view(1), view(2), view(3)));
    expect(flat()).toBe('run-1');
  });

  it('keeps each turn at its newest, whatever the order of arrival', async () => {
    await room.apply(section(5, 2, view(1), view(2)), run(1, 4, { node: 'checker' }), run(2, 2));
    await room.apply(run(1, 3), run(2, 1, { node: 'old' }));
    expect(runs()).toEqual(['run-1 checker', 'run-2 builder']);
  });

  it.each([
    ['after its end alone', [over(1)]],
    ['when the workspace leaves it out too', [over(1), section(6, 2, view(2))]],
    ['when all that is known is that it is left out', [section(6, 2, view(2))]],
    ['when the end came twice', [over(1), over(1), section(6, 2, view(2)), over(1)]],
  ])('brings no turn back by late and repeated entries %s', async (_name, ends) => {
    await room.apply(section(5, 2, view(1), view(2)), run(1, 1), run(2, 1));
    for (const end of ends) await room.apply(end);
    expect(runs()).toEqual(['run-2 builder']);
    for (const late of [run(1, 1), run(1, 7), section(4, 2, view(1), view(2)), run(1, 8)]) await room.apply(late);
    expect(runs()).toEqual(['run-2 builder']);
    const { over: left } = readSnapshot(room.workspace)?.raw['sections'] as { over?: number[] };
    expect(left, 'what is over is forgotten when the workspace leaves it out').toEqual(
      ends.length === 1 && ends[0]?.kind === 'run' ? [1] : undefined,
    );
  });

  it('takes a turn that the workspace has not shown yet', async () => {
    await room.apply(section(5, 1, view(1)), run(1, 1), run(2, 1));
    expect(runs()).toEqual(['run-1 builder', 'run-2 builder']);
  });

  it('says in the status file what an older turn of the plane does when the newest is over', async () => {
    const status = () => room.read('state/execution_status.md');
    await room.apply(section(5, 2, view(1), view(2)), run(1, 1), run(2, 1));
    await room.apply(marker(1, 2, 'BUILDER_RUNNING'), marker(2, 2, 'BUILDER_RUNNING'));
    await room.apply(over(2), marker(2, 1_000_000, 'BLOCKED'), section(6, 2, view(1)));
    expect(await status()).toBe('### BUILDER_RUNNING\n');
    await room.apply(run(1, 4, { node: 'checker' }), marker(1, 5, 'CHECKER_RUNNING'));
    expect(await status()).toBe('### CHECKER_RUNNING\n');
    await room.apply(over(1), marker(1, 1_000_000, 'IDLE'), section(7, 2));
    expect(await status(), 'how the newest ended').toBe('### BLOCKED\n');
  });
});

/** Items of three roots at work in two lanes, one of them at its second stage, one root over. */
async function played(): Promise<{ world: World; entries: MirrorEntry[] }> {
  const world = new World(named.plan, named.digest, 'ws', 5, 2);
  const documents = ['a', 'b', 'c'].map((id) => documentRef('task', id, `root-${id}`, []));
  world.command({ type: 'enqueue', at: world.now(), args: { commandId: 'e', issuer: '', reason: '', documents } });
  world.command({ ...beginEvent(world, 'b', null) });
  const deliver = (): void => {
    while (world.letters.length > 0) world.deliver(0, false);
  };
  deliver();
  for (let stage = 0; stage < 4; stage += 1) {
    world.end((request) => world.outcome(request, { outcome: Object.keys(request.outcomes)[0] ?? '' }));
    deliver();
  }
  for (const { family, id } of documents) await putText(room.state, `${family}/${id}`);
  await room.apply(...world.shown);
  return { world, entries: showAll(world.scheduler, [...world.lineages.values()], world.now()) };
}

describe('the mirror of a world with two lanes', () => {
  it('is equal to the states', async () => {
    const { world, entries } = await played();
    expect(world.scheduler.turns).toHaveLength(2);
    expect(await verifyMirror(room, entries)).toEqual([]);
    expect(runs()).toHaveLength(2);
  });

  it.each([
    ['the second turn is missing', (text: string) => text.replace(/"beside": \[[\s\S]*?\n {2}\]/, '"beside": []')],
    ['it is torn', (text: string) => text.slice(0, 200)],
    ['a turn is at another node', (text: string) => text.replaceAll(/"node": "\w+"/g, '"node": "elsewhere"')],
  ])('is told when %s, and mended', async (_what, damage) => {
    const { entries } = await played();
    const file = 'state/runtime_snapshot.json';
    const before = await room.read(file);
    const after = damage(before);
    expect(after).not.toBe(before);
    await room.drop(file, after);
    expect((await verifyMirror(room, entries)).map(({ path }) => path)).toContain(file);
    await rebuildMirror(room, entries);
    expect(await verifyMirror(room, entries)).toEqual([]);
  });
});

describe('the output of all that are at work', () => {
  it('is followed side by side, with the root before each line, also of what begins meanwhile, until nobody is', async () => {
    const stage = async (runId: string): Promise<void> => {
      const invocation = { runner_name: 'scripted', node_id: 'builder', emitted_at: '2026-01-31T09:00:00Z' };
      await room.drop(`runs/${runId}/runner_invocation.request-1.json`, JSON.stringify(invocation));
      await room.drop(`runs/${runId}/runner_completion.request-1.json`, '{"ended_at":"2026-01-31T09:01:00Z"}');
      await room.drop(`runs/${runId}/runner_stdout.request-1.txt`, `said in ${runId}\n`);
    };
    await Promise.all(['run-1', 'run-2', 'run-3'].map(stage));
    await room.apply(section(5, 2, view(1), view(2)), run(1, 1), run(2, 1));
    const lines: string[] = [];
    const followerOf = (root: string): Follower => ({
      ...{ wants: () => true, heading: () => '--', raw: false, lines: 9, signal: new AbortController().signal },
      speaker: () => Promise.resolve(() => []),
      say: () => undefined,
      quote: (line) => void lines.push(`${root}: ${line}`),
    });
    const all = followAll({ workspace: room.workspace, stateDir: null }, followerOf, new AbortController().signal);
    await expect.poll(() => lines.length).toBe(2);
    await room.apply(section(6, 3, view(1), view(3)), over(2), run(3, 1));
    await expect.poll(() => lines.length).toBe(3);
    await room.apply(over(1), over(3), section(7, 3));
    await all;
    expect(lines.toSorted()).toEqual([1, 2, 3].map((one) => `backlog: said in run-${one}`));
  });
});
