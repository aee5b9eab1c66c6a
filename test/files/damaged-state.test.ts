// Point by point of the state folder: what is damaged there is made again from wherever the same bytes are, or says what brings it back.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyBatch } from '../../disk/mirror/apply.js';
import { findDocumentText, getDocumentText } from '../../disk/mirror/document-text.js';
import { findPlan, putPlan } from '../../disk/store/plans.js';
import { findText, getPlanText, putPlanText, putText } from '../../disk/store/texts.js';
import { findShownPlan } from '../../disk/take-up/plan.js';
import { canonicalJson, sha256Hex } from '../../core/contracts/digest.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { NamedPlan } from '../../core/contracts/plan.js';
import { taskText } from '../support/task-text.js';
import { compileShipped } from '../support/plan.js';
import { makeRoom, place, type Room, specText } from './room.js';

const DAMAGES: [string, (file: string) => void][] = [
  ['missing', (file) => rmSync(file)],
  ['empty', (file) => writeFileSync(file, '')],
  ['torn', (file) => writeFileSync(file, '# Ta')],
  ['another text', (file) => writeFileSync(file, taskText('T-9'))],
  ['a folder', (file) => (rmSync(file), mkdirSync(file))],
];

const textFile = ({ state }: Room, sha256: string): string => path.join(state, 'texts', sha256.slice(0, 2), sha256);

describe.each(DAMAGES)('a stored text that is %s', (_name, damage) => {
  it.each(['queued', 'active', 'blocked', 'done'] as const)(
    'is made again from the document that is %s',
    async (state) => {
      const room = await makeRoom();
      const entry = await place(room, 'T-1', state, [1, 0]);
      await room.apply(entry);
      damage(textFile(room, entry.sha256));
      expect(await getDocumentText(room, entry)).toBe(taskText('T-1'));
      expect(await findText(room.state, entry.sha256)).toBe(taskText('T-1'));
    },
  );

  it('is made again from the copy beside the target, when the spec is gone', async () => {
    const room = await makeRoom();
    const text = specText('s-1', 'manual');
    const sha256 = await putText(room.state, text);
    await room.drop(runtimePaths.rootSpec('s-1'), text);
    damage(textFile(room, sha256));
    expect(await getDocumentText(room, { family: 'spec', id: 's-1', sha256 })).toBe(text);
  });

  it('does not keep its item from being moved on', async () => {
    const room = await makeRoom();
    const entry = await place(room, 'T-1', 'queued', [1, 0]);
    await room.apply(entry);
    damage(textFile(room, entry.sha256));
    await applyBatch(room, { writer: 'w', entries: [{ ...entry, state: 'active', order: [2, 0] }] });
    expect(await room.read('tasks/active/T-1.md')).toBe(taskText('T-1'));
    expect(await room.names('tasks/queue')).not.toContain('T-1.md');
  });

  it('is made again by the worker whose plan it belongs to', async () => {
    const room = await makeRoom();
    const text = `Build it (${_name}).`;
    await putPlanText(room.state, text);
    damage(textFile(room, sha256Hex(text)));
    expect(await getPlanText(room.state, sha256Hex(text))).toBe(text);
    expect(await findText(room.state, sha256Hex(text))).toBe(text);
  });

  it('says what brings it back, when it is nowhere else', async () => {
    const room = await makeRoom();
    const sha256 = await putText(room.state, `only here (${_name})`);
    const named = { family: 'task', id: 'T-1', sha256 };
    await room.drop('tasks/active/T-1.md', 'another text');
    damage(textFile(room, sha256));
    expect(await findDocumentText(room, named)).toBeNull();
    await expect(getDocumentText(room, named)).rejects.toThrow(/Put the document into its queue folder again/);
    await expect(getPlanText(room.state, sha256)).rejects.toThrow(
      /the next `millrace run` stores it anew.*retry-active/,
    );
  });
});

it.each(['../../etc', '__proto__', ''])('looks for no copy of an item with the id %j', async (id) => {
  expect(await findDocumentText(await makeRoom(), { family: 'task', id, sha256: 'a'.repeat(64) })).toBeNull();
});

/** A plan that this process knows only when the test says so: one per test. */
function planOf(mark: string): NamedPlan {
  const { named } = compileShipped();
  const plan = { ...named.plan, mode: `mode-${mark.replaceAll(' ', '-')}` };
  return { ...named, plan, digest: sha256Hex(canonicalJson(plan)) };
}

const planFile = ({ state }: Room, digest: string): string => path.join(state, 'plans', `${digest}.json`);

describe.each(DAMAGES)('a stored plan that is %s', (name, damage) => {
  it('is made again by the worker that it was given to', async () => {
    const room = await makeRoom();
    const named = planOf(`given ${name}`);
    await putPlan(room.state, named);
    damage(planFile(room, named.digest));
    expect(await findPlan(room.state, named.digest)).toEqual(named.plan);
    damage(planFile(room, named.digest));
    expect(await findShownPlan(room, named.digest), 'and again').toEqual(named.plan);
  });

  it('is made again from the copy for people, which is believed by its digest alone', async () => {
    const room = await makeRoom();
    const named = planOf(`shown ${name}`);
    const put = (plan: NamedPlan): Promise<void> =>
      room.drop(runtimePaths.compiledPlan, JSON.stringify({ ...plan, digest: named.digest }));
    mkdirSync(path.join(room.state, 'plans'), { recursive: true });
    writeFileSync(planFile(room, named.digest), canonicalJson(named.plan));
    damage(planFile(room, named.digest));
    await put(planOf(`another ${name}`));
    expect(await findShownPlan(room, named.digest)).toBeNull();
    await put(named);
    expect(await findShownPlan(room, named.digest)).toEqual(named.plan);
    expect(await findPlan(room.state, named.digest)).toEqual(named.plan);
  });
});
