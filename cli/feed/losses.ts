// What the log of events lacks, in words: who reads on from a number has to know that it is not all.
import type { FeedDamage } from '../../disk/events/since.js';
import { counted } from '../render/count.js';

/** `seq`: number that was asked from. */
export function lossLines({ torn, foreign, missing, isCut }: FeedDamage, seq: number): string[] {
  return [
    ...(isCut ? [`The log ends before event ${seq}: it was cut short, or there is no such event yet.`] : []),
    ...(missing > 0 ? [`${counted(missing, 'number')} without an event: lines of the log were taken away.`] : []),
    ...(torn > 0 ? [`${counted(torn, 'line')} of the log broken off: what they told is lost.`] : []),
    ...(foreign > 0 ? [`${counted(foreign, 'line')} of the log that nobody of ours wrote: left out.`] : []),
  ];
}
