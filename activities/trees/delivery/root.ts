// The delivery of a judged root, as the workspace asks for it: one at a time, decided once per number under which it is asked for. Killed anywhere
// it is asked for again, and goes on; at most its checks run twice.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliverInput, DeliveryAnswer } from '../../../core/contracts/delivery.js';
import { clipped, LIMITS } from '../../../core/contracts/limits.js';
import { statePaths } from '../../../core/contracts/paths.js';
import type { MergerWork } from '../../../core/documents/merger-task.js';
import type { Dirs } from '../../../disk/dirs.js';
import { keepDelivery, type KeptDelivery, readDelivery } from '../../../disk/store/deliveries.js';
import { holdingIfFree } from '../../../disk/store/lock.js';
import type { Refused } from '../../../trees/answers.js';
import { type Delivery, endsOf } from '../../../trees/deliver.js';
import { nameOfRoot } from '../../../trees/names.js';
import type { TreesPlace } from '../../../trees/place.js';
import { readRecord } from '../../../trees/record.js';
import { runnerSettings } from '../../runner-settings.js';
import { readChoice } from '../choice.js';
import { type Asker, treesPlace } from '../place.js';
import { noteDelivered } from '../taken.js';
import { type KeptTreeSettings, keptTreeSettings } from '../../tree-settings.js';
import { bringsUnjudged } from './unjudged.js';
import { carryOut, type CarriedOut, landPassed } from './carry-out.js';
import { mergerOf } from './merger.js';

/** How often git or the disk may fail until a person is asked. */
const TRIES = 10;
const POLL_MS = 500;

type Deps = Omit<Asker, 'workspace'> & { /** Of the activity, 1-based. */ attempt: number };

/** Throws while another try may do better, and the signal's reason. */
export async function deliverRoot(input: DeliverInput, dirs: Dirs, deps: Deps): Promise<DeliveryAnswer> {
  const { workspace, root } = input;
  if (readChoice(dirs.state, root)?.mode !== 'per_root') return { kind: 'nothing' };
  const { place } = await treesPlace(dirs, root, { ...deps, workspace });
  const record = readRecord(place, root);
  if (record === null) return { kind: 'nothing' };
  const { branch } = record;
  const lock = path.join(dirs.state, statePaths.deliveryLock);
  for (;;) {
    deps.signal?.throwIfAborted();
    const done = await holdingIfFree(lock, () => answered(place, input, { ...deps, branch }));
    if ('did' in done) return done.did;
    await sleep(POLL_MS);
  }
}

type Asked = Deps & { branch: string };

async function answered(place: TreesPlace, input: DeliverInput, asked: Asked): Promise<DeliveryAnswer> {
  const { root, attempt } = input;
  const { state } = place.dirs;
  const ends = await endsOf(place, root);
  const tip = 'tip' in ends ? ends.tip : '';
  const before = readDelivery(state, nameOfRoot(root), attempt);
  const kept: KeptDelivery =
    before?.root === root && (tip === '' || before.tip === tip) ? before : { root, attempt, tip };
  if (kept.answer !== undefined && kept.heldBy === undefined) return kept.answer;
  // One that waited for another root is decided anew: that may be judged or taken by now, and whoever freed it looked before this was told.
  const { answer: _stale, heldBy: _of, ...known } = kept;
  const answer = await decided(place, input, { ...asked, ends, known }).catch((error: unknown) => {
    if (asked.attempt < TRIES || asked.signal?.aborted === true) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return waits(asked.branch, { why, todo: '`millrace doctor` says more.' });
  });
  keepDelivery(state, nameOfRoot(root), { ...known, answer });
  if (answer.kind === 'landed' || answer.kind === 'taken') noteDelivered(state, root);
  return answer;
}

async function decided(
  place: TreesPlace,
  input: DeliverInput,
  {
    known,
    ends,
    branch,
    env,
    signal,
    attempt,
  }: Asked & { known: KeptDelivery; ends: Awaited<ReturnType<typeof endsOf>> },
): Promise<DeliveryAnswer> {
  const { state } = place.dirs;
  const { root } = input;
  const settings = await keptTreeSettings(state);
  const { as, deliver } = settings;
  if (deliver === 'branch' || as === undefined) return { kind: 'stays', branch };
  const held = 'tip' in ends ? await bringsUnjudged(place, ends) : null;
  if (held !== null) {
    known.heldBy = held.of;
    return waits(branch, held);
  }
  const keep = ({ root: _root, ...tried }: Delivery): void => {
    known.tried = tried;
    keepDelivery(state, nameOfRoot(root), known);
  };
  const tried = known.tried && { ...known.tried, root };
  const again = tried === undefined ? 'moved' : await landPassed(place, tried);
  const config = await runnerSettings(state);
  const asked = { root, settings, as, config, env, say: () => undefined, passed: keep, ...(signal && { signal }) };
  const done = again === 'moved' ? await carryOut(place, asked) : again;
  if (done.kind === 'refused' && done.passes === true && attempt < TRIES) throw new Error(`${done.why} ${done.todo}`);
  return answerOf(state, input, done, { branch, settings });
}

interface Around {
  branch: string;
  settings: KeptTreeSettings;
}

async function answerOf(state: string, input: DeliverInput, done: CarriedOut, around: Around): Promise<DeliveryAnswer> {
  const { branch } = around;
  switch (done.kind) {
    case 'landed': {
      const { into, commit, how } = done.delivery;
      return { kind: 'landed', branch, into, commit, how };
    }
    case 'taken':
      return { kind: 'taken', branch, into: done.into, commit: done.commit, how: done.how };
    case 'nothing':
      return { kind: 'nothing' };
    case 'refused':
      return waits(branch, done);
    case 'conflict': {
      const { paths, how, into, tip } = done;
      const why = `${branch} and ${into} changed the same places: ${someOf(paths)}.`;
      return workOf(state, input, { why, work: { branch, into, why: { paths, how } }, tip }, around);
    }
    case 'failed': {
      const { failed, delivery } = done;
      const { into, tip } = delivery;
      const why = `${branch} merged with ${into} fails a check, ${failed.end}: ${failed.command}`;
      return workOf(state, input, { why, work: { branch, into, why: { failed } }, tip }, around);
    }
  }
}

interface Work {
  why: string;
  work: Omit<MergerWork, 'id' | 'root' | 'createdAt' | 'checks'>;
  tip: string;
}

async function workOf(
  state: string,
  input: DeliverInput,
  { why, work, tip }: Work,
  { branch, settings }: Around,
): Promise<DeliveryAnswer> {
  const { root, rounds, limit } = input;
  const { checks, merger: start } = settings;
  const todo = `Merge it by hand: git merge ${branch}. Or commit on ${branch} what makes it fit, then \`millrace closures judge ${root}\`.`;
  const isOver = rounds >= limit || start === undefined;
  const emitted = isOver ? [] : [await mergerOf(state, input, { ...work, checks }, { tip, start })];
  return { kind: 'work', branch, why: short(why), todo, emitted };
}

const waits = (branch: string, { why, todo }: Pick<Refused, 'why' | 'todo'>): DeliveryAnswer => ({
  ...{ kind: 'waits', branch, why: short(why), todo: short(todo) },
});

const short = (text: string): string => clipped(text, LIMITS.note * 2);

const NAMED = 5;

function someOf(paths: readonly string[]): string {
  const more = paths.length - NAMED;
  return paths.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
