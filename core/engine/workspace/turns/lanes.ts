// Lanes: a turn holds the lane in which its stages run, and its root in any case. A turn that asks a person has none until the
// answer is there. From revision 5 on; before, one turn at a time holds everything.
import type { SchedulerState, Turn } from '../scheduler-state.js';

export const turnOf = ({ turns }: SchedulerState, number: number): Turn | undefined =>
  turns.find((turn) => turn.number === number);

/** The turn of this item; a root that is judged has no active item. */
export const turnOfItem = (
  { turns }: SchedulerState,
  { family, id }: { family: string; id: string },
): Turn | undefined =>
  turns.find(({ item, judges }) => judges === undefined && item.family === family && item.id === id);

/** One lineage runs one activation, and nothing works in a tree whose branch is being delivered. */
export const isTaken = ({ turns, delivery }: SchedulerState, root: string): boolean =>
  delivery?.root === root || turns.some(({ item }) => item.root === root);

/** Each once. */
export const takenRoots = ({ turns, delivery }: SchedulerState): string[] => [
  ...turns.map(({ item }) => item.root),
  ...(delivery === undefined ? [] : [delivery.root]),
];

/** Of a turn that asks. With one lane all roots share the tree, and no other may find half an item in it. */
export const givesLaneAway = (lanes: number, untouched: boolean): boolean => lanes > 1 || untouched;

const inForeground = ({ turns }: SchedulerState): number => turns.filter(({ lane }) => lane === 'foreground').length;

/** More turns hold lanes than there are. */
export const isCrowded = (state: SchedulerState): boolean => inForeground(state) > state.lanes;

export function hasFreeLane(state: SchedulerState): boolean {
  return state.rules < 5 ? state.turns.length === 0 : inForeground(state) < state.lanes;
}

export const hasFreeLearningLane = (state: SchedulerState): boolean =>
  state.rules >= 5 && state.plan?.learns === true && state.turns.every(({ lane }) => lane !== 'learning');

/** All lanes that there are. */
export const countLanes = ({ lanes, plan }: SchedulerState): number => lanes + (plan?.learns === true ? 1 : 0);

/** Oldest first. */
export const byAge = ({ turns }: SchedulerState): Turn[] => turns.toSorted((a, b) => a.number - b.number);
