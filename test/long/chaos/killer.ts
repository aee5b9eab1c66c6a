// Does the kills of a run, one after the other, at instants and in an order that the seed decides.
import { appendFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONTINUE_WINDOW, huntContinue } from './continue-window.js';
import { killCommand } from './command-kill.js';
import { killAtWork } from './at-work.js';
import { forkersOf, GIT_WINDOWS, huntGit } from './gits.js';
import type { Scene } from './scene.js';
import { exists, freeze, killAll, serverPids, thaw, untilGone } from './victims.js';
import { hunt, WINDOWS } from './windows.js';

type WindowName = keyof typeof WINDOWS | typeof CONTINUE_WINDOW;
type GitName = keyof typeof GIT_WINDOWS;
type Plain =
  | 'worker-kill'
  | 'worker-term'
  | 'worker-stop'
  | 'server-kill'
  | 'server-term'
  | 'server-stop'
  | 'both-kill'
  | 'two-workers'
  | 'agent-kill'
  | 'host-kill'
  | 'forker-kill'
  | 'command-kill';
export type Kind = Plain | WindowName | GitName;

/** One line of `kills.jsonl`. `at`: ms since 1970. */
export interface Kill {
  at: number;
  kind: Kind;
  pids: number[];
  detail?: string;
}

/** How often each kind comes in a hand; hands are dealt until there are enough kills. */
type Deck = Readonly<Partial<Record<Kind, number>>>;
const DECK = {
  'worker-kill': 3,
  'worker-term': 1,
  'worker-stop': 1,
  'server-kill': 2,
  'server-term': 1,
  'server-stop': 1,
  'both-kill': 1,
  'two-workers': 1,
  'agent-kill': 2,
  'host-kill': 2,
  'forker-kill': 1,
  'command-kill': 2,
  'between-spawn-and-journal': 2,
  'between-end-and-completion': 2,
  'during-completion': 2,
  'before-second-chance': 2,
  'during-mirror-write': 2,
  'during-continue-as-new': 1,
  'git-kill': 2,
  'git-kill-writing': 1,
} satisfies Deck;
/** What only trees have. */
const IN_TREES: Deck = { 'during-commit': 2, 'git-kill-at-branch': 1, 'during-lay': 2, 'during-exchange': 1 };
/** What only deliveries have. */
const IN_DELIVERIES: Deck = { 'during-landing': 3, 'git-kill-landing': 2, 'both-killed-landing': 1 };
/** Longest quiet time before a kill. */
const QUIET_MS = 1500;
/** Part of the kills that wait for the work to go on first; the others may hit a worker that has not begun to serve. */
const PATIENT = 0.6;
/** A worker starts in a second; on a busy machine in many. */
const PROGRESS_MS = 30_000;
/** How long one window is hunted, and how often before it is given up for this time. */
const HUNT_MS = 6000;
const HUNTS = 2;
/** A server that is stopped longer is taken for hung, and ended. */
const SERVER_STOP_MS = 4000;
/** The newcomer needs a second to start, longer on a busy machine; then it ends a holder that stands still. */
const WORKER_STOP_MS = 9000;
const BESIDE_MS = 5000;

export type Ground = 'in place' | 'trees' | 'deliveries';

const deckOf = (ground: Ground): Deck => ({
  ...DECK,
  ...(ground === 'in place' ? {} : IN_TREES),
  ...(ground === 'deliveries' ? IN_DELIVERIES : {}),
});

export const KINDS = Object.keys(deckOf('deliveries')) as Kind[];

/** Makes so many kills and returns them. A window that cannot be hit gives way to a kill at random; where no git was met the next kind comes. */
export async function makeKills(scene: Scene, count: number, log: string): Promise<Kill[]> {
  const kills: Kill[] = [];
  let hand: Kind[] = [];
  const all = Object.entries(deckOf(scene.ground)) as [Kind, number][];
  const deck = all.filter(([kind]) => scene.kinds?.includes(kind) ?? true);
  while (kills.length < count && !scene.stop.aborted) {
    await scene.pace?.(kills.length);
    if (scene.stop.aborted) break;
    if (hand.length === 0) hand = scene.chance.shuffled(deck.flatMap(([kind, times]) => Array<Kind>(times).fill(kind)));
    const kind = hand.pop() ?? 'worker-kill';
    const done = (await perform(scene, kind)) ?? (isGit(kind) ? null : await perform(scene, 'worker-kill'));
    if (done === null) continue;
    kills.push(done);
    appendFileSync(log, `${JSON.stringify(done)}\n`);
  }
  return kills;
}

