// What a stage says of itself enters messages and files of the workspace: it is cut to what they hold. The whole of it stays in its run.
import { failureNamed } from '../contracts/failure-lists.js';
import { clipped, LIMITS } from '../contracts/limits.js';
import type { StageOutcome } from '../contracts/stage.js';

/** The outcome with every text and list within the limits. What it emitted is kept: documents are refused, never cut. */
export function bounded(outcome: StageOutcome): StageOutcome {
  const { requestId, notes, artifacts, failureClass, detail, reports, gaps } = outcome;
  const texts = Object.entries(outcome).filter(([, value]) => typeof value === 'string') as [string, string][];
  const short = Object.fromEntries(texts.map(([field, text]) => [field, clipped(text, LIMITS.detail)]));
  const known = failureClass === null ? null : failureNamed(failureClass);
  // What another build calls a failure is kept in words.
  const named =
    known === failureClass ? {} : { failureClass: known, detail: clipped(`${failureClass}: ${detail}`, LIMITS.detail) };
  return {
    ...outcome,
    ...short,
    ...named,
    requestId,
    notes: shortNotes(notes),
    artifacts: artifacts.slice(0, LIMITS.artifacts),
    ...(reports === undefined ? {} : { reports: shortList(reports) }),
    ...(gaps === undefined ? {} : { gaps: shortList(gaps) }),
  };
}

/** The first ones: they say most. */
const shortList = (all: readonly string[]): string[] =>
  all.slice(0, LIMITS.notes).map((one) => clipped(one, LIMITS.note));

/** The last one says how many more there are. */
function shortNotes(notes: readonly string[]): string[] {
  const short = notes.slice(0, LIMITS.notes).map((note) => clipped(note, LIMITS.note));
  const more = notes.length - LIMITS.notes;
  return more > 0 ? [...short.slice(0, -1), `${more + 1} more notes were left out.`] : short;
}
