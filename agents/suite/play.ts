// Plays one case: the real adapter through the real host, in a work tree, a home and a state folder that are made for it.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { own } from '../../core/own.js';
import { kindOfRunner } from '../../core/plan/sources/config/runners.js';
import { writeAtomicSync } from '../../disk/write.js';
import { requestId } from '../../core/contracts/run-ids.js';
import type { FormChance, RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import type { RunnerAdapter, Trial } from '../adapter.js';
import { agentItself } from '../host/itself.js';
import { kill, processesOf } from '../host/sweep.js';
import { CANCEL } from '../host/wait.js';
import { readText, writeWhole } from '../files.js';
import type { LiveView } from '../live.js';
import { runAgent } from '../run-stage.js';
import { isBoxed, type RunnerConfig } from '../runner-config.js';
import type { Case, Ending } from './case.js';
import { filesBelow } from './files.js';
import type { ModelRequest } from './model-server/request.js';
import type { ModelServer } from './model-server/server.js';

/** What one runner is tried with, for all its cases. */
export interface Stand {
  adapter: RunnerAdapter;
  /** As the operator has it. */
  config: RunnerConfig;
  env: NodeJS.ProcessEnv;
  /** Null: with the operator's own login. */
  server: ModelServer | null;
  /** What the stages ask for; null = what the runner has by itself. */
  model: string | null;
  /** Aborted it ends the agents that are at work; absent: nobody breaks it off. */
  signal?: AbortSignal;
}

export interface Observed {
  raw: RunnerRawResult;
  /** Processes of the stage that are still there. */
  left: number;
  /** What the model was asked. */
  requests: readonly ModelRequest[];
  trial: Trial;
  /** Whether anything keeps it to a permission below maximum: walls of its own, or ours. */
  walled: boolean;
  /** Whether the second attempt went on with the session of the first one; false where there was none. */
  resumed: boolean;
  /** Text of a file of the work tree; null = it is not there. */
  file(path: string): string | null;
  /** Everything that is kept of the stage. */
  kept: string;
}

/** The key that the server is asked with. */
export const KEY = 'trial-key-0123456789abcdef';
const OUTCOMES = { TRIAL_COMPLETE: 'success', BLOCKED: 'blocked' } as const;
const PROMPT = 'This is a trial of the runner. Do what you are told, and end with the line ### TRIAL_COMPLETE.';

/** `root`: a folder of the case's own, which is the caller's to remove. A text: why it cannot be played. */
export async function play(one: Case, stand: Stand, root: string): Promise<Observed | string> {
  const place = placesIn(root);
  makeTree(place.workspaceDir, one.tree ?? {});
  putFiles(place.home, one.home ?? {});
  const { adapter, config, server } = stand;
  const name = one.name.replace('/', '-');
  const steps = [...one.steps, ...(one.again ?? [])].map(withKey);
  const url = server === null ? '' : one.refused === true ? NOBODY : server.session(name, { steps: [...steps] });
  const trial =
    server === null
      ? { env: {}, config }
      : (adapter.trial?.({
          home: place.home,
          permission: one.permission ?? 'maximum',
          url,
          key: KEY,
          steps,
          config,
          env: stand.env,
        }) ?? NO_TRIAL);
  if (typeof trial === 'string') return trial;
  const scene = { one, stand, trial, place, asked: () => server?.requests(name) ?? [] };
  const first = await attempt(scene, 1, one.again === undefined ? null : { chance: 'ahead' });
  const last = one.again === undefined ? first : await again(scene, first.request);
  return {
    ...{ raw: last.raw, resumed: last.resumed, requests: scene.asked(), trial },
    walled: isWalled(adapter.name, trial),
    left: await leftOf(last.request.requestId),
    file: (path) => readText(join(place.workspaceDir, path)),
    kept: [JSON.stringify(last.raw), ...filesBelow(join(place.workspaceDir, 'millrace-agents'))].join('\n'),
  };
}

const isWalled = (name: string, { config, asksNobody }: Trial): boolean =>
  isBoxed(config, name) || (kindOfRunner(name)?.bare !== true && asksNobody !== true);

/** The host ends by itself once its result is written, and may be seen until then. */
async function leftOf(id: string): Promise<number> {
  const look = (): number => processesOf({ requestId: id, agent: null, host: null }).length;
  for (let waited = 0; waited < ENDS_MS && look() > 0; waited += LOOK_MS) await sleep(LOOK_MS);
  return look();
}

const ENDS_MS = 2000;

const NO_TRIAL = 'nothing is known by which it could be led to a model server of ours';
/** A port that nobody listens at: below those that programs get. */
const NOBODY = 'http://127.0.0.1:9/v1';

const withKey = <T>(step: T): T => JSON.parse(JSON.stringify(step).replaceAll('KEY', KEY)) as T;

interface Places {
  workspaceDir: string;
  stateDir: string;
  home: string;
}

function placesIn(root: string): Places {
  const [workspaceDir = '', stateDir = '', home = ''] = ['work', 'states/trial', 'home'].map((name) =>
    join(root, name),
  );
  for (const folder of [workspaceDir, stateDir, home]) mkdirSync(folder, { recursive: true });
  return { workspaceDir, stateDir, home };
}

/** A repository with one commit. What the case puts there comes after it, and is in none. */
function makeTree(folder: string, files: Readonly<Record<string, string>>): void {
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  writeWhole(join(folder, 'greeting.txt'), 'hello\n');
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=Trial', '-c', 'user.email=trial@localhost', 'commit', '--quiet', '-m', 'start');
  putFiles(folder, files);
}

function putFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeAtomicSync(join(folder, path), text, { mode: 0o755 });
  }
}

