// Every case of the suite, in the order in which they are shown.
import type { Case } from './case.js';
import { ANSWERS } from './cases/answers.js';
import { ENDS, SESSIONS } from './cases/ends.js';
import { GROUND } from './cases/ground.js';
import { MARKERS } from './cases/marker.js';
import { NETWORK } from './cases/network.js';
import { REFUSALS } from './cases/refusals.js';
import { SECRETS, TOOLS, USAGE } from './cases/tools.js';
import { WALLS } from './cases/walls.js';

export const CASES: readonly Case[] = [
  ...[
    ...ANSWERS,
    ...MARKERS,
    ...REFUSALS,
    ...NETWORK,
    ...TOOLS,
    ...SECRETS,
    ...USAGE,
    ...ENDS,
    ...SESSIONS,
    ...GROUND,
    ...WALLS,
  ],
];

/** `pattern`: a name, with `*` for any part of one; a name of a group stands for all of it. */
export function casesNamed(pattern: string, cases: readonly Case[] = CASES): readonly Case[] {
  const words = pattern.split('*').map((word) => word.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const matches = new RegExp(`^${words.join('.*')}(?:/.*)?$`);
  return cases.filter(({ name }) => matches.test(name));
}
