// A flood is taken in at once while nobody waits for this thread, and beside stages that follow each other in few documents at a time.
import { LIMITS } from '../core/contracts/limits.js';
import { giveWay, isCalm } from '../disk/give-way.js';

/** Of documents. What a stage shows comes after a batch that is on its way, so that one beside it has to be soon over. */
const [MANY, FEW] = [LIMITS.batch, 20];
/** So long a batch waits for stages to pause, so that what was dropped is taken in whatever they do, and still faster than they work it off. */
const PACE_MS = 800;

/** Largest number of documents that are taken in together now. */
export const batchOfNow = (): number => (isCalm() ? MANY : FEW);

/** Before the next batch. */
export const beforeNextBatch = (): Promise<void> => giveWay(PACE_MS);
