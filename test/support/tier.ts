// Files whose tests are shared by two tiers: what is quick runs in `npm test`, what takes long in the long tier alone.
import { it } from 'vitest';

export const IN_LONG = process.env['MILLRACE_TIER'] === 'long';

/** Runs in `npm test`. */
export const quick = it.skipIf(IN_LONG);

/** Runs in the long tier: another way to the same end as one that is quick, at the price of several processes. */
export const slow = it.runIf(IN_LONG);
