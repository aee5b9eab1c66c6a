// Reads of the disk room in the form that activities use.
import { readText } from '../../disk/read.js';

export { appendLine, appendLines, createOnly, writeAtomic } from '../../disk/write.js';

/** The file as text, or null when there is none that is ours. */
export const readIfThere = (file: string): Promise<string | null> => Promise.resolve(readText(file));
