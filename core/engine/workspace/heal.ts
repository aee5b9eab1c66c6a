// What an older build let into the state, or somebody wrote into the files that it was made of, and what this build would refuse: taken out,
// or blocked, as a run begins with it, so that nothing stands still because of it. From revision 4 on.
import { blockedEntry, FORGOTTEN } from '../../contracts/blocked.js';
import { FAMILIES } from '../../contracts/families.js';
import { isFamilyId, isId } from '../../contracts/ids.js';
import { clipped, LIMITS } from '../../contracts/limits.js';
import type { MirrorEntry } from '../../contracts/mirror.js';
import { isDigest } from '../../form.js';
import { set } from '../../set.js';
import { lineUp } from './claims/order.js';
import { type Item, itemKey, type SchedulerState } from './scheduler-state.js';
import { unhelped } from './interventions/unhelped.js';
import { sectionEntry } from './turns/section.js';

/** Gives what has to be shown of it; empty where all is sound, as it nearly always is. */
export function heal(state: SchedulerState, at: string): MirrorEntry[] {
  if (state.rules < 4) return [];
  const entries = [...takeOut(state, at), ...blockOverlong(state, at), ...dropTargets(state, at)];
  if (entries.length === 0) return [];
  state.seq += 1;
  lineUp(state);
  return [...entries, sectionEntry(state, at)];
}

/** Items that no file can be named after, whose text nobody finds, or whose lineage no workflow can be named after. */
function takeOut(state: SchedulerState, at: string): MirrorEntry[] {
  const broken = Object.entries(state.items).flatMap(([key, item]) => {
    const problem = problemOf(item);
    return problem === null || isHeld(state, item) ? [] : [{ key, item, problem }];
  });
  for (const { key } of broken) delete state.items[key];
  return broken.flatMap(({ key, item, problem }, n) => [
    ...told(item, problem, `unusable:${state.seq + 1}:${n}`, at),
    ...unhelped({ state, at, effects: [] }, item.replaces, `${clipped(key, LIMITS.word)} was taken out`),
  ]);
}

/** What has a turn goes on: its lineage says how it ended, and then it has left. */
const isHeld = ({ turns }: SchedulerState, { family, id }: Item): boolean =>
  turns.some(({ item }) => item.family === family && item.id === id);

function problemOf({ family, id, root, sha256, createdAt }: Item): string | null {
  const said = (value: unknown): string => clipped(String(JSON.stringify(value)), LIMITS.word);
  if (!isId(id)) return `its id is none: ${said(id)}`;
  if (!isId(root)) return `its root is no id: ${said(root)}`;
  if (!isFamilyId(family)) return `its family is none: ${said(family)}`;
  if (!isDigest(sha256)) return `its text has no digest: ${said(sha256)}`;
  return typeof createdAt === 'string' ? null : `it does not say when it was made: ${said(createdAt)}`;
}

/** Its text goes into quarantine, under a name that is one. */
function told({ family, id, root, sha256 }: Item, problem: string, key: string, at: string): MirrorEntry[] {
  const short = (value: unknown): string => clipped(String(value), LIMITS.id);
  const reason = `an older build admitted it, and this one cannot work on it: ${problem}. Correct it, and add it again.`;
  const data = { work_item: `${short(family)}/${short(id)}`, root: short(root), reason };
  const event: MirrorEntry = { kind: 'event', key, type: 'work_item_unusable', at, data };
  if (!isDigest(sha256)) return [event];
  const folder = Object.hasOwn(FAMILIES, family) ? family : 'task';
  const name = isId(id) ? id : `unnamed-${sha256.slice(0, 12)}`;
  return [event, { kind: 'quarantine', family: folder, id: name, sha256, reason }];
}

/** Items that wait for more than one may: a person decides, because nobody knows which of them matter. */
function blockOverlong(state: SchedulerState, at: string): MirrorEntry[] {
  const overlong = Object.values(state.items).filter((item) => item.state !== 'active' && !isShortList(item.waitsFor));
  return overlong.flatMap((item, n): MirrorEntry[] => {
    const { family, id, sha256 } = item;
    const reason = reasonOf(item);
    set<Item>(item, { state: 'blocked', reason, waitsFor: idsIn(item.waitsFor).slice(0, LIMITS.listIds) });
    const why = { ...FORGOTTEN, node: 'admission', failureClass: 'plan_limit', reason } as const;
    return [
      { kind: 'place', order: [state.seq + 1, n + 1], family, id, state: 'blocked', sha256 },
      blockedEntry(item, why, at),
      { kind: 'event', key: `overlong:${state.seq + 1}:${n}`, type: 'work_item_blocked', at, data: dataOf(item) },
    ];
  });
}

const isShortList = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= LIMITS.listIds && value.every(isId);

const idsIn = (value: unknown): string[] => (Array.isArray(value) ? value.filter(isId) : []);

function reasonOf({ id, waitsFor }: Item): string {
  const sound = idsIn(waitsFor).length;
  const count = Array.isArray(waitsFor) ? waitsFor.length : 0;
  const what = count > LIMITS.listIds ? `${count} tasks or more, the limit is ${LIMITS.listIds}` : 'what is no id';
  const rest = `the first ${Math.min(sound, LIMITS.listIds)} alone`;
  return `an older build admitted it, and it waits for ${what}. \`millrace retry ${id}\` lets it wait for ${rest}; or cancel it, and add it again under another id`;
}

const dataOf = (item: Item): Record<string, unknown> => ({
  work_item: itemKey(item.family, item.id),
  root: item.root,
  reason: item.reason,
});

/** A root that nobody could judge would keep all others waiting. */
function dropTargets(state: SchedulerState, at: string): MirrorEntry[] {
  const isFit = ({ root, sha256 }: { root: unknown; sha256: unknown }): boolean => isId(root) && isDigest(sha256);
  const broken = state.targets.filter((target) => !isFit(target));
  state.targets = state.targets.filter(isFit);
  return broken.map(({ root }, n) => ({
    kind: 'event',
    key: `closure_unusable:${state.seq + 1}:${n}`,
    type: 'closure_target_withdrawn',
    at,
    data: { root: clipped(String(root), LIMITS.id), reason: 'its root is no id, or its spec has no digest' },
  }));
}
