// What stood in the place of something of ours and was moved aside, or could not be removed, for as long as it lies there: whoever takes it away has heard.
import { lstatSync } from 'node:fs';
import { relative } from 'node:path';
import { clipMiddle } from '../core/inert.js';
import { own } from '../core/own.js';
import { type EventView, readEvents } from './events.js';

/** Older events are not looked at, and more notes than that are only counted. */
export const MOVED_EVENTS = 500;
const NAMED = 5;

/** A path of an agent can be of any length. */
const PATH_LENGTH = 200;

/** One sentence for each, the newest last. `events`: the last `MOVED_EVENTS`, from whoever has read them. */
export function movedNotes(
  workspace: string,
  events: readonly EventView[] = readEvents(workspace, MOVED_EVENTS),
): string[] {
  const all = new Map<string, string>();
  for (const { type, data } of events) {
    const note = own(NOTES, type)?.((key) => textIn(data, key), workspace) ?? null;
    if (note !== null) all.set(note.of, note.text);
  }
  const notes = [...all.values()];
  const more = notes.length - NAMED;
  return more > 0
    ? [`${more} more things lay in the way; those that were moved are called *.foreign.`, ...notes.slice(-NAMED)]
    : notes;
}

type Note = (text: (key: string) => string | null, workspace: string) => { of: string; text: string } | null;

const NOTES: Readonly<Record<string, Note>> = {
  foreign_object_moved: (text, workspace) => {
    const [from, to] = [text('from'), text('to')];
    if (from === null || to === null || !isThere(to)) return null;
    const [place, aside] = [shortly(from, workspace), shortly(to, workspace)];
    return { of: to, text: `${text('what')} stood in the place of ${place}: it lies at ${aside} now. ${LOOK}` };
  },
  foreign_object_left: (text, workspace) => {
    const [path, not, reason] = [text('path'), text('not'), text('reason')];
    if (path === null) return null;
    const place = shortly(path, workspace);
    if (not === 'removed')
      return isThere(path)
        ? { of: path, text: `${place}, left by a stage, could not be removed (${reason}). ${LOOK}` }
        : null;
    return isThere(path)
      ? null
      : { of: path, text: `${place} could not be shown (${reason}); the stage itself counts.` };
  },
};

const LOOK = 'Look at it, and remove it.';

const textIn = (data: Record<string, unknown>, key: string): string | null => {
  const value = own(data, key);
  return typeof value === 'string' ? value : null;
};

const shortly = (path: string, workspace: string): string =>
  clipMiddle(path.startsWith(`${workspace}/`) ? relative(workspace, path) : path, PATH_LENGTH);

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
