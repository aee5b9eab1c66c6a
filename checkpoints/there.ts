// The tree of each place that is there, by what this process wrote or saw: a power cut may have torn, or somebody removed, what an earlier one wrote.
import path from 'node:path';
import { lastRef } from './names.js';
import type { CheckpointPlace } from './place.js';

const there = new Map<string, string>();
const keyOf = (place: CheckpointPlace): string => path.join(place.repository, lastRef(place));

/** `tree`: digest. */
export const noteThere = (place: CheckpointPlace, tree: string): void => void there.set(keyOf(place), tree);

/** False: somebody has to look. */
export const isKnownThere = (place: CheckpointPlace, tree: string): boolean => there.get(keyOf(place)) === tree;
