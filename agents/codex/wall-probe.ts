// The walls of Codex, tried.
import { faultsOf } from '../walls/tries.js';
import type { Walled } from './profile.js';
import { inSandbox } from './sandbox.js';
import type { Around } from './surroundings.js';
import { profileWalls } from './walls.js';

/** As `faultsOf`. */
export const faultsOfWalls = (context: Around, program: string, permission: Walled): Promise<string[] | null> =>
  faultsOf(permission, false, async (asked, place, command) => {
    const sandbox = profileWalls(asked, { ...context, ...place }, program);
    return (await inSandbox(context, program, sandbox, command)).stdout;
  });
