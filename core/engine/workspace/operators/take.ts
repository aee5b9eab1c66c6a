// What was taken is remembered for as long as its signature counts, so that a copy of it finds the first one; and what was refused is
// shown, but a flood of it fills neither the state nor the log.
import type { CommandEvent } from '../../../contracts/command-table.js';
import { momentAfter } from '../../../contracts/durations.js';
import { fieldsOf } from '../../../form.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { sectionEntry } from '../turns/section.js';
import { show, type WorkspaceStep } from '../step.js';
import { counts, isTaken, type Refusal, takenId } from './gate.js';
import { type Operators, type Refused, TAKEN_KEPT } from './state.js';
import { subjectOf } from './subject.js';

const MINUTE_SECONDS = 60;
/** Events of refusals in a minute; the others are counted. */
const SHOWN_A_MINUTE = 5;

/** A command that passed the gate. */
export function remember(operators: Operators, { type, at, args }: CommandEvent): void {
  const { signed, commandId } = args;
  if (signed === undefined || isTaken(operators, args)) return;
  const one = { id: takenId(commandId), operator: signed.operator, subject: subjectOf(type, args), at: signed.at };
  const kept = operators.taken.filter((taken) => counts(operators, taken.at, at));
  operators.taken = [...kept, one];
  if (operators.taken.length > TAKEN_KEPT) forgetEarliest(operators);
}

/** What is forgotten must not count again: neither does what was signed before it. */
function forgetEarliest(operators: Operators): void {
  const earliest = operators.taken.reduce((least, one) => (one.at < least.at ? one : least));
  operators.taken = operators.taken.filter(({ at }) => at > earliest.at);
  operators.floor = earliest.at;
}

/** Shows that it was refused. Nothing else comes of it. */
export function showRefused(step: WorkspaceStep, operators: Operators, event: CommandEvent, refusal: Refusal): void {
  const { state, at } = step;
  const refused = countRefused(operators.refused, event, refusal);
  operators.refused = refused;
  if (refused.shown > SHOWN_A_MINUTE) return void (operators.refused = { ...refused, untold: refused.untold + 1 });
  state.seq += 1;
  show(step, refusedEvent(event, refusal, refused), sectionEntry(state, at));
  operators.refused = { ...refused, untold: 0 };
}

function countRefused(before: Refused | undefined, { type, at }: CommandEvent, { why }: Refusal): Refused {
  const { count = 0, minute = at, shown = 0, untold = 0 } = before ?? {};
  const isNew = at >= momentAfter(minute, MINUTE_SECONDS);
  const since = isNew ? { minute: at, shown: 1 } : { minute, shown: shown + 1 };
  return { count: count + 1, command: type, why, at, ...since, untold };
}

function refusedEvent(
  { type, at, args }: CommandEvent,
  { code, why }: Refusal,
  { count, untold }: Refused,
): MirrorEntry {
  const { issuer, commandId } = args;
  const who = {
    issuer,
    command_id: commandId,
    ...(args.signed === undefined ? {} : { operator: nameIn(args.signed) }),
  };
  const more = untold === 0 ? {} : { untold };
  return {
    ...{ kind: 'event', key: `refused:${count}:${commandId}`, type: 'command_refused', at },
    data: { command: type, code, reason: why, ...who, ...more },
  };
}

/** A signature that is refused may be anything. */
function nameIn(signed: unknown): string {
  const { operator } = fieldsOf(signed);
  return typeof operator === 'string' ? operator.slice(0, 64) : '';
}
