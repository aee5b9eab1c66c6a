// The final state of a workspace, made anew from its timeline: who admitted what, who held a turn, how it came back.
import type { ItemState } from './mirror.js';
import { planeOf } from './mirror.js';
import type { Command, Left, Moment, Ref } from './timeline.js';

export interface RebuiltItem {
  family: string;
  id: string;
  sha256: string;
  state: ItemState;
}

export interface Rebuilt {
  /** By `family/id`. */
  items: Map<string, RebuiltItem>;
  /** The last turn that was given. */
  turn: number;
  /** The turn that is out, and its item; one that learns comes after one that works. */
  open: OpenTurn | null;
  /** Both of them. */
  lanes: OpenTurn[];
  paused: boolean;
  stopping: boolean;
  /** Number of the stage budget; each worker brings its own. */
  grant: number;
  allowance: number | null;
  /** Line of each plane's status file, without `### `; absent = no turn of that plane came back. */
  markers: Record<string, string>;
}

interface OpenTurn {
  turn: number;
  plane: string;
  key: string;
  /** Its root is judged: no item is active. */
  judges: boolean;
}

export const keyOf = ({ family, id }: { family: string; id: string }): string => `${family}/${id}`;

export function rebuild(timeline: Moment[]): Rebuilt {
  const state: Rebuilt = {
    ...{ items: new Map<string, RebuiltItem>(), turn: 0, open: null, lanes: [], markers: {} },
    ...{ paused: false, stopping: false, grant: 0, allowance: null },
  };
  const commands = new Set<string>();
  for (const moment of timeline) {
    if (moment.type === 'left') giveBack(state, moment.message);
    if (moment.type === 'delivered') for (const ref of moment.emitted) admit(state, ref);
    if (moment.type === 'activate') {
      const { turn, plane, item, closure } = moment.message;
      state.turn = Math.max(state.turn, turn);
      setLanes(state, [...state.lanes, { turn, plane, key: keyOf(item), judges: closure !== undefined }]);
      if (closure === undefined) move(state, keyOf(item), 'active');
    }
    if (moment.type === 'command' && !isRepeat(commands, moment.args.commandId)) obey(state, moment.name, moment.args);
  }
  return state;
}

function isRepeat(seen: Set<string>, id: string | undefined): boolean {
  const repeat = id !== undefined && seen.has(id);
  if (id !== undefined) seen.add(id);
  return repeat;
}

function obey(state: Rebuilt, name: string, args: Partial<Command>): void {
  if (name === 'pause') state.paused = true;
  if (name === 'resume') state.paused = false;
  if (name === 'stop') state.stopping = true;
  if (name === 'enqueue') for (const ref of args.documents ?? []) admit(state, ref);
  if (name === 'begin')
    Object.assign(state, { stopping: false, grant: state.grant + 1, allowance: args.allowance ?? null });
}

/** An id is taken for good; only a queued document that was changed in its folder is a new revision. */
function admit(state: Rebuilt, { family, id, sha256, source }: Ref): void {
  const known = state.items.get(keyOf({ family, id }));
  if (known === undefined) state.items.set(keyOf({ family, id }), { family, id, sha256, state: 'queued' });
  else if (known.state === 'queued' && source === 'drop') known.sha256 = sha256;
}

function giveBack(state: Rebuilt, left: Left): void {
  const open = state.lanes.find(({ turn }) => turn === left.turn);
  if (open === undefined) return;
  state.markers[open.plane] = left.state === 'done' ? 'IDLE' : 'BLOCKED';
  setLanes(
    state,
    state.lanes.filter((one) => one !== open),
  );
  if (left.grant === state.grant) state.allowance = left.remaining;
  if (!open.judges) move(state, keyOf(left), left.state);
  for (const ref of left.emitted) admit(state, ref);
}

function setLanes(state: Rebuilt, lanes: OpenTurn[]): void {
  state.lanes = lanes;
  state.open = lanes.find(({ plane }) => plane !== 'learning') ?? lanes[0] ?? null;
}

function move(state: Rebuilt, key: string, to: ItemState): void {
  const item = state.items.get(key);
  if (item !== undefined) item.state = to;
}

/** Only for a workspace without an open turn: whether a held one runs is between it and its lineage. */
export function phaseOf(state: Rebuilt): string {
  if (state.stopping) return 'stopped';
  if (state.paused) return 'paused';
  const work = [...state.items.values()].some((item) => item.state === 'queued');
  return state.allowance === 0 && work ? 'spent' : 'idle';
}

/** Queued items of a plane. */
export const depthOf = (state: Rebuilt, plane: string): number =>
  [...state.items.values()].filter((item) => item.state === 'queued' && planeOf(item.family) === plane).length;
