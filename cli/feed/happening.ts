// What is told while work goes on: what the feed of events has, and what only this moment has.
import type { EventView } from '../../read/events.js';

/** `seq`: null = it is in no log, and nobody will be told it again: how a stage stands, or that nothing runs. */
export type Happening = Pick<EventView, 'type' | 'at' | 'data'> & { seq: number | null };

/** As programs read it, on a line of its own. */
export const recordOf = ({ seq, at, type, data }: Happening): object => ({ seq, at, type, data });
