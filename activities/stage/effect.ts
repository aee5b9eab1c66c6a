// The shape of an effect: it looks at what a stage left, and the outcome stands or has failed.
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { NormalOutcome } from '../../core/outcome/normalise.js';
import type { BlueprintChange } from '../../core/artifacts/blueprint/record.js';
import type { Change } from '../../core/requirements/record.js';
import type { Dirs } from '../../disk/dirs.js';
import type { Emissions } from './emissions.js';
import type { Fault } from './faults.js';
import type { Judgement } from './judgement.js';
import type { LeftByStage } from './left.js';

export interface Checked {
  verdict: NormalOutcome;
  /** The item is done with this stage, whatever the outcome's route says. */
  finishes: boolean;
  /** What the stage left, as it counts. */
  emissions: Emissions;
  /** What the root was judged by, of a judgement that counts. */
  judgement?: Judgement;
  /** What is not as it should be, and stands. */
  remarks: string[];
  /** What it says of the requirements of its root. */
  requirements?: Change;
  /** What it says of the blueprints of its root. */
  blueprints?: BlueprintChange;
}

/** What an effect says; `fault` where the outcome does not stand. */
export type Told = Omit<Checked, 'emissions' | 'remarks'> &
  Partial<Pick<Checked, 'emissions' | 'remarks'>> & { fault?: Fault };

export interface Ended {
  dirs: Dirs;
  request: StageRunRequest;
  verdict: NormalOutcome;
  emissions: Emissions;
  /** What lay on the stage's own desk at its end: nothing else is evidence of what it did. */
  left: LeftByStage;
}

export type Effect = (ended: Ended) => Told | Promise<Told>;

export const plain = (verdict: NormalOutcome): Told => ({ verdict, finishes: false });

/** The stage said one thing, and what it left another: the runtime takes BLOCKED for it. */
export const failed = ({ outcome: said }: NormalOutcome, fault: Fault): Told & { fault: Fault } => ({
  verdict: {
    said,
    ...{ outcome: 'BLOCKED', resultClass: 'recoverable_failure', origin: 'runner', retryAt: null },
    ...fault,
  },
  finishes: false,
  fault,
});
