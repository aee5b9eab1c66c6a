// One run: a workspace on a server of its own, rounds of tasks, a supervisor, a killer; then the evidence of it all.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSnapshot } from '../../../read/snapshot.js';
import { lineageWorkflowId, workspaceWorkflowId } from '../../../core/contracts/ids.js';
import { journalFiles, runtimePaths } from '../../../core/contracts/paths.js';
import { Bench } from '../../support/bench.js';
import { exportEvidence, treeText } from '../../support/evidence.js';
import { chanceOf } from './chance.js';
import { ISSUER } from './command-kill.js';
import { GIT_WINDOWS } from './gits.js';
import { type Kill, type Kind, makeKills } from './killer.js';
import type { Scene } from './scene.js';
import { atWork, type Person } from './person.js';
import { supervise } from './supervisor.js';
import { checkOf, exportBranches, fillRepository, LANES, photograph, ROOTS, tipOfMain } from './trees.js';
import { type Mode, STAGES, type Work, workOf } from './work.js';

/** Short, so that every few stages end a history. */
const HISTORY_EVENTS = 60;
/** What the last tasks may take when nothing is killed any more. */
const FINISH_MS = 300_000;
/** Seconds: what a git that was killed leaves is waited out in steps of these. */
const BACKOFF = '[2, 5, 10]';
const POLL_MS = 100;

export interface ChaosOptions {
  kills: number;
  seed: number;
  mode: Mode;
  /** Roots work in trees of their own, several at a time. */
  trees?: boolean;
  /** `merge`: roots are specs that are judged and land on the user's branch. */
  deliver?: 'branch' | 'merge';
  /** Nothing but these; absent = all that the ground has. */
  kinds?: readonly Kind[];
  /** Of one round. */
  tasks: number;
  /** Absolute path of the folder for the evidence; made here. */
  evidence: string;
  /** Aborted: ends the run as it is, with its evidence and without anything left behind. */
  stop: AbortSignal;
}

export interface ChaosRun {
  kills: Kill[];
  rounds: number;
  /** Workers that were started. */
  workers: number;
  seconds: number;
  /** False when the tasks were not all done in time. */
  finished: boolean;
  /** Null where nobody works in the checkout. */
  person: ReturnType<Person['did']> | null;
}

/** Throws when a part of the driver itself fails; the evidence so far is kept. */
export async function runChaos(options: ChaosOptions): Promise<ChaosRun> {
  const began = Date.now();
  const file = (name: string): string => path.join(options.evidence, name);
  mkdirSync(options.evidence, { recursive: true });
  const bench = await openBench(options);
  const chance = chanceOf(options.seed);
  const work = workOf(bench, chance, { ...options, log: file('agents.jsonl') });
  writeFileSync(file('first-tree.json'), treeText(bench));
  const delivers = options.deliver === 'merge';
  const mine = options.trees === true ? { before: photograph(bench, delivers), start: tipOfMain(bench) } : null;
  work.addRound();
  const supervisor = supervise(bench, file('workers.jsonl'));
  const person = delivers ? atWork(bench, chanceOf(options.seed + 1)) : null;
  const scene: Scene = {
    ...sceneOf(bench, delivers ? 's1-01' : options.trees === true ? (ROOTS[0] ?? '') : 'backlog'),
    bench,
    chance,
    supervisor,
    again: () => ['add-task', work.documentOf(chance.pick(work.tasks()))],
    agents: file('agents.jsonl'),
    ground: delivers ? 'deliveries' : options.trees === true ? 'trees' : 'in place',
    hits: new Map<string, number>(),
    ...(options.kinds && { kinds: options.kinds }),
    stop: options.stop,
  };
  try {
    const { kills, finished } = await disturb(scene, work, options.kills, file('kills.jsonl'), person);
    await person?.leave();
    await supervisor.stop();
    const more = { others: work.others(), chances: work.chances(), merges: work.merges() };
    const lost = kills.filter(({ kind }) => kind === 'agent-kill' || kind === 'host-kill');
    const struck = lost.map(({ detail = '' }) => detail);
    const stood = struck.filter((request) => stoodByItsWord(bench, scene.agents, request));
    const killed = struck.filter((request) => !stood.includes(request));
    const gits = kills.filter(({ kind }) => kind in GIT_WINDOWS).length;
    const expected = {
      tasks: work.tasks(),
      stagesPerTask: STAGES.length,
      issuers: [ISSUER],
      killed,
      stood,
      gits,
      ...more,
    };
    writeFileSync(file('expect.json'), JSON.stringify(expected));
    const seconds = Math.round((Date.now() - began) / 1000);
    return {
      kills,
      finished,
      rounds: work.rounds(),
      workers: supervisor.started(),
      seconds,
      person: person?.did() ?? null,
    };
  } finally {
    await person?.leave().catch(() => undefined);
    await supervisor.stop();
    await exportEvidence(bench, options.evidence);
    if (mine !== null) exportBranches(bench, options.evidence, { ...mine, delivers });
    await bench.run('server', 'stop', '--force');
    bench.close();
  }
}

