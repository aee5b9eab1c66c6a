// What happens to a workspace, and what its scheduler asks to be done about it.
import type {
  Answer,
  BeginArgs,
  ControlArgs,
  DecideArgs,
  EnqueueArgs,
  JudgeArgs,
  ReclaimArgs,
  ReloadArgs,
} from '../../contracts/commands.js';
import type { MirrorEntry } from '../../contracts/mirror.js';
import type { InterventionEvent } from './interventions/events.js';
import type {
  ActivateMessage,
  DecidedMessage,
  EndMessage,
  HeldMessage,
  LeashMessage,
  LeftMessage,
} from '../../contracts/turns.js';

/** `at`: ISO 8601 UTC, given by the shell. */
export type SchedulerEvent =
  | { type: 'enqueue'; at: string; args: EnqueueArgs }
  | { type: 'begin'; at: string; args: BeginArgs }
  | { type: 'pause' | 'resume' | 'stop'; at: string; args: ControlArgs }
  | { type: 'reload'; at: string; args: ReloadArgs }
  | { type: 'judge'; at: string; args: JudgeArgs }
  | { type: 'approve' | 'deny'; at: string; args: DecideArgs }
  | { type: 'reclaim'; at: string; args: ReclaimArgs }
  | InterventionEvent
  | { type: 'held'; at: string; message: HeldMessage }
  | { type: 'left'; at: string; message: LeftMessage }
  /** A moment that `wakeAt` named has come. */
  | { type: 'woken'; at: string }
  /** Which of the ids asked for by a `lookup` effect are done. */
  | { type: 'looked_up'; at: string; done: string[] };

export type SchedulerEffect =
  | { type: 'activate'; message: ActivateMessage }
  | { type: 'leash'; root: string; message: LeashMessage }
  | { type: 'decided'; root: string; message: DecidedMessage }
  | { type: 'end'; root: string; message: EndMessage }
  | { type: 'mirror'; entries: MirrorEntry[] }
  /** Ask the index on disk which of these tasks are done. */
  | { type: 'lookup'; ids: string[] };

/** What somebody asks for and gets an answer to; all other events are news. */
export type CommandEvent = Extract<SchedulerEvent, { args: unknown }>;
export type NewsEvent = Exclude<SchedulerEvent, CommandEvent>;

export interface CommandStep {
  effects: SchedulerEffect[];
  answer: Answer;
}

export interface NewsStep {
  effects: SchedulerEffect[];
  answer: null;
}

export type SchedulerStep = CommandStep | NewsStep;

/** What one concern made of a command. */
export interface Answered {
  changed: boolean;
  answer: Answer;
}

/** What one concern made of news. */
export interface Noted {
  changed: boolean;
  answer: null;
}
