// A campaign through our own system: a workspace in `learning_codex`, its ideas dropped at once, a supervisor, and kills if asked for.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { workspaceWorkflowId } from '../../core/contracts/ids.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { chanceOf } from '../long/chaos/chance.js';
import { type Kill, makeKills } from '../long/chaos/killer.js';
import type { Scene } from '../long/chaos/scene.js';
import { supervise, type Supervisor } from '../long/chaos/supervisor.js';
import { serverPids } from '../long/chaos/victims.js';
import { Bench } from '../support/bench.js';
import { agentsIn, startsIn } from './agents.js';
import { ideaText, requestText } from './documents.js';
import { type Figures, figuresOf } from './figures.js';
import { type Histories, historiesOf } from './histories.js';
import { watchMemory } from './memory.js';
import { OUTBOX, outcomesOf, SPENT_BY_LEARNING } from './outcomes.js';
import { type Ran, ranOf } from './ran.js';
import type { Campaign } from './script.js';
import { itemsIn, seenIn } from './seen.js';

export const MODE = 'learning_codex';
const POLL_MS = 250;
/** Events after which a history ends, where nothing else is configured. */
const HISTORY_EVENTS = 2000;

export interface Asked {
  campaign: Campaign;
  kills: number;
  seed: number;
  /** Seconds after which it is given up. */
  bound: number;
  /** Aborted: ends as it is, with nothing left behind. */
  stop: AbortSignal;
}

export interface OurRun extends Ran {
  kills: Kill[];
  /** Results that the event log shows, beyond one for each request. */
  appliedAgain: number;
  histories: Histories | null;
}

/** Everything it made is gone when it returns. Throws when a part of the driver fails. */
export async function runOurs(asked: Asked): Promise<OurRun> {
  const bench = await openBench();
  const root = path.dirname(bench.workspace);
  const agents = path.join(root, 'agents.jsonl');
  writeFileSync(
    bench.env['MILLRACE_SCRIPT'] ?? '',
    JSON.stringify({ outcomes: outcomesOf(asked.campaign, OUTBOX), log: agents }),
  );
  bringIn(bench, asked.campaign);
  await limitLearning(bench, asked.campaign);
  const supervisor = supervise(bench, path.join(root, 'workers.jsonl'));
  const watched = watchMemory(() => ({ worker: supervisor.workers(), server: serverPids(bench.stateHome) }));
  try {
    const { kills, stopped } = await worked(bench, agents, supervisor, asked);
    await supervisor.stop();
    const ran = ranOf(seenIn(bench.file('.')), stopped, agentsIn(agents), watched.end());
    const histories = await historiesOf(bench.stateHome, path.basename(bench.stateDir()));
    return { ...ran, kills, appliedAgain: appliedAgain(bench), histories };
  } finally {
    watched.end();
    await supervisor.stop();
    await bench.run('server', 'stop', '--force');
    bench.close();
  }
}

async function openBench(): Promise<Bench> {
  const bench = new Bench('').useEmbedded();
  await bench.ok('init', '--mode', MODE);
  return bench;
}

function bringIn(bench: Bench, { ideas, learning }: Campaign): void {
  for (const { name } of ideas) bring(bench, runtimePaths.dropFolder('idea'), name, ideaText(name));
  for (let at = 1; learning.from === 'intake' && at <= learning.runs; at += 1)
    bring(bench, runtimePaths.dropFolder('learning_request'), `learn-${at}`, requestText(`learn-${at}`));
}

/** Learning may spend a fifth of each limit: so much that as many requests run as the script says, and the others wait. */
async function limitLearning(bench: Bench, { learning }: Campaign): Promise<void> {
  if (learning.from === 'intake') return;
  const threshold = 5 * learning.runs * SPENT_BY_LEARNING;
  const lines = [
    ...['', '[usage_governance]', 'enabled = true', '', '[usage_governance.runtime_token_rules]', 'enabled = true'],
    `rules = [{ rule_id = "campaign", window = "calendar_week", threshold = ${threshold} }]`,
  ];
  appendFileSync(bench.file(runtimePaths.config), `${lines.join('\n')}\n`);
  await bench.ok('trust', '--accept');
}

function bring(bench: Bench, folder: string, name: string, text: string): void {
  mkdirSync(bench.file(folder), { recursive: true });
  writeFileSync(bench.file(`${folder}/${name}.md`), text);
}

async function worked(
  bench: Bench,
  agents: string,
  supervisor: Supervisor,
  { campaign, kills: count, seed, bound, stop }: Asked,
): Promise<{ kills: Kill[]; stopped: string | null }> {
  const over = new AbortController();
  const expected = figuresOf(campaign);
  const scene = sceneOf(bench, agents, supervisor, { seed, idea: campaign.ideas[0]?.name ?? '', over: over.signal });
  const dues = duesOf(scene, count, expected.stageResults);
  const pace = async (done: number): Promise<void> => {
    while (!over.signal.aborted && startsIn(agentsIn(agents)).length < (dues[done] ?? 0)) await sleep(POLL_MS);
  };
  const killing = makeKills({ ...scene, pace }, count, path.join(path.dirname(agents), 'kills.jsonl'));
  // A driver that fails ends the run; its error is thrown where it is awaited.
  killing.catch(() => over.abort());
  const signals = [stop, over.signal];
  const stopped = await untilOver(bench, expected, Date.now() + bound * 1000, signals).finally(() => over.abort());
  return { kills: await killing, stopped };
}

/** How many agents have started before each kill: spread at random over all but the last few. */
function duesOf({ chance }: Scene, count: number, stages: number): number[] {
  return Array.from({ length: count }, () => Math.floor(chance.between(1, 0.95 * stages))).sort((a, b) => a - b);
}

function sceneOf(
  bench: Bench,
  agents: string,
  supervisor: Supervisor,
  { seed, idea, over }: { seed: number; idea: string; over: AbortSignal },
): Scene {
  const state = bench.stateDir();
  return {
    ...{ bench, supervisor, agents, stop: over, chance: chanceOf(seed), stateHome: bench.stateHome },
    again: () => ['add-idea', bench.file(`${runtimePaths.dropFolder('idea')}/${idea}.md`)],
    place: { state, log: bench.file(runtimePaths.events) },
    ...{ ground: 'in place' as const, hits: new Map() },
    ...{ workflows: [workspaceWorkflowId(path.basename(state))], limit: HISTORY_EVENTS },
  };
}

/** Null once every root is closed and every request to learn is done. */
async function untilOver(
  bench: Bench,
  expected: Figures,
  until: number,
  stops: readonly AbortSignal[],
): Promise<string | null> {
  for (;;) {
    const { rootsClosed, learning } = seenIn(bench.file('.'));
    if (rootsClosed >= expected.rootsClosed && learning >= expected.learning) return null;
    if (stops.some(({ aborted }) => aborted)) return 'it was interrupted';
    if (Date.now() > until) return `its time was up; ${openIn(bench)}`;
    await sleep(4 * POLL_MS);
  }
}

const openIn = (bench: Bench): string =>
  ['spec', 'incident', 'task', 'learning_request']
    .flatMap((family) => itemsIn(bench.file('.'), family, 'queued', 'active', 'blocked'))
    .join(', ') || 'no item is open';

function appliedAgain(bench: Bench): number {
  const requests = bench.events('stage_completed').map(({ data }) => String(data['request_id']));
  return requests.length - new Set(requests).size;
}