/** Struck after its last line, with its marker given: then it is not lost, and its stage is over. */
function stoodByItsWord(bench: Bench, agents: string, request: string): boolean {
  const isEnd = (line: string): boolean => line.includes('"event":"end"') && line.includes(request);
  if (!readFileSync(agents, 'utf8').split('\n').some(isEnd)) return false;
  const decided = path.join(bench.stateDir(), 'run', request, journalFiles.decided);
  const { outcome } = JSON.parse(readFileSync(decided, 'utf8')) as { outcome: { failureClass: string | null } };
  return outcome.failureClass === null;
}

async function openBench({ mode, trees = false, deliver = 'branch', evidence }: ChaosOptions): Promise<Bench> {
  const bench = new Bench('').useEmbedded();
  if (trees) fillRepository(bench, deliver === 'merge');
  await bench.ok('init', '--mode', mode, ...(trees ? ['--trees', 'per_root'] : []));
  if (trees) await bench.ok('config', 'set', 'trees.lanes', String(LANES));
  if (deliver === 'merge') {
    // What is checked out as a worker starts would be the base of what begins then, and the person is on another branch at times.
    await bench.ok('config', 'set', 'trees.base', 'main');
    await bench.ok('config', 'set', 'trees.deliver', 'merge');
    await bench.ok('config', 'set', 'trees.checks', JSON.stringify([checkOf(evidence)]));
  }
  const config = bench.file(runtimePaths.config);
  const text = readFileSync(config, 'utf8').replace(
    '[runtime]',
    `[runtime]\nhistory_events = ${HISTORY_EVENTS}\nenvironment_backoff_seconds = ${BACKOFF}`,
  );
  writeFileSync(config, text);
  await bench.ok('trust', '--accept');
  return bench;
}

function sceneOf(bench: Bench, root: string): Pick<Scene, 'stateHome' | 'limit' | 'place' | 'workflows'> {
  const state = bench.stateDir();
  const workspace = path.basename(state);
  return {
    stateHome: bench.stateHome,
    limit: HISTORY_EVENTS,
    place: { state, log: bench.file(runtimePaths.events) },
    workflows: [workspaceWorkflowId(workspace), lineageWorkflowId(workspace, root)],
  };
}

/** A round follows the other until there were enough kills; then the last tasks are finished in peace. */
async function disturb(
  scene: Scene,
  work: Work,
  count: number,
  log: string,
  person: Person | null,
): Promise<{ kills: Kill[]; finished: boolean }> {
  let killing = true;
  const feeding = feed(work, () => killing);
  const kills = await makeKills(scene, count, log).finally(() => (killing = false));
  await feeding;
  person?.settle();
  return { kills, finished: await isAtRest(scene, work) };
}

async function feed(work: Work, goesOn: () => boolean): Promise<void> {
  for (; goesOn(); await sleep(POLL_MS)) if (work.isDone()) work.addRound();
}

/** True once every task is done and the mirror says so. */
async function isAtRest({ bench, stop }: Scene, work: Work): Promise<boolean> {
  for (const bound = Date.now() + FINISH_MS; Date.now() < bound && !stop.aborted; await sleep(POLL_MS)) {
    if (work.isDone() && readSnapshot(bench.workspace)?.workspace?.phase === 'idle') return true;
  }
  return false;
}
