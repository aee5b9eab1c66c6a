// Which work was played from a script and asked no model: what the marks say that a rehearsal leaves on its items.
import { runtimePaths } from '../core/contracts/paths.js';
import { SCRIPTED_RUNNER } from '../core/contracts/stage.js';
import { jsonObject } from '../core/json-lines.js';
import { namesIn, readPiece, shown } from './files.js';

/** Stages of an item or a run that have a result. */
export interface PlayedView {
  played: number;
  stages: number;
}

/** By `family/id`, of the items that are asked for; those of which no stage was played are absent. Where nothing was, one folder is looked for. */
export function playedItems(workspace: string, wanted: ReadonlySet<string>): Map<string, PlayedView> {
  const marks = new Set(namesIn(shown(workspace, runtimePaths.playedMarks)));
  const items = marks.size === 0 ? [] : [...wanted];
  return new Map(
    items.flatMap((item) => {
      const [family = '', id = ''] = item.split('/');
      const file = runtimePaths.played(family, id);
      if (!marks.has(file.slice(runtimePaths.playedMarks.length + 1))) return [];
      const mark = jsonObject(readPiece(shown(workspace, file))?.text);
      const view = { played: lengthOf(mark?.['played']), stages: lengthOf(mark?.['stages']) };
      return view.played > 0 ? [[item, view]] : [];
    }),
  );
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

export const playedAmong = (runners: readonly (string | null)[]): PlayedView => ({
  played: runners.filter((name) => name === SCRIPTED_RUNNER).length,
  stages: runners.length,
});

/** `from a script: 2 of 3 stages`; null where no stage was. Of the runs before the first one with a played stage nothing is said. */
export function playedText({ played, stages }: PlayedView): string | null {
  if (played === 0) return null;
  return played === stages ? 'from a script' : `from a script: ${played} of ${stages} stages`;
}
