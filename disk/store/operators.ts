// Who may decide, in our state folder: what commands are signed by, and what is gone on with when the server lost its data. The snapshot in the
// workspace shows the same to people, and nothing is believed of it.
import path from 'node:path';
import { type Operator, seedProblem } from '../../core/contracts/operators.js';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE } from '../folder.js';
import { readText } from '../read.js';
import { writeAtomic } from '../write.js';

export interface KeptOperators {
  required: boolean;
  windowSeconds: number;
  named: Operator[];
}

const fileIn = (state: string): string => path.join(state, statePaths.operators);

/** Null where nobody is named. `state`: our state folder. */
export function readOperators(state: string): KeptOperators | null {
  const kept = jsonObject(readText(fileIn(state)) ?? '');
  if (kept === null || seedProblem({ ...kept, drops: false }) !== null) return null;
  return kept as unknown as KeptOperators;
}

/** Nothing is written where it says the same. */
export async function keepOperators(state: string, { required, windowSeconds, named }: KeptOperators): Promise<void> {
  const text = `${JSON.stringify({ required, windowSeconds, named }, null, 1)}\n`;
  if (readText(fileIn(state)) !== text) await writeAtomic(fileIn(state), text, { mode: PRIVATE_FILE });
}