async function perform(scene: Scene, kind: Kind): Promise<Kill | null> {
  if (isGit(kind)) return killAtGit(scene, kind);
  if (isWindow(kind)) {
    await progress(scene);
    const pids = await huntOften(scene, kind);
    if (pids === null) return null;
    const at = Date.now();
    await untilGone(pids);
    return { at, kind, pids };
  }
  if (scene.chance.next() < PATIENT) await progress(scene);
  await sleep(scene.chance.between(0, QUIET_MS));
  const at = Date.now();
  const done = await PLAIN[kind](scene);
  return done === null ? null : { at, kind, ...done };
}

/** Waits until an agent starts or ends. */
async function progress({ agents }: Scene): Promise<void> {
  const size = (): number => statSync(agents, { throwIfNoEntry: false })?.size ?? 0;
  const before = size();
  for (const bound = Date.now() + PROGRESS_MS; size() === before && Date.now() < bound;) await sleep(10);
}

const isWindow = (kind: Kind): kind is WindowName => kind === CONTINUE_WINDOW || kind in WINDOWS;

const isGit = (kind: Kind): kind is GitName => kind in GIT_WINDOWS;

async function killAtGit(scene: Scene, kind: GitName): Promise<Kill | null> {
  if (scene.chance.next() < PATIENT) await progress(scene);
  const common = { workers: scene.supervisor.workers, share: scene.chance.next, boundMs: HUNT_MS };
  for (let times = 0; times < HUNTS; times += 1) {
    const done = await huntGit({ ...common, window: GIT_WINDOWS[kind] });
    if (done === null) continue;
    const at = Date.now();
    await untilGone(done.pids);
    return { at, kind, ...done };
  }
  return null;
}

async function huntOften(scene: Scene, name: WindowName): Promise<number[] | null> {
  const { place, stateHome, workflows, limit } = scene;
  const common = { workers: scene.supervisor.workers, share: scene.chance.next, boundMs: HUNT_MS };
  for (let times = 0; times < HUNTS; times += 1) {
    const pids =
      name === CONTINUE_WINDOW
        ? await huntContinue({ ...common, stateHome, workflows, limit })
        : await hunt({ ...common, window: WINDOWS[name], place });
    if (pids !== null) return pids;
  }
  return null;
}

type Done = Pick<Kill, 'pids' | 'detail'> | null;

const PLAIN: Readonly<Record<Plain, (scene: Scene) => Promise<Done>>> = {
  'worker-kill': (scene) => end(oneWorker(scene), 'SIGKILL'),
  'worker-term': (scene) => end(oneWorker(scene), 'SIGTERM'),
  'worker-stop': stopWorker,
  'server-kill': (scene) => end(server(scene), 'SIGKILL'),
  'server-term': (scene) => end(server(scene), 'SIGTERM'),
  'server-stop': stopServer,
  'both-kill': (scene) => end([...scene.supervisor.workers(), ...server(scene)], 'SIGKILL'),
  'two-workers': twoWorkers,
  'agent-kill': (scene) => killAtWork(scene, 'agent'),
  'host-kill': (scene) => killAtWork(scene, 'host'),
  'forker-kill': (scene) => end(forkersOf(oneWorker(scene)), 'SIGKILL'),
  'command-kill': killCommand,
};

const oneWorker = ({ supervisor, chance }: Scene): number[] => {
  const pids = supervisor.workers();
  return pids.length === 0 ? [] : [chance.pick(pids)];
};

const server = ({ stateHome }: Scene): number[] => serverPids(stateHome);

/** Null when there was nobody. */
async function end(pids: number[], signal: NodeJS.Signals): Promise<Done> {
  if (pids.length === 0) return null;
  killAll(pids, signal);
  await untilGone(pids);
  return { pids };
}

/** Two live beside each other for a while, and one of them dies. */
async function twoWorkers(scene: Scene): Promise<Done> {
  void scene.supervisor.another();
  await sleep(scene.chance.between(500, BESIDE_MS));
  return end(oneWorker(scene), 'SIGKILL');
}

/** A newcomer is started while the worker stands still; it may end the worker, which goes on otherwise. */
async function stopWorker({ supervisor, chance }: Scene): Promise<Done> {
  const pids = supervisor.workers();
  if (pids.length === 0) return null;
  freeze(pids);
  const newcomer = supervisor.another();
  await Promise.race([untilGone(pids), newcomer, sleep(chance.between(500, WORKER_STOP_MS))]);
  const detail = pids.some(exists) ? 'it went on' : 'the newcomer ended it';
  thaw(pids);
  return { pids, detail };
}

async function stopServer(scene: Scene): Promise<Done> {
  const pids = server(scene);
  if (pids.length === 0) return null;
  freeze(pids);
  await sleep(scene.chance.between(100, SERVER_STOP_MS));
  thaw(pids);
  return { pids };
}
