// Any program as a runner: started as `[runners.command.NAME]` says, read in the dialect that it says.
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import { type AgentLaunch, type HostEnd, LaunchRefused, type RunContext, type RunnerAdapter } from '../adapter.js';
import { readText } from '../files.js';
import { keptText, readBy } from '../output/kept.js';
import { KEPT_MESSAGE } from '../output/limits.js';
import { collectedEnd } from '../settle.js';
import { findProgram } from '../program.js';
import { readyIf } from '../probes.js';
import { filled, names } from './argv.js';
import { classify } from './classify.js';
import { dialects, overIn, saidIn } from './dialects.js';
import type { Heard } from './dialect.js';
import { commandTrial } from './trial.js';
import { SESSION } from './lines.js';
import { inspectCommand, openingsOfCommand } from './inspect.js';
import { COMMAND, type CommandConfig, commandKind } from './settings.js';
import { noProgram, noTable, ownEnv, pathOf, tableOf } from './surroundings.js';

/** More in one argument no Linux takes; and a little less, for what stands around a prompt. */
const LONGEST_ARGUMENT = 120 * 1024;

/** `member`: NAME of `command.NAME`. Whether there is such a table is known only when it is used. */
export function commandAdapter(member: string): RunnerAdapter {
  const settings = (context: Pick<RunContext, 'config'>): CommandConfig | null => tableOf(member, context);
  const heardBy = async (context: RunContext, now: string): Promise<Heard> =>
    (await readBy(dialects[settings(context)?.dialect ?? 'text'].reader(), context.stdoutFile)).heard(now);
  return {
    ...{ name: `${COMMAND}.${member}`, stopSignal: 'SIGTERM', said: saidIn },
    prepare: async (request, context) => prepared(request, context, needed(member, context)),
    resumes: async (_request, context) =>
      context.session !== undefined && names(settings(context)?.argv ?? [], 'session'),
    collect: async (request, context, end) =>
      collected(request, context, end, { heard: await heardBy(context, end.endedAt), member }),
    toolOpen: async (context) => (await heardBy(context, new Date().toISOString())).quietUntil > Date.now(),
    dialogue: { isOver: overIn, stop: null },
    lingerMs: (context) => {
      const { dialect, linger } = settings(context) ?? { dialect: 'text', linger: 0 };
      return dialect === 'text' ? null : linger * 1000;
    },
    probe: async ({ failureClass }, context) => {
      const table = settings(context);
      if (failureClass !== 'runner_binary_missing' || table === null) return 'unknown';
      return readyIf(findProgram(table.argv[0], pathOf(table, context), context.workspaceDir) !== null);
    },
    trial: (place) => commandTrial(member, place),
    inspect: (_asked, context) => inspectCommand(member, context),
    openings: (permissions, context) => openingsOfCommand(member, permissions, context),
  };
}

function needed(member: string, context: RunContext): CommandConfig {
  const table = tableOf(member, context);
  if (table !== null) return table;
  throw new LaunchRefused('runner_misconfigured', noTable(member));
}

function prepared(request: StageRunRequest, context: RunContext, table: CommandConfig): AgentLaunch {
  const program = findProgram(table.argv[0], pathOf(table, context), context.workspaceDir);
  if (program === null) throw new LaunchRefused('runner_binary_missing', noProgram(request.runner, table));
  checkPermit(request, table);
  const argv = [program, ...filled(withPrompt(table), wordsOf(request, context, table)).slice(1)];
  const stdin = table.prompt === 'stdin' ? context.promptFile : null;
  // Walls hide what the words name; of what is written there the operator knows.
  const read = [context.promptFile, ...table.argv.filter((word) => word.startsWith('/'))];
  return { argv, env: ownEnv(table, context), stdin, needs: { read, write: [] }, notes: [] };
}

/** The configuration may be another one than the plan was made with. */
function checkPermit({ runner, permission }: StageRunRequest, { permissions, sandbox }: CommandConfig): void {
  const permits = commandKind.family.permits({ permissions: permissions ?? undefined, sandbox });
  if (permits.includes(permission)) return;
  const detail = `The runner ${runner} keeps to ${permits.join(', ')} and not to ${permission}, which the stage has.`;
  throw new LaunchRefused('runner_misconfigured', `${detail} Give it walls, or the stage another permission.`);
}

/** Where the command has no place for its prompt, it comes last. */
function withPrompt({ argv, prompt }: CommandConfig): readonly string[] {
  if (prompt === 'file' && !names(argv, 'prompt_file')) return [...argv, '{prompt_file}'];
  return prompt === 'argument' && !names(argv, 'prompt') ? [...argv, '{prompt}'] : argv;
}

function wordsOf(request: StageRunRequest, context: RunContext, { prompt }: CommandConfig) {
  return {
    ...{ model: request.model, effort: request.effort, permission: request.permission },
    ...{ workspace: context.treeDir, desk: context.deskDir, session: context.session?.id ?? null },
    ...{ prompt_file: context.promptFile, prompt: prompt === 'argument' ? argumentOf(context) : null },
  };
}

function argumentOf({ promptFile }: RunContext): string {
  const text = readText(promptFile) ?? '';
  const bytes = Buffer.byteLength(text);
  if (bytes <= LONGEST_ARGUMENT && !text.includes('\0')) return text;
  throw new LaunchRefused(
    'runner_misconfigured',
    `The prompt has ${bytes} bytes, and an argument holds ${LONGEST_ARGUMENT}. Set prompt = "stdin" or "file" for this runner.`,
  );
}

async function collected(
  request: StageRunRequest,
  context: RunContext,
  end: HostEnd,
  { heard, member }: { heard: Heard; member: string },
): Promise<RunnerRawResult> {
  const table = tableOf(member, context);
  const stderr = await keptText(context.stderrFile, KEPT_MESSAGE);
  const failure = classify(end, heard, stderr, table?.exitCodes ?? {});
  const { session, usage, message, notes } = heard;
  return {
    ...collectedEnd(request, end, failure, table?.env ?? {}),
    ...{ finalMessage: message, usage, notes },
    ...(session === null || !SESSION.test(session)
      ? {}
      : { session: { runner: `${COMMAND}.${member}`, id: session, usage: null } }),
  };
}
