// Pi as a runner: `pi --mode rpc`, spoken to through the pipe that its host holds open, with the user's own login.
import { join } from 'node:path';
import { journalFiles } from '../../core/contracts/paths.js';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import { LaunchRefused, type AgentLaunch, type HostEnd, type RunContext, type RunnerAdapter } from '../adapter.js';
import { allowedEnv } from '../environment.js';
import { readText, writeWhole } from '../files.js';
import { makePipes } from '../host/dialogue.js';
import { keptText, readBy } from '../output/kept.js';
import { KEPT_MESSAGE } from '../output/limits.js';
import { collectedEnd } from '../settle.js';
import { piArgv } from './argv.js';
import { classifyPi } from './classify.js';
import { piDemo } from './demo.js';
import { type PiEvents, piReader } from './events.js';
import { isStreaming } from './event.js';
import { neededByPi, privateFolder } from './folder.js';
import { inspectPi } from './inspect.js';
import { bareName, variableIn } from './keys.js';
import { probePi } from './probe.js';
import { firstWords, piDialogue } from './protocol.js';
import { piSaid } from './said.js';
import { resumesPi, sessionLeft, sessionOf } from './session.js';
import { piKind } from './settings.js';
import { HOME_VARIABLE, noProgram, ownEnv, ownProviders, piProgram, providerOf } from './surroundings.js';
import { refuseTreeThatRuns } from './tree-settings.js';
import { piTrial } from './trial.js';
import { isNewer, piPackage } from './version.js';
import { own } from '../../core/own.js';

/** SIGTERM, because on it Pi ends the commands that it runs; on SIGINT it leaves them. */
export const piAdapter: RunnerAdapter = {
  ...{ name: piKind.name, stopSignal: 'SIGTERM', dialogue: piDialogue },
  ...{
    prepare,
    collect,
    resumes: resumesPi,
    toolOpen,
    isKept,
    said: piSaid,
    probe: probePi,
    inspect: inspectPi,
    demo: piDemo,
    trial: piTrial,
  },
};

async function prepare(request: StageRunRequest, context: RunContext): Promise<AgentLaunch> {
  const program = programOf(context);
  const provider = providerOf(request.model, context);
  const newer = isNewer(piPackage(program));
  if (!newer) refuseTreeThatRuns(context.treeDir);
  checkKey(provider, newer, context);
  const stdin = join(context.journalDir, journalFiles.firstWords);
  writeWhole(stdin, firstWords(readText(context.promptFile) ?? ''));
  await makePipes(context.journalDir);
  const folder = privateFolder(request, context);
  const env = { ...ownEnv(provider, context), [HOME_VARIABLE]: folder };
  const session = sessionOf(request, context);
  const argv = piArgv(request, context.config.pi, program, { provider, session, isNewer: newer });
  const { read, write } = neededByPi(folder, context);
  const needs = { read, write: [...write, ...(session === null ? [] : [session.folder])] };
  return { argv, env, stdin, needs, notes: [] };
}

function programOf(context: RunContext): string {
  const program = piProgram(context);
  if (program !== null) return program;
  throw new LaunchRefused('runner_binary_missing', noProgram(context));
}

/** Pi itself would send the name of the variable to the provider as if it were the key; a newer one does so with a name that has no mark. */
function checkKey(provider: string | null, newer: boolean, context: RunContext): void {
  const apiKey = provider === null ? null : (ownProviders(context).get(provider)?.apiKey ?? null);
  const name = variableIn(apiKey);
  if (name === null) return;
  const isSet = Boolean(own({ ...allowedEnv(context.env), ...ownEnv(provider, context) }, name));
  if (newer && bareName(apiKey) !== null) {
    if (isSet) throw new LaunchRefused('auth_missing_or_invalid', unmarked(provider, name));
    return;
  }
  if (isSet) return;
  const detail = `Pi's provider ${provider} takes its key from the variable ${name}, which is not set for the worker.`;
  throw new LaunchRefused(
    'auth_missing_or_invalid',
    `${detail} Set it, or set it in [runners.pi.env] of millrace.toml.`,
  );
}

const unmarked = (provider: string | null, name: string): string =>
  `The key of Pi's provider ${provider} is written ${name} in models.json. The Pi that is installed sends this text itself as the key: ` +
  `write "$${name}" there, which names the variable.`;

async function collect(request: StageRunRequest, context: RunContext, end: HostEnd): Promise<RunnerRawResult> {
  const events = await eventsOf(context);
  const stderr = await keptText(context.stderrFile, KEPT_MESSAGE);
  const provider = providerOf(request.model, context);
  const cause = classifyPi(end, events, stderr);
  const failure = cause && { ...cause, detail: cause.detail + hint(cause, provider) };
  return {
    ...collectedEnd(request, end, failure, context.config.pi.env),
    finalMessage: events.lastWords,
    ...sessionLeft(request, context),
    usage: events.usage,
    notes: [...warningsIn(stderr), ...otherProvider(events, provider), ...unreadableNote(events)],
  };
}

/** Pi goes on with another model or another effort than it was asked for, and only warns. */
const warningsIn = (stderr: string): string[] =>
  stderr
    .split('\n')
    .filter((line) => line.startsWith('Warning: '))
    .slice(0, 5)
    .map((line) => `Pi: ${line.slice(0, 300)}`);

const hint = ({ class: cause }: { class: string }, provider: string | null): string =>
  provider === null && (cause === 'auth_missing_or_invalid' || cause === 'runner_misconfigured')
    ? ' Pi chose the provider by the name of the model; name one with `provider` in [runners.pi] of millrace.toml.'
    : '';

/** Without a model Pi takes the first one it has a key for, whatever provider it was given. */
function otherProvider({ last }: PiEvents, asked: string | null): string[] {
  if (asked === null || last === null || last.provider === '' || last.provider === asked) return [];
  return [`Pi asked the provider ${last.provider} and not ${asked}; name a model of ${asked} for this stage`];
}

const unreadableNote = ({ unreadable }: PiEvents): string[] =>
  unreadable === 0 ? [] : [`${unreadable} lines of Pi's output were not JSON events`];

async function toolOpen(context: RunContext): Promise<boolean> {
  return (await eventsOf(context)).openTools > 0;
}

/** What streams is most of the output by far, and whole in other events. */
function isKept(line: string, { config }: RunContext, { failure }: RunnerRawResult): boolean {
  return config.pi.eventLogPolicy === 'full' || failure !== null || !isStreaming(line);
}

const eventsOf = async ({ stdoutFile }: RunContext): Promise<PiEvents> =>
  (await readBy(piReader(), stdoutFile)).events();
