// What stood in the place of something of ours and was moved aside, for as long as it lies there: whoever takes it away has heard.
import { lstatSync } from 'node:fs';
import { relative } from 'node:path';
import { own } from '../core/own.js';
import { readEvents } from './events.js';

/** Older events are not looked at, and more notes than that are only counted. */
const EVENTS = 500;
const NAMED = 5;

/** One sentence for each, the newest last. */
export function movedNotes(workspace: string): string[] {
  const all = new Map<string, string>();
  for (const { type, data } of readEvents(workspace, EVENTS)) {
    const [from, to, what] = ['from', 'to', 'what'].map((key) => own(data, key));
    if (type !== 'foreign_object_moved' || typeof from !== 'string' || typeof to !== 'string') continue;
    if (lstatSync(to, { throwIfNoEntry: false }) === undefined) continue;
    const [place, aside] = [from, to].map((path) => relative(workspace, path));
    all.set(to, `${String(what)} stood in the place of ${place}: it lies at ${aside} now. Look at it, and remove it.`);
  }
  const notes = [...all.values()];
  const more = notes.length - NAMED;
  return more > 0 ? [`${more} more things were moved aside as *.foreign.`, ...notes.slice(-NAMED)] : notes;
}
