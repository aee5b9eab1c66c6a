// The small programs that start a stage's processes and keep its orphans findable. They are there where a compiler was at hand when this was built.
import { existsSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built one, also when the sources run uncompiled, as in tests. */
const placeOf = (name: string): string =>
  fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? `../../dist/agents/host/${name}` : `./${name}`, import.meta.url),
  );

/** Set, and not empty: hosts run as where no compiler was. */
const WITHOUT = 'MILLRACE_NO_SUBREAPER';

const built = (name: string): string[] => (process.env[WITHOUT] || !existsSync(placeOf(name)) ? [] : [placeOf(name)]);

/** What stands before the command of a host. */
export const subreaper = (): string[] => built('subreaper');

/** What starts hosts and gits; empty: a shell does. */
export const forkerProgram = (): string[] => built('forker');

/** Whether a process is one; by its program, which an agent cannot pretend. */
export function isSubreaper(pid: number): boolean {
  try {
    return /\/subreaper(?: \(deleted\))?$/.test(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return false;
  }
}
