// A command is carried out once: its id is remembered with its answer, and a repeat gets that answer again.
import type { Answer, AnswerCode } from '../../../contracts/commands.js';
import { jsonBytes, clipped, LIMITS } from '../../../contracts/limits.js';
import type { SchedulerState } from '../scheduler-state.js';
import { ANSWERS_KEPT } from '../scheduler-state.js';

export function savedAnswer(state: SchedulerState, commandId: string): Answer | undefined {
  return state.answers.find((saved) => saved.id === commandId)?.answer;
}

/** More verdicts than this are not kept: the state is carried over continue-as-new and must stay small. */
const VERDICTS_KEPT = 20;

export function rememberAnswer(state: SchedulerState, id: string, answer: Answer): void {
  state.answers.push({ id, answer: kept(answer) });
  if (state.answers.length > ANSWERS_KEPT) state.answers.shift();
  if (state.rules >= 4) shorten(state.answers);
}

/** The verdicts of the oldest are forgotten first. */
function shorten(answers: SchedulerState['answers']): void {
  let left = LIMITS.answers;
  for (const saved of answers.toReversed()) {
    left -= jsonBytes(saved);
    if (left < 0) saved.answer = withoutVerdicts(saved.answer);
  }
}

export function withoutVerdicts({ documents: _documents, text, ...answer }: Answer): Answer {
  return { ...answer, text: clipped(text, LIMITS.issued) };
}

/** A repeat then gets the first answer without its verdicts; its text still counts them. */
function kept({ documents, ...answer }: Answer): Answer {
  return documents === undefined || documents.length > VERDICTS_KEPT ? answer : { ...answer, documents };
}

export function answerOf(state: SchedulerState, code: AnswerCode, text: string): Answer {
  return { ok: code === 'done' || code === 'unchanged', code, text, seq: state.seq };
}
