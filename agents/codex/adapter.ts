// The Codex CLI as a runner: `codex exec --json` under the user's own login and configuration.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import { LaunchRefused, type AgentLaunch, type HostEnd, type RunContext, type RunnerAdapter } from '../adapter.js';
import { readText } from '../files.js';
import { keptText, readBy } from '../output/kept.js';
import { KEPT_MESSAGE, KEPT_OUTPUT } from '../output/limits.js';
import { collectedEnd } from '../settle.js';
import { codexArgv } from './argv.js';
import { classifyCodex, NO_SANDBOX } from './classify.js';
import { codexDemo } from './demo.js';
import { type CodexEvents, codexReader } from './events.js';
import { inspectCodex, openingsOfCodex } from './inspect.js';
import { probeCodex } from './probe.js';
import { codexSaid } from './said.js';
import { resumesCodex, spentIn } from './session.js';
import { recentComplaint } from './sandbox.js';
import { codexKind } from './settings.js';
import { codexTrial } from './trial.js';
import { codexHome, codexProgram, noProgram, ownEnv } from './surroundings.js';
import { permissionMeaning, type Walls, wallsOf } from './walls.js';

/** SIGINT, because it is the one signal on which Codex ends the commands that it runs. */
export const codexAdapter: RunnerAdapter = {
  ...{ name: codexKind.name, stopSignal: 'SIGINT' },
  ...{ prepare, collect, resumes: resumesCodex, toolOpen, said: codexSaid, probe: probeCodex },
  ...{
    inspect: inspectCodex,
    openings: openingsOfCodex,
    meaning: permissionMeaning,
    demo: codexDemo,
    trial: codexTrial,
  },
};

async function prepare(request: StageRunRequest, context: RunContext): Promise<AgentLaunch> {
  const program = programOf(context);
  mkdirSync(context.tmpDir, { recursive: true, mode: 0o700 });
  const walls = await wallsOf(request, context, program);
  await checkSandbox(request, context, program, walls);
  const thread = (await resumesCodex(request, context)) ? (context.session?.id ?? null) : null;
  const around = { program, userShellPolicy: hasShellPolicy(context), walls, thread };
  const argv = codexArgv(request, context.config.codex, context, around);
  return { argv, env: ownEnv(context), stdin: context.promptFile, notes: walls.notes };
}

function programOf(context: RunContext): string {
  const program = codexProgram(context);
  if (program !== null) return program;
  throw new LaunchRefused('runner_binary_missing', noProgram(context));
}

/** Codex itself would notice only after its model was asked, and paid, for a command. */
async function checkSandbox(
  { permission }: StageRunRequest,
  context: RunContext,
  program: string,
  { sandbox }: Walls,
): Promise<void> {
  if (sandbox === null) return;
  const complaint = await recentComplaint(context, program, { permission, sandbox });
  if (complaint !== null) throw new LaunchRefused('sandbox_unavailable', `${NO_SANDBOX} It says: ${complaint}`);
}

/** Looks for the words only: wherever the user's file speaks of this policy, it is the user's to decide. */
function hasShellPolicy(context: RunContext): boolean {
  return (readText(join(codexHome(context), 'config.toml')) ?? '').includes('shell_environment_policy');
}

async function collect(request: StageRunRequest, context: RunContext, end: HostEnd): Promise<RunnerRawResult> {
  const events = await eventsOf(context);
  const failure = classifyCodex(end, events, await keptText(context.stderrFile, KEPT_MESSAGE));
  return {
    ...collectedEnd(request, end, failure, context.config.codex.env),
    // The events are outside the work tree, where a sandboxed command cannot reach; the file only stands in for them.
    finalMessage: events.lastMessage ?? ((await keptText(context.lastMessageFile, KEPT_OUTPUT)) || null),
    ...spentIn(events, context.session),
    notes: events.unreadable > 0 ? [`${events.unreadable} lines of Codex's output were not JSON events`] : [],
  };
}

async function toolOpen(context: RunContext): Promise<boolean> {
  return (await eventsOf(context)).openItems > 0;
}

const eventsOf = async ({ stdoutFile }: RunContext): Promise<CodexEvents> =>
  (await readBy(codexReader(), stdoutFile)).events();
