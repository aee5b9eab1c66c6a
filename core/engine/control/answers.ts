// A command is carried out once: its id is remembered with its answer, and a repeat gets that answer again.
import type { Answer, AnswerCode } from '../../contracts/commands.js';
import type { SchedulerState } from '../scheduler-state.js';
import { ANSWERS_KEPT } from '../scheduler-state.js';

export function savedAnswer(state: SchedulerState, commandId: string): Answer | undefined {
  return state.answers.find((saved) => saved.id === commandId)?.answer;
}

export function rememberAnswer(state: SchedulerState, id: string, answer: Answer): void {
  state.answers.push({ id, answer });
  if (state.answers.length > ANSWERS_KEPT) state.answers.shift();
}

export function answerOf(state: SchedulerState, code: AnswerCode, text: string): Answer {
  return { ok: code === 'done' || code === 'unchanged', code, text, seq: state.seq };
}
