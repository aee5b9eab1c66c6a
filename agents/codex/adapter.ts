// The Codex CLI as a runner: `codex exec --json` under the user's own login and configuration.
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import { LaunchRefused, type AgentLaunch, type HostEnd, type RunContext, type RunnerAdapter } from '../adapter.js';
import { readIfThere } from '../files.js';
import { keptParts, keptText } from '../output/kept.js';
import { KEPT_MESSAGE, KEPT_OUTPUT } from '../output/limits.js';
import { redact } from '../redact.js';
import { codexArgv } from './argv.js';
import { findCodex } from './binary.js';
import { classifyCodex } from './classify.js';
import { type CodexEvents, codexReader } from './events.js';
import { codexSaid } from './said.js';

/** SIGINT, because it is the one signal on which Codex ends the commands that it runs. */
export const codexAdapter: RunnerAdapter = {
  ...{ name: 'codex_cli', stopSignal: 'SIGINT' },
  ...{ prepare, collect, toolOpen, said: codexSaid },
};

/** Variables of the worker that Codex itself needs; anything else is `[runners.codex.env]`. */
const OWN_VARIABLES = ['CODEX_HOME', 'OPENAI_API_KEY', 'CODEX_API_KEY'];

async function prepare(request: StageRunRequest, context: RunContext): Promise<AgentLaunch> {
  const env = ownEnv(context);
  const around = { program: programOf(context, env), userShellPolicy: hasShellPolicy(context, env) };
  const argv = codexArgv(request, context.config.codex, context, around);
  return { argv, env, stdin: context.promptFile, notes: [] };
}

function ownEnv({ env, config }: RunContext): Record<string, string> {
  const taken = OWN_VARIABLES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(taken), ...config.codex.env };
}

function programOf({ config, env, workspaceDir }: RunContext, own: Record<string, string>): string {
  const { command } = config.codex;
  const program = findCodex(command, own['PATH'] ?? env['PATH'] ?? '', workspaceDir);
  if (program !== null) return program;
  const where = command.includes('/') ? `there is no program ${command}` : `no program "${command}" is on PATH`;
  const remedy = 'Install it (npm install -g @openai/codex), or set `command` in [runners.codex] of millrace.toml.';
  throw new LaunchRefused('runner_binary_missing', `Codex was not found: ${where}. ${remedy}`);
}

/** Looks for the words only: wherever the user's file speaks of this policy, it is the user's to decide. */
function hasShellPolicy({ env }: RunContext, own: Record<string, string>): boolean {
  const home = own['CODEX_HOME'] ?? join(own['HOME'] ?? env['HOME'] ?? homedir(), '.codex');
  return (readIfThere(join(home, 'config.toml')) ?? '').includes('shell_environment_policy');
}

async function collect(request: StageRunRequest, context: RunContext, end: HostEnd): Promise<RunnerRawResult> {
  const events = await eventsOf(context);
  const failure = classifyCodex(end, events, await keptText(context.stderrFile, KEPT_MESSAGE));
  const { exitCode, signal, startedAt, endedAt } = end;
  return {
    requestId: request.requestId,
    exitKind: failure === null ? 'completed' : 'failed',
    ...{ exitCode, signal, startedAt, endedAt },
    // The events are outside the work tree, where a sandboxed command cannot reach; the file only stands in for them.
    finalMessage: events.lastMessage ?? ((await keptText(context.lastMessageFile, KEPT_OUTPUT)) || null),
    usage: events.usage,
    // A provider may repeat the key it refused.
    failure: failure && { ...failure, detail: redact(failure.detail, context.config.codex.env) },
    notes: events.unreadable > 0 ? [`${events.unreadable} lines of Codex's output were not JSON events`] : [],
  };
}

async function toolOpen(context: RunContext): Promise<boolean> {
  return (await eventsOf(context)).openItems > 0;
}

/** Not in one breath: an event stream can be large, and the worker has other stages. */
async function eventsOf(context: RunContext): Promise<CodexEvents> {
  const reader = codexReader();
  for await (const part of keptParts(context.stdoutFile, KEPT_OUTPUT)) reader.take(part);
  return reader.events();
}
