// Claude Code as a runner: `claude -p` with a folder of its own and the user's login.
import { mkdirSync } from 'node:fs';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import { LaunchRefused, type AgentLaunch, type HostEnd, type RunContext, type RunnerAdapter } from '../adapter.js';
import { keptText, readBy } from '../output/kept.js';
import { KEPT_MESSAGE } from '../output/limits.js';
import { collectedEnd } from '../settle.js';
import { claudeArgv } from './argv.js';
import { classifyClaude } from './classify.js';
import { claudeDemo } from './demo.js';
import { type ClaudeEvents, claudeReader } from './events.js';
import { privateFolder } from './folder.js';
import { inspectClaude } from './inspect.js';
import { handedKey } from './key.js';
import { probeClaude } from './probe.js';
import { claudeSaid } from './said.js';
import { resumesClaude, sessionLeft, sessionOf } from './session.js';
import { claudeKind } from './settings.js';
import {
  claudeProgram,
  givenEnv,
  HOME_VARIABLE,
  LOGIN_VARIABLE,
  loginFile,
  loginPlace,
  noProgram,
  withoutKeys,
} from './surroundings.js';
import { claudeTrial } from './trial.js';
import { openingsOfClaude, permissionMeaning, type Walls, wallsOf } from './walls.js';

/** SIGTERM, because on it Claude Code ends the commands that it runs, those in sessions of their own too. */
export const claudeAdapter: RunnerAdapter = {
  ...{ name: claudeKind.name, stopSignal: 'SIGTERM' },
  ...{ prepare, collect, resumes: resumesClaude, toolOpen, said: claudeSaid, probe: probeClaude },
  ...{ inspect: inspectClaude, openings: openingsOfClaude, meaning: permissionMeaning, demo: claudeDemo },
  trial: claudeTrial,
};

async function prepare(request: StageRunRequest, context: RunContext): Promise<AgentLaunch> {
  const program = claudeProgram(context);
  if (program === null) throw new LaunchRefused('runner_binary_missing', noProgram(context));
  mkdirSync(context.tmpDir, { recursive: true, mode: 0o700 });
  const { mode, settings, notes } = await wallsOf(request, context);
  const folder = privateFolder(context);
  const session = sessionOf(request, context);
  const key = handedKey(context);
  const argv = [
    ...key.before,
    ...claudeArgv(request, context.config.claude_code, { program, session, mode, settings }),
  ];
  const needs = { read: [], write: [folder, loginFile(context), ...(key.file === null ? [] : [key.file])] };
  return {
    argv,
    env: { ...envOf(request, context, { folder, mode }), ...key.env },
    stdin: context.promptFile,
    needs,
    notes,
  };
}

/** What we decide comes last, but for what only saves time and names that are asked. */
function envOf(
  { silenceSeconds }: StageRunRequest,
  context: RunContext,
  { folder, mode }: { folder: string; mode: Walls['mode'] },
): Record<string, string> {
  return {
    ...{ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' },
    // A provider that does not answer at all is given up before our clock of silence: it is the provider's failure.
    ...(silenceSeconds === 0 ? {} : { API_TIMEOUT_MS: String(silenceSeconds * 750) }),
    ...withoutKeys(givenEnv(context)),
    // What stages learn from each other is on their desks; what is tried again, and when, is the runtime's to say.
    ...{ CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1', CLAUDE_CODE_DISABLE_CRON: '1', CLAUDE_CODE_MAX_RETRIES: '0' },
    // A document that says `@path` would have that file read, whatever its permission, and sent.
    CLAUDE_CODE_DISABLE_FILE_MENTIONS: '1',
    ...{ [HOME_VARIABLE]: folder, [LOGIN_VARIABLE]: loginPlace(context), TMPDIR: context.tmpDir },
    // As root it runs without questions only where it is told that somebody else keeps it from harm: we do, or the user said so.
    ...(mode === 'bypassPermissions' ? { IS_SANDBOX: '1' } : {}),
  };
}

async function collect(request: StageRunRequest, context: RunContext, end: HostEnd): Promise<RunnerRawResult> {
  const events = await eventsOf(context);
  const failure = classifyClaude(end, events, await keptText(context.stderrFile, KEPT_MESSAGE));
  return {
    ...collectedEnd(request, end, failure, context.config.claude_code.env),
    finalMessage: events.lastWords,
    ...sessionLeft(request, context, events.session),
    usage: events.usage,
    notes: [...deniedNote(events, request), ...unreadableNote(events)],
  };
}

/** The one sign that an agent which ended well could not do what it wanted to. */
function deniedNote({ denied }: ClaudeEvents, { permission }: StageRunRequest): string[] {
  if (denied.length === 0) return [];
  const tools = [...new Set(denied)].slice(0, 5).join(', ');
  return [`Claude Code kept its agent from ${denied.length} calls of tools, by the permission ${permission}: ${tools}`];
}

const unreadableNote = ({ unreadable }: ClaudeEvents): string[] =>
  unreadable === 0 ? [] : [`${unreadable} lines of Claude Code's output were not JSON events`];

async function toolOpen(context: RunContext): Promise<boolean> {
  return (await eventsOf(context)).open > 0;
}

const eventsOf = async ({ stdoutFile }: RunContext): Promise<ClaudeEvents> =>
  (await readBy(claudeReader(), stdoutFile)).events();
