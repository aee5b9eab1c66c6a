// What each stage of a workspace changed, one line per stage in the order of their ends: in our state folder, because what lies on
// the agents' ground is for people.
import path from 'node:path';
import type { ChangedStage } from '../../core/changes/stretches.js';
import { isChanges } from '../../core/contracts/changes-form.js';
import { statePaths } from '../../core/contracts/paths.js';
import { hasForm, isCount, isText, orAbsent } from '../../core/form.js';
import { jsonLines } from '../../core/json-lines.js';
import type { Dirs } from '../dirs.js';
import { PRIVATE_FILE } from '../folder.js';
import { withMirror } from '../mirror/lock.js';
import { type Mark, readNews } from '../tail.js';
import { appendLines, writeAtomic } from '../write.js';

/** What the stage that is next has to know of those before it: some thousand stages. */
const RECENT_BYTES = 1024 * 1024;

const fileOf = (state: string): string => path.join(state, statePaths.changes);

/** A stage that was noted before changes nothing. */
export const noteChanges = (dirs: Dirs, stage: ChangedStage): Promise<void> =>
  withMirror(dirs, async () => {
    if (recentChanges(dirs.state).some(({ request }) => request === stage.request)) return;
    await appendLines(fileOf(dirs.state), [JSON.stringify(stage)], { mode: PRIVATE_FILE });
  });

/** Keeps what `staying` gives of all there are, oldest first; lines that cannot be read go. */
export const cutChanges = (dirs: Dirs, staying: (stages: ChangedStage[]) => readonly ChangedStage[]): Promise<void> =>
  withMirror(dirs, async () => {
    const all = readChanges(dirs.state);
    const some = staying(all);
    if (some.length === all.length) return;
    const text = some.map((stage) => `${JSON.stringify(stage)}\n`).join('');
    await writeAtomic(fileOf(dirs.state), text, { mode: PRIVATE_FILE });
  });

/** Oldest first; lines that cannot be read are passed over. */
export const readChanges = (state: string): ChangedStage[] => stagesIn(readNews(fileOf(state), null).text);

interface Recent {
  mark: Mark | null;
  stages: ChangedStage[];
}

/** By file: each stage asks several times, and only reads what came since. */
const known = new Map<string, Recent>();
/** As many lines as so many bytes have. */
const RECENT = 4000;

/** The last ones. */
export function recentChanges(state: string): readonly ChangedStage[] {
  const file = fileOf(state);
  const before = known.get(file);
  const { anew, text, mark } = readNews(file, before?.mark ?? null, { last: RECENT_BYTES });
  const stages = [...((anew ? undefined : before?.stages) ?? []), ...stagesIn(text)].slice(-RECENT);
  known.set(file, { mark, stages });
  return stages;
}

/** `family/id` of the items of a root of which a stage changed files in the workspace, or may have: nobody recorded it. Of the last stages. */
export const changedInPlace = (state: string, root: string): Set<string> => {
  const isIts = (stage: ChangedStage): boolean => stage.root === root && stage.tree === undefined;
  const hasChanged = ({ changes: { before, after } }: ChangedStage): boolean => before === null || before !== after;
  const stages = recentChanges(state).filter((stage) => isIts(stage) && hasChanged(stage));
  return new Set(stages.map(({ family, id }) => `${family}/${id}`));
};

const stagesIn = (text: string): ChangedStage[] => jsonLines(text).flatMap((line) => (isStage(line) ? [line] : []));

const hasFields = hasForm({
  ...{ request: isText, run: isText, node: isText, stage: isCount, attempt: isCount, at: isText },
  ...{ family: isText, id: isText, root: isText, tree: orAbsent(isText), changes: isChanges },
});

const isStage = (line: unknown): line is ChangedStage => hasFields(line);
