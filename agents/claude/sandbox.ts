// Whether Claude Code's own sandbox can work here: on Linux it stands on bubblewrap and socat of the PATH.
import { findProgram } from '../program.js';
import { complaintOf } from '../walls/box.js';
import { type Around, givenEnv } from './surroundings.js';

export const NO_SANDBOX =
  'Install bubblewrap and socat, set `sandbox = "bubblewrap"` in [runners.claude_code] of millrace.toml, or choose the permission ' +
  '`maximum` where the machine itself is the sandbox.';

/** What is missing, in words; null when nothing is. Costs no tokens. */
export async function sandboxComplaint(context: Around): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const path = givenEnv(context)['PATH'] ?? context.env['PATH'] ?? '';
  const [bubblewrap, socat] = ['bwrap', 'socat'].map((name) => findProgram(name, path, context.workspaceDir));
  const missing = [...(bubblewrap ? [] : ['bubblewrap']), ...(socat ? [] : ['socat'])];
  if (!bubblewrap || missing.length > 0) return `The sandbox of Claude Code needs ${missing.join(' and ')} on PATH`;
  const complaint = await complaintOf(context, bubblewrap);
  return complaint === null
    ? null
    : `bubblewrap, on which the sandbox of Claude Code stands, does not work here: ${complaint}`;
}
