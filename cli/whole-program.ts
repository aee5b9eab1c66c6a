// The whole command line: every group of commands, and helps and errors that name the command in which they arose.
import type { Command } from 'commander';
import { ending } from './errors.js';
import { withGlobals } from './global-options.js';
import { printText } from './output.js';
import { addApprovals } from './tree/approvals.js';
import { addAudit } from './tree/audit.js';
import { addCheckpoints } from './tree/checkpoints.js';
import { addCompletion } from './tree/completion.js';
import { addConfig } from './tree/config.js';
import { addControl } from './tree/control.js';
import { addFormer } from './tree/former.js';
import { addKeys } from './tree/keys.js';
import { intoGroups } from './tree/groups.js';
import { addLineage } from './tree/lineage.js';
import { addMcp } from './tree/mcp.js';
import { addMirror } from './tree/mirror.js';
import { addNotify } from './tree/notify.js';
import { addPlan } from './tree/plan.js';
import { addReport } from './tree/report.js';
import { addRunners } from './tree/runners.js';
import { addRuns } from './tree/runs.js';
import { addSetup } from './tree/setup.js';
import { addShelf } from './tree/shelf.js';
import { addStaying } from './tree/staying.js';
import { addServe } from './tree/serve.js';
import { addTrees } from './tree/trees.js';
import { addTui } from './tree/tui.js';
import { offerDryRuns } from './tree/effects.js';
import { addWork } from './tree/work.js';
import { addWorkspaces } from './tree/workspaces.js';

type Add = (program: Command) => unknown;

const PARTS: readonly Add[] = [
  ...[addWork, addRuns, addStaying, addReport, addTui, addServe, addNotify, addRunners, addLineage, addControl],
  ...[addMcp, addApprovals, addKeys, addMirror, addAudit, addCheckpoints, addTrees, addPlan, addSetup],
  ...[addWorkspaces, addShelf, addConfig, addFormer, addCompletion],
];

/** `json`: errors and helps are not said as text. */
export function createProgram(json: boolean): Command {
  const program = withGlobals().configureOutput({
    writeOut: (text) => printText('stdout', text),
    writeErr: (text) => (json ? undefined : printText('stderr', text)),
  });
  for (const add of PARTS) add(program);
  offerDryRuns(program);
  intoGroups(program);
  nameHelp(program, program, program.name());
  return program;
}

/** An error of the command line names the help of the command in which it arose. */
function nameHelp(program: Command, command: Command, path: string): void {
  command.exitOverride(ending(program, command, path));
  for (const one of command.commands) nameHelp(program, one, `${path} ${one.name()}`);
}
