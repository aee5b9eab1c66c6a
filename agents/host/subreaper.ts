// The small program that keeps orphans of a stage findable. It is there where a compiler was at hand when this was built.
import { existsSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built one, also when the sources run uncompiled, as in tests. */
const place = import.meta.url.endsWith('.ts') ? '../../dist/agents/host/subreaper' : './subreaper';
const program = fileURLToPath(new URL(place, import.meta.url));

/** Set, and not empty: hosts run as where no compiler was. */
const WITHOUT = 'MILLRACE_NO_SUBREAPER';

/** What stands before the command of a host. */
export const subreaper = (): string[] => (process.env[WITHOUT] || !existsSync(program) ? [] : [program]);

/** Whether a process is one; by its program, which an agent cannot pretend. */
export function isSubreaper(pid: number): boolean {
  try {
    return /\/subreaper(?: \(deleted\))?$/.test(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return false;
  }
}
