// The runner `scripted`: plays outcomes from a file as a real subprocess, for rehearsals, tests and benchmarks.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AwaitRunnerInput } from '../../core/contracts/activities.js';
import type { RunnerRawResult, StageRunRequest, TokenUsage } from '../../core/contracts/stage.js';
import { LaunchRefused, type AgentLaunch, type HostEnd, type Probed } from '../adapter.js';
import type { RunContext, RunnerAdapter, Said } from '../adapter.js';
import { plainly } from '../live.js';
import { writeWhole } from '../files.js';
import { keptParts, keptText } from '../output/kept.js';
import { KEPT_OUTPUT } from '../output/limits.js';
import { tokenCount } from '../tokens.js';
import { takeEntry } from './cursor.js';
import { fill, makePart, PART_FILE } from './part.js';
import { insideWorkspace, readScript, type ScriptEntry } from './script.js';
import { scriptedKind } from './settings.js';

/** Environment variable of the worker with the absolute path of the script. */
export const SCRIPT_VARIABLE = 'MILLRACE_SCRIPT';

/** Null: no rehearsal. */
export const scriptOf = (env: NodeJS.ProcessEnv): string | null =>
  env[SCRIPT_VARIABLE] ? resolve(env[SCRIPT_VARIABLE]) : null;

export const scriptedAdapter: RunnerAdapter = {
  ...{ name: scriptedKind.name, stopSignal: 'SIGTERM' },
  ...{ prepare, collect, said, probe },
};

async function prepare(request: StageRunRequest, context: RunContext): Promise<AgentLaunch> {
  const scriptFile = context.env[SCRIPT_VARIABLE];
  const script = readScript(scriptFile);
  const entry = takeEntry(script, context.stateDir, request);
  const refusal = refusalOf(entry, context);
  if (refusal !== null) throw refusal;
  const logFile = script.log === undefined ? null : resolve(dirname(scriptFile ?? ''), script.log);
  const part = makePart(request, context, entry, logFile);
  const touched = [...part.entry.files.map((file) => file.path), ...part.entry.delete];
  for (const path of touched) insideWorkspace(context.treeDir, fill(path, part));
  const partFile = join(context.journalDir, PART_FILE);
  writeWhole(partFile, JSON.stringify(part));
  // There before the agent, because nothing can be made beside a file that walls are opened for.
  writeWhole(context.lastMessageFile, '');
  const program = agentProgram();
  const needs = {
    read: [partFile, context.promptFile, join(dirname(program), '../../..')],
    write: [context.lastMessageFile, ...(logFile === null ? [] : [logFile])],
  };
  return { argv: [process.execPath, program, partFile], env: {}, stdin: null, needs, notes: [] };
}

function refusalOf({ broken }: ScriptEntry, { workspaceDir }: RunContext): LaunchRefused | null {
  if (broken === undefined || !existsSync(resolve(workspaceDir, broken.while))) return null;
  return new LaunchRefused(broken.class, `The script says so for as long as ${broken.while} exists.`);
}

async function probe({ request }: AwaitRunnerInput, context: RunContext): Promise<Probed> {
  try {
    const entry = takeEntry(readScript(context.env[SCRIPT_VARIABLE]), context.stateDir, request);
    return refusalOf(entry, context) === null ? 'ready' : 'broken';
  } catch (error) {
    if (error instanceof LaunchRefused) return 'broken';
    throw error;
  }
}

/** The built agent, also when the sources run uncompiled, as in tests. */
function agentProgram(): string {
  const beside = new URL('./agent.js', import.meta.url);
  const fromSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(fromSource ? new URL('../../dist/agents/scripted/agent.js', import.meta.url) : beside);
}

/** Without a final message there is none: a marker in the raw output does not count, as with every other runner. */
async function collect(request: StageRunRequest, context: RunContext, end: HostEnd): Promise<RunnerRawResult> {
  const finalMessage = (await keptText(context.lastMessageFile, KEPT_OUTPUT)) || null;
  const usage = (await reportedUsage(context)) ?? usageOf(0, 0);
  const { exitCode, signal, startedAt, endedAt } = end;
  const exitKind = exitCode === 0 ? 'completed' : 'failed';
  const { requestId } = request;
  return { requestId, exitKind, exitCode, signal, finalMessage, usage, failure: null, startedAt, endedAt, notes: [] };
}

async function reportedUsage({ stdoutFile }: RunContext): Promise<TokenUsage | null> {
  let usage: TokenUsage | null = null;
  for await (const part of keptParts(stdoutFile, KEPT_OUTPUT)) {
    if ('text' in part)
      usage ??=
        part.text
          .split('\n')
          .map(usageIn)
          .find((found) => found !== null) ?? null;
  }
  return usage;
}

function said(line: string): Said {
  const usage = usageIn(line);
  return usage === null ? plainly(line) : { text: null, tokens: usage.total };
}

function usageIn(line: string): TokenUsage | null {
  const found = /^\{"type":"usage","input":(\d+),"output":(\d+)\}$/.exec(line);
  return found === null ? null : usageOf(tokenCount(Number(found[1])), tokenCount(Number(found[2])));
}

const usageOf = (input: number, output: number): TokenUsage => ({
  ...{ input, cachedInput: 0, output, thinking: 0, total: input + output },
});
