// What happens to a lineage, and what its executor asks to be done about it.
import type { AwaitRunnerInput } from '../../contracts/activities.js';
import type { MirrorEntry } from '../../contracts/mirror.js';
import type { StageOutcome, StageRunRequest } from '../../contracts/stage.js';
import type {
  ActivateMessage,
  DecidedMessage,
  EndMessage,
  HeldMessage,
  LeashMessage,
  LeftMessage,
  RetireMessage,
} from '../../contracts/turns.js';
import type { SettleInput } from '../../contracts/trees.js';

export type ExecutorEvent =
  | { type: 'activate'; at: string; message: ActivateMessage }
  | { type: 'leash'; at: string; message: LeashMessage }
  | { type: 'end'; at: string; message: EndMessage }
  | { type: 'retire'; at: string; message: RetireMessage }
  | { type: 'stage_finished'; at: string; outcome: StageOutcome }
  | { type: 'decided'; at: string; message: DecidedMessage }
  /** The wait of this turn's stage is over. */
  | { type: 'timer'; at: string; turn: number; until: string };

export type ExecutorEffect =
  | { type: 'run_stage'; request: StageRunRequest }
  /** End the agent of the stage in flight; its result comes all the same. */
  | { type: 'end_stage' }
  | { type: 'mirror'; entries: MirrorEntry[] }
  | { type: 'held'; message: HeldMessage }
  /** `settle`: what became of it in its tree is asked first, and told with it; absent = it had none. */
  | { type: 'left'; message: LeftMessage; settle?: SettleInput }
  /** Wake up then, or as soon as the probe sees that the cause is gone. */
  | { type: 'timer'; turn: number; until: string; reason: string; probe: AwaitRunnerInput | null };
