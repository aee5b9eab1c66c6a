// What a command did, and its answer.
import type { AnswerCode } from '../../../contracts/commands.js';
import { answerOf } from './answers.js';
import type { Answered } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';

/** Nothing was changed, and this is why. */
export const unchanged = (state: SchedulerState, code: Exclude<AnswerCode, 'done'>, text: string): Answered => ({
  changed: false,
  answer: answerOf(state, code, text),
});

export const done = (state: SchedulerState, text: string): Answered => ({
  changed: true,
  answer: answerOf(state, 'done', text),
});
