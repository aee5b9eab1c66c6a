// What every agent of a run will say, drawn ahead: by node, one line for each stage. An agent stands still at a gate, which is
// a named pipe that it writes to, until the test reads from that.
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { runtimePaths } from '../../../core/contracts/paths.js';
import type { Plan } from '../../../core/contracts/plan.js';
import { type Bench, type ScriptEntry, until } from '../../support/bench.js';
import { taskText } from '../../support/task-text.js';
import type { Chance } from '../chaos/chance.js';

export interface Line {
  outcome: string;
  /** Name of the pipe, in the workspace. */
  gate: string;
  /** It leaves a task `redo-ITEM`. */
  emits: boolean;
}

const LINES = 40;
/** Stages whose other outcomes want more of an agent than a marker. */
const PLAIN = ['planner', 'manager', 'arbiter', 'recon'];

export function drawScript(plan: Plan, chance: Chance): Record<string, Line[]> {
  const nodes = Object.values(plan.planes).flatMap((graph) => Object.entries(graph.nodes));
  return Object.fromEntries(
    nodes.map(([name, { outcomes, kind }]) => {
      const all = Object.keys(outcomes);
      const success = all.find((one) => outcomes[one] === 'success') ?? all[0] ?? 'BLOCKED';
      const line = (_: unknown, index: number): Line => ({
        outcome: PLAIN.includes(kind) || chance.next() < 0.6 ? success : (chance.pick(all) ?? success),
        gate: `gates/${name}-${index}`,
        emits: kind === 'manager',
      });
      return [name, Array.from({ length: LINES }, line)];
    }),
  );
}

/** The same for the scripted runner, with its pipes. */
export function installScript(bench: Bench, script: Record<string, Line[]>): void {
  const lines = Object.values(script).flat();
  mkdirSync(path.join(bench.workspace, 'gates'));
  execFileSync(
    'mkfifo',
    lines.map(({ gate }) => path.join(bench.workspace, gate)),
  );
  const entries = Object.entries(script).map(([node, all]) => [node, all.map(entryOf)] as const);
  bench.script(Object.fromEntries(entries));
}

function entryOf({ outcome, gate, emits }: Line): ScriptEntry {
  const task = {
    path: `millrace-agents/${runtimePaths.outbox('${RUN_ID}')}/redo-\${ITEM}.md`,
    content: taskText('redo-${ITEM}'),
  };
  return { marker: outcome, files: [{ path: gate, content: 'here' }, ...(emits ? [task] : [])] };
}

/** Lets the agent through that stands at the gate, or comes to it. Bounded. */
export async function letThrough(bench: Bench, { gate }: Line): Promise<void> {
  const pipe = openSync(path.join(bench.workspace, gate), constants.O_RDWR | constants.O_NONBLOCK);
  const cameThrough = (): boolean => {
    try {
      return readSync(pipe, Buffer.alloc(16)) > 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
      throw error;
    }
  };
  try {
    await until(cameThrough, `an agent at ${gate}`);
  } finally {
    closeSync(pipe);
  }
}