interface Scene {
  one: Case;
  stand: Stand;
  trial: Trial;
  place: Places;
  asked: () => readonly ModelRequest[];
}

interface Attempt {
  request: StageRunRequest;
  raw: RunnerRawResult;
  resumed: boolean;
}

const again = (scene: Scene, before: StageRunRequest): Promise<Attempt> =>
  attempt(scene, 2, {
    ...{ chance: 'taken', of: before.requestId, failureClass: 'missing_terminal_result' },
    detail: 'The final message has no legal marker.',
  });

async function attempt(scene: Scene, number: number, form: FormChance | null): Promise<Attempt> {
  const { one, stand, trial, place } = scene;
  const request = requestOf(one, stand, { attempt: number, ...(form === null ? {} : { form }) }, place.workspaceDir);
  const cancel = new AbortController();
  const breakOff = (): void => cancel.abort(CANCEL);
  stand.signal?.addEventListener('abort', breakOff);
  if (stand.signal?.aborted === true) breakOff();
  let resumed = false;
  let view: LiveView | null = null;
  const prompt = (isResumed: boolean): Promise<string> => {
    resumed = isResumed;
    return Promise.resolve(stand.server === null ? (one.live ?? PROMPT) : (one.prompt ?? PROMPT));
  };
  const running = runAgent(request, {
    ...{ workspaceDir: place.workspaceDir, stateDir: place.stateDir, config: trial.config, prompt },
    ...{
      signal: cancel.signal,
      env: stand.server === null ? stand.env : { ...workerEnv(stand.env, place), ...trial.env },
    },
    beat: (now) => (view = now),
  });
  const ending = one.end === undefined ? null : endAt(one.end, scene, () => view, cancel);
  const raw = await running.finally(() => {
    ending?.stop();
    stand.signal?.removeEventListener('abort', breakOff);
  });
  return { request, raw, resumed };
}

/** Its own id in each run: what a stage left is found by it. */
function requestOf(
  one: Case,
  { adapter, model }: Stand,
  more: Partial<StageRunRequest>,
  folder: string,
): StageRunRequest {
  const runId = `run-${Buffer.from(folder).toString('hex').slice(-32)}`;
  const attemptNumber = more.attempt ?? 1;
  return {
    ...{ schema: 1, runId, requestId: requestId(runId, 1, attemptNumber), workspace: 'trial', lineage: 'trial' },
    ...{ turn: 1, stageNumber: 1, attempt: 1, plane: 'execution', node: 'trial', kind: 'trial', mode: 'trial' },
    ...{ planDigest: '0'.repeat(64), item: { family: 'task', id: 'trial', root: 'trial', sha256: '0'.repeat(64) } },
    ...{ outcomes: OUTCOMES, instructions: '0'.repeat(64), skills: [], emits: [], emittedPerStage: 0 },
    ...{ runner: adapter.name, model, effort: null, permission: one.permission ?? 'maximum' },
    ...{ timeoutSeconds: one.timeout ?? 90, silenceSeconds: one.silence ?? 0 },
    ...more,
  };
}

/** Of the operator's own variables the trial gets what any program needs; a home that is made for it. */
const workerEnv = (env: NodeJS.ProcessEnv, { home }: Places): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(['PATH', 'LANG', 'TERM', 'TMPDIR', 'USER', 'SHELL'].map((name) => [name, own(env, name)])),
  HOME: home,
});

const LOOK_MS = 50;
/** A stream has begun to be read by then. */
const READ_MS = 500;

/** Ends the agent as soon as the moment is there. `stop`: it has ended by itself, and the moment will not come. */
function endAt(
  { by, at }: Ending,
  scene: Scene,
  view: () => LiveView | null,
  cancel: AbortController,
): { stop(): void } {
  let stopped = false;
  const isThere: Readonly<Record<Ending['at'], () => boolean>> = {
    start: () => true,
    asked: () => scene.asked().length > 0,
    stream: () => scene.asked().length > 0,
    tool: () => readText(join(scene.place.workspaceDir, 'started')) !== null,
    back: () => scene.asked().length > 1,
  };
  const act = async (): Promise<void> => {
    while (!stopped && ((view()?.pid ?? null) === null || !isThere[at]())) await sleep(LOOK_MS);
    if (at === 'stream') await sleep(READ_MS);
    const pid = view()?.pid ?? null;
    if (stopped || pid === null) return;
    if (by === 'cancel') cancel.abort(CANCEL);
    else kill(agentItself(pid), by);
  };
  void act();
  return { stop: () => void (stopped = true) };
}
