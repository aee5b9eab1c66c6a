// What happens to a workspace, and what its scheduler asks to be done about it.
import type { CommandEvent } from '../../contracts/command-table.js';
import type { Answer } from '../../contracts/commands.js';
import type { DeliverInput, DeliveryAnswer } from '../../contracts/delivery.js';
import type { MirrorEntry } from '../../contracts/mirror.js';
import type {
  ActivateMessage,
  DecidedMessage,
  EndMessage,
  HeldMessage,
  LeashMessage,
  LeftMessage,
  RetireMessage,
} from '../../contracts/turns.js';

/** `at`: ISO 8601 UTC, given by the shell. */
export type SchedulerEvent =
  | CommandEvent
  | { type: 'held'; at: string; message: HeldMessage }
  | { type: 'left'; at: string; message: LeftMessage }
  /** What came of a delivery that a `deliver` effect asked for. */
  | { type: 'delivered'; at: string; root: string; attempt: number; answer: DeliveryAnswer }
  /** A moment that `wakeAt` named has come. */
  | { type: 'woken'; at: string }
  /** Which of the ids asked for by a `lookup` effect are done. */
  | { type: 'looked_up'; at: string; done: string[]; family?: string };

export type SchedulerEffect =
  | { type: 'activate'; message: ActivateMessage }
  | { type: 'leash'; root: string; message: LeashMessage }
  | { type: 'decided'; root: string; message: DecidedMessage }
  | { type: 'end'; root: string; message: EndMessage }
  | { type: 'retire'; root: string; message: RetireMessage }
  | { type: 'mirror'; entries: MirrorEntry[] }
  /** Bring the work of a root to where people take it from; asked for again, under the same attempt, by whoever goes on. */
  | { type: 'deliver'; input: DeliverInput }
  /** Ask the index on disk which of these items are done; `family`: where they are no tasks. */
  | { type: 'lookup'; ids: string[]; family?: string };

/** A command is answered; all other events are news. */
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
