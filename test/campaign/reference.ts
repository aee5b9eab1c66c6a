import type { Asked } from './ours.js';
import type { Ran } from './ran.js';
export async function runReference(_: Asked): Promise<Ran> { throw new Error('x'); }
