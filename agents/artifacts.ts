// The files of one request that people read, in the run's folder. Nothing goes there with a secret in it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { journalFiles, runArtifacts, runtimePaths } from '../core/contracts/paths.js';
import type { RunnerRawResult, StageRunRequest } from '../core/contracts/stage.js';
import type { AgentLaunch, HostEnd, RunContext } from './adapter.js';
import { unlinkIfThere } from '../disk/files.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { type Data, writeParts } from '../disk/write.js';
import { secretsOfStage, wholeWithoutSecrets, withoutSecrets } from './context.js';
import { keptFolder, runnerFiles } from './desk/kept.js';
import { writeShown } from './desk/shown.js';
import { readText, writeWhole } from './files.js';
import { keptParts, leftOutLine } from './output/kept.js';
import { KEPT_OUTPUT } from './output/limits.js';
import { Joiner } from './secrets/joined.js';

/** Written once where it counts: the prompt of a request taken up again is the one it had. The copy is for people. */
export function writePrompt(request: StageRunRequest, context: RunContext, prompt: string): string[] {
  if (!existsSync(context.promptFile)) writeWhole(context.promptFile, prompt);
  return showPrompt(request, context);
}

/** A request that an older build began has none in its journal. */
function showPrompt(request: StageRunRequest, context: RunContext): string[] {
  const prompt = readText(context.promptFile);
  return prompt === null ? [] : showArtifact(request, context, runArtifacts.prompt, withoutSecrets(prompt, context));
}

/** Gives what lay in the way. */
const showArtifact = (
  { runId, requestId }: StageRunRequest,
  { workspaceDir }: RunContext,
  name: (request: string) => string,
  content: Data,
): string[] => writeShown(workspaceDir, join(runtimePaths.runs, runId, name(requestId)), content);

/** What was started, with names of variables and not their values. */
export function writeInvocation(
  request: StageRunRequest,
  context: RunContext,
  runner: string,
  launch: AgentLaunch,
): string[] {
  const { requestId, runId, node, kind, item, model, effort, permission, skills, stageNumber, attempt } = request;
  const ids = { kind: 'runner_invocation', request_id: requestId, run_id: runId, node_id: node, stage: kind };
  const named = { ...ids, stage_number: stageNumber, attempt };
  const work = { work_item_family_id: item.family, work_item_id: item.id };
  const how = { runner_name: runner, model_name: model, model_reasoning_effort: effort, permission, skills };
  const instead = request.fallback === undefined ? {} : { fallback: request.fallback };
  const command = {
    command: launch.argv,
    environment: Object.keys(launch.env).sort(),
    prompt_path: join(context.runDir, runArtifacts.prompt(requestId)),
  };
  const value = { ...named, ...work, ...how, ...instead, ...command, emitted_at: new Date().toISOString() };
  return showArtifact(request, context, runArtifacts.invocation, jsonText(value, context));
}

/** `runner_stdout` is the final message: the marker is looked for in it. Gives what lay in the way. */
export async function writeArtifacts(
  request: StageRunRequest,
  context: RunContext,
  result: RunnerRawResult,
  end: HostEnd,
  isKept: (line: string) => boolean,
): Promise<string[]> {
  const show = (name: (request: string) => string, content: Data): string[] =>
    showArtifact(request, context, name, content);
  const { stdout, stderr } = runnerFiles(keptFolder(context.stateDir, request));
  const events = join(context.journalDir, journalFiles.events);
  writeWhole(stdout, result.finalMessage ?? '');
  await writeParts(events, redacted(context.stdoutFile, leftOutEvent, context, isKept), PRIVATE_FILE);
  const errors = redacted(context.stderrFile, leftOutLine, context, () => true);
  await writeParts(stderr, errors, PRIVATE_FILE);
  const aside = [
    ...showPrompt(request, context),
    ...show(runArtifacts.stdout, { copyOf: stdout }),
    ...show(runArtifacts.events, { copyOf: events }),
    ...show(runArtifacts.stderr, { copyOf: stderr }),
    ...show(runArtifacts.completion, completion(request, context, result, end)),
  ];
  unlinkIfThere(events);
  return aside;
}

function completion(request: StageRunRequest, context: RunContext, result: RunnerRawResult, end: HostEnd): string {
  const { requestId, runId, node } = request;
  const path = (name: (request: string) => string): string => join(context.runDir, name(requestId));
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
  return jsonText({ ...ids, ...observed, ...cause, ...paths, ...rest }, context);
}

const jsonText = (value: object, context: RunContext): string =>
  `${withoutSecrets(JSON.stringify({ schema_version: '1.0', ...value }, null, 2), context)}\n`;

/** In a file of JSON lines the remark is one too. */
const leftOutEvent = (bytes: number): string => `${JSON.stringify({ type: 'millrace.left_out', bytes })}\n`;

/** Head and tail, by whole lines: a large output needs no memory, and a secret is never cut in two. */
async function* redacted(
  from: string,
  remark: (bytes: number) => string,
  context: RunContext,
  isKept: (line: string) => boolean,
): AsyncGenerator<string> {
  const clean = (lines: string): Promise<string> =>
    wholeWithoutSecrets(
      lines
        .split(/(?<=\n)/)
        .filter(isKept)
        .join(''),
      context,
    );
  const joiner = new Joiner(secretsOfStage(context));
  for await (const part of keptParts(from, KEPT_OUTPUT)) {
    if ('text' in part) yield await clean(joiner.take(part.text));
    else {
      yield await clean(joiner.rest());
      yield remark(part.leftOut);
    }
  }
  yield await clean(joiner.rest());
}
