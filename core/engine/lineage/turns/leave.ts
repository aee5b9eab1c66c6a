// The end of an activation: the item is done or blocked, and the turn goes back with everything the activation brought.
import { clipped, LIMITS } from '../../../contracts/limits.js';
import type { FailureName } from '../../../contracts/failures.js';
import type { EndState } from '../../../contracts/interventions.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { SettleInput } from '../../../contracts/trees.js';
import type { HowLeft, Verdict } from '../../../contracts/turns.js';
import { blockedEntry } from '../../../contracts/blocked.js';
import type { Activation } from '../../../contracts/activation.js';
import type { ExecutorState } from '../executor-state.js';
import type { TurnStep } from '../step.js';
import { storyAfter } from '../story/after.js';
import { showRun } from './show.js';

export type Leaving =
  | { state: 'done'; verdict?: Verdict }
  | { state: EndState }
  | { state: 'blocked'; reason: string; needsYou: boolean; failureClass: FailureName };

export function leave({ state, activation, at, effects }: TurnStep, leaving: Leaving): void {
  const how = leaving.state === 'blocked' ? short(state, leaving) : leaving;
  const { turn, item, emitted, learned, grant, remaining, started, usage, money, brokeOff, recovered } = activation;
  const shown = effects.flatMap((effect) => (effect.type === 'mirror' ? effect.entries : []));
  const entries = state.rules >= 11 ? shown.filter(({ kind }) => kind !== 'run' && kind !== 'marker') : shown;
  // Once more, because the last outcome is in it; the workspace then says that nothing is active.
  if (state.rules < 11) entries.push(showRun(state, activation));
  // The document of a root that is judged is where it was: the target says why it waits.
  if (how.state === 'blocked' && activation.closure === undefined) entries.push(diagnostics(activation, how, at));
  const kept = effects.filter((effect) => effect.type !== 'mirror');
  effects.splice(0, effects.length, ...kept, {
    type: 'left',
    ...settling(state, activation, how),
    message: {
      v: 1,
      turn,
      family: item.family,
      id: item.id,
      ...endOf(how),
      ...(brokeOff === undefined ? {} : { brokeOff }),
      ...(recovered === undefined ? {} : { recovered }),
      emitted,
      ...(learned === undefined ? {} : { learned }),
      grant,
      remaining,
      ...(started === undefined ? {} : { started }),
      ...(usage === undefined ? {} : { usage }),
      ...(money === undefined ? {} : { money }),
      ...storyAfter(state, activation, how),
      ...(state.rules >= 11 ? { lastOutcome: activation.lastOutcome } : {}),
      entries,
    },
  });
  state.activation = null;
}

/** Of an activation that ran in a tree. */
function settling({ workspace }: ExecutorState, activation: Activation, { state }: Leaving) {
  const { tree, runId: run, item, stageNumber, attempt } = activation;
  if (tree === undefined) return {};
  const { family, id, root, sha256 } = item;
  const settle: SettleInput = { workspace, run, root, item: { family, id, sha256 }, state, stageNumber, attempt };
  return { settle };
}

type Blocked = Extract<Leaving, { state: 'blocked' }>;

const short = ({ rules }: ExecutorState, how: Blocked): Blocked =>
  rules < 4 ? how : { ...how, reason: clipped(how.reason, LIMITS.reason) };

function endOf(how: Leaving): HowLeft {
  const { state } = how;
  if (state === 'blocked') return { state, reason: how.reason, needsYou: how.needsYou };
  const end = { reason: null, needsYou: false } as const;
  if (state !== 'done') return { state, ...end };
  return { state, ...end, ...(how.verdict === undefined ? {} : { verdict: how.verdict }) };
}

function diagnostics(activation: Activation, how: Blocked, at: string): MirrorEntry {
  const { item, runId, node, lastOutcome } = activation;
  const { failureClass, reason, needsYou } = how;
  return blockedEntry(item, { runId, node, outcome: lastOutcome ?? 'none', failureClass, reason, needsYou }, at);
}
