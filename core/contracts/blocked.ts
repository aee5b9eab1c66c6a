// Why an item is blocked, as `status` shows it: the same file whether its activation ended so or it was never let in.
import { RUNTIME_DIR, runtimePaths } from './paths.js';
import { itemRemedy, waitsForPerson } from './failure-lists.js';
import type { BlockedDiagnostics, MirrorEntry } from './mirror.js';

/** `needsYou`: as the end says that was reached, or the plan that it is queued again; else the table of failures says it. */
type Why = Omit<BlockedDiagnostics, 'root' | 'at' | 'remedy' | 'needsYou'> & { needsYou?: boolean };
type Of = Pick<BlockedDiagnostics, 'runId' | 'needsYou' | 'failureClass' | 'requeue'>;

/** What is said of a run and a failure that nobody remembers. */
export const FORGOTTEN = { runId: '', node: 'unknown', outcome: 'unknown', failureClass: 'unknown' } as const;

type BlockedEntry = Extract<MirrorEntry, { kind: 'blocked' }>;

/** `why.runId`: the run to read, of the item itself or of the stage that emitted it. */
export function blockedEntry(item: { family: string; id: string; root: string }, why: Why, at: string): BlockedEntry {
  const { family, id, root } = item;
  const known = { ...why, needsYou: why.needsYou ?? waitsForPerson(why.failureClass) };
  return { kind: 'blocked', family, id, value: { ...known, root, at, remedy: remedyOf(item, known) } };
}

/** `runId`: the run to read; empty when it is not known. */
function remedyOf({ family, id }: { family: string; id: string }, why: Of): string {
  const { runId, needsYou, failureClass, requeue } = why;
  const look =
    runId === '' ? `\`millrace queue show ${id}\` names its runs` : `Read ${RUNTIME_DIR}/${runtimePaths.runs}/${runId}`;
  if (requeue !== undefined) {
    const { at, attempt, of } = requeue;
    return `Nothing to do now: it will be queued again at ${at}, attempt ${attempt} of ${of}. ${look}, for what happened.`;
  }
  const which = `${id} --family ${family}`;
  const own = itemRemedy(failureClass, which, look);
  if (own !== null) return own;
  if (!needsYou)
    return `Nothing to do for it now: planning has the incident that came of it, and where that needs you \`millrace status\` says so. ${look}, for what happened.`;
  return `${look}; repair the cause, or decide what it asks, then \`millrace retry ${which}\` (\`--reason "…"\` is told to its agents); or \`millrace cancel ${which}\`.`;
}
