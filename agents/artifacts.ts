// The files of one request that people read, in the run's folder. Nothing goes there with a secret in it.
import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runArtifacts } from '../core/contracts/paths.js';
import type { RunnerRawResult, StageRunRequest } from '../core/contracts/stage.js';
import type { AgentLaunch, HostEnd, RunContext } from './adapter.js';
import { checkRunDir, withoutSecrets } from './context.js';
import { readIfThere, writeWhole } from './files.js';
import { keptParts, leftOutLine } from './output/kept.js';
import { KEPT_OUTPUT } from './output/limits.js';

/** Written once where it counts: the prompt of a request taken up again is the one it had. The copy is for people. */
export function writePrompt(request: StageRunRequest, context: RunContext, prompt: string): void {
  if (!existsSync(context.promptFile)) writeWhole(context.promptFile, prompt);
  showPrompt(request, context);
}

function showPrompt({ requestId }: StageRunRequest, { promptFile, runDir }: RunContext): void {
  const prompt = readIfThere(promptFile);
  if (prompt !== null) writeWhole(join(runDir, runArtifacts.prompt(requestId)), prompt);
}

/** What was started, with names of variables and not their values. */
export function writeInvocation(
  request: StageRunRequest,
  context: RunContext,
  runner: string,
  launch: AgentLaunch,
): void {
  const { requestId, runId, node, kind, item, model, effort, permission } = request;
  const named = { ...{ kind: 'runner_invocation', request_id: requestId, run_id: runId, node_id: node, stage: kind } };
  const work = { work_item_family_id: item.family, work_item_id: item.id };
  const how = { runner_name: runner, model_name: model, model_reasoning_effort: effort, permission };
  const command = {
    command: launch.argv,
    environment: Object.keys(launch.env).sort(),
    prompt_path: join(context.runDir, runArtifacts.prompt(requestId)),
  };
  const value = { ...named, ...work, ...how, ...command, emitted_at: new Date().toISOString() };
  writeJson(join(context.runDir, runArtifacts.invocation(requestId)), value, context);
}

/** `runner_stdout` is the final message: the marker is looked for in it. */
export async function writeArtifacts(
  request: StageRunRequest,
  context: RunContext,
  result: RunnerRawResult,
  end: HostEnd,
  isKept: (line: string) => boolean,
): Promise<void> {
  checkRunDir(context);
  const { requestId, runId, node } = request;
  showPrompt(request, context);
  const path = (name: (request: string) => string): string => join(context.runDir, name(requestId));
  writeWhole(path(runArtifacts.stdout), result.finalMessage ?? '');
  const events = redacted(context.stdoutFile, leftOutEvent, context, isKept);
  await writeStream(events, path(runArtifacts.events));
  const errors = redacted(context.stderrFile, leftOutLine, context, () => true);
  await writeStream(errors, path(runArtifacts.stderr));
  const paths = {
    stdout_path: path(runArtifacts.stdout),
    stderr_path: path(runArtifacts.stderr),
    events_path: path(runArtifacts.events),
  };
  const ids = { kind: 'runner_completion', request_id: requestId, run_id: runId, node_id: node };
  const { exitKind, exitCode, signal, usage, failure, notes, startedAt, endedAt } = result;
  const observed = { exit_kind: exitKind, exit_code: exitCode, signal, observed_exit_kind: end.kind };
  const cause = { failure_class: failure?.class ?? null, failure_detail: failure?.detail ?? null };
  const rest = { token_usage: usage, notes, started_at: startedAt, ended_at: endedAt };
  writeJson(path(runArtifacts.completion), { ...ids, ...observed, ...cause, ...paths, ...rest }, context);
}

function writeJson(path: string, value: object, context: RunContext): void {
  writeWhole(path, `${withoutSecrets(JSON.stringify({ schema_version: '1.0', ...value }, null, 2), context)}\n`);
}

/** In a file of JSON lines the remark is one too. */
const leftOutEvent = (bytes: number): string => `${JSON.stringify({ type: 'millrace.left_out', bytes })}\n`;

async function writeStream(parts: AsyncIterable<string>, to: string): Promise<void> {
  const beside = `${to}.${randomUUID()}.tmp`;
  await pipeline(parts, createWriteStream(beside, { flags: 'wx', mode: 0o600 }));
  renameSync(beside, to);
}

/** Head and tail, by whole lines: a large output needs no memory, and a secret is never cut in two. */
async function* redacted(
  from: string,
  remark: (bytes: number) => string,
  context: RunContext,
  isKept: (line: string) => boolean,
): AsyncGenerator<string> {
  for await (const part of keptParts(from, KEPT_OUTPUT)) {
    if ('leftOut' in part) yield remark(part.leftOut);
    else
      yield withoutSecrets(
        part.text
          .split(/(?<=\n)/)
          .filter(isKept)
          .join(''),
        context,
      );
  }
}
