// What a case of the suite says: what the model server answers, what happens around it, and what has to come of it, for every runner alike.
import type { Permission } from '../../core/contracts/plan.js';
import type { FailureName } from '../../core/contracts/failures.js';
import type { ExitKind } from '../../core/contracts/stage.js';
import type { Step } from './model-server/script.js';

export interface Case {
  /** `group/name` */
  name: string;
  /** One line, for people. */
  about: string;
  /** Answers of the model, one per request. */
  steps: readonly Step[];
  /** What an agent with a login of its own is asked for instead; absent: the case needs a server of ours. */
  live?: string;
  /** Nobody listens at the address of the server. */
  refused?: true;
  prompt?: string;
  /** Clocks of the stage in seconds; defaults 90 and none. */
  timeout?: number;
  silence?: number;
  /** Files of the work tree before it begins, by path. */
  tree?: Readonly<Record<string, string>>;
  /** Files of its user's home, by path. */
  home?: Readonly<Record<string, string>>;
  /** Default maximum: without walls. */
  permission?: Permission;
  end?: Ending;
  /** The stage is asked once more, with the session of the first attempt, and gets these answers. */
  again?: readonly Step[];
  needs?: readonly Need[];
  becomes: Becomes;
}

/** What ends the agent from outside, and when. */
export interface Ending {
  by: 'cancel' | 'SIGTERM' | 'SIGKILL';
  /**
   * `start`: it has a process; `asked`: its model was asked and says nothing; `stream`: its model began to answer; `tool`: a file `started`
   * is there; `back`: its model was asked with the result of a tool.
   */
  at: 'start' | 'asked' | 'stream' | 'tool' | 'back';
}

/** What a runner has to have for a case to mean anything. */
export type Need = 'tool' | 'stream' | 'usage' | 'reset' | 'session' | 'walls';

/** Of several, each is right. */
export type OneOf<T> = T | readonly T[];

export interface Becomes {
  /** Legal are TRIAL_COMPLETE and BLOCKED. */
  outcome?: 'TRIAL_COMPLETE' | 'BLOCKED';
  /** Null: the agent's own words decide. */
  class?: OneOf<FailureName | null>;
  kind?: OneOf<ExitKind>;
  /** `free`: the same stage runs again and no attempt is spent; `spent`: it counts; `none`: the stage has its outcome. */
  attempt?: OneOf<'free' | 'spent' | 'none'>;
  /** Tokens; null = none are told. */
  usage?: { input: number; cached: number; output: number } | null;
  /** Seconds from now at which another try makes sense. */
  retry?: number;
  /** Most requests that the model gets. */
  requests?: number;
  /** As good as an end like this: it was refused before it began, and says why. */
  orRefused?: true;
  /** Files of the work tree that are there, with a text that is in them, and files that are not. */
  present?: Readonly<Record<string, string>>;
  absent?: readonly string[];
  /** Words that are in no request, and words that are in nothing that is stored; `KEY` is the key of the server. */
  unasked?: readonly string[];
  unstored?: readonly string[];
  /** Words that a file of the work tree does not hold, by path. */
  without?: Readonly<Record<string, string>>;
}

export const DONE = 'All is done.\n\n### TRIAL_COMPLETE';

/** What a stage has that did its work. */
export const WELL: Becomes = { outcome: 'TRIAL_COMPLETE', class: null, kind: 'completed', attempt: 'none' };
/** What a stage has whose environment failed. */
export const freely = (...classes: FailureName[]): Becomes => ({ outcome: 'BLOCKED', class: classes, attempt: 'free' });
/** What a stage has that failed itself. */
export const spent = (...classes: FailureName[]): Becomes => ({ outcome: 'BLOCKED', class: classes, attempt: 'spent' });

/** Often enough for an agent that asks again. */
export const often = (step: Step): Step[] => [{ ...step, times: 40 }];
