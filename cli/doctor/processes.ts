// Workers and agents of this workspace: those that live, and what dead ones left in our state folder.
import { join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { namesIn } from '../../read/files.js';
import { type MetricsPlace, metricsPlaces } from '../../read/metrics/where.js';
import { readSnapshot } from '../../read/snapshot.js';
import { metricsText } from '../render/metrics.js';
import { silentNeed, workerState } from '../worker-state.js';
import { type Finding, ok, warning } from './finding.js';

/** `id`: of the workspace; null = it has none. */
export async function lookAtProcesses(dir: string, id: string | null, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (id === null || process.platform !== 'linux') return [];
  const { stateHome } = await import('../../worker/state-home.js');
  const stateDir = join(stateHome(env), id);
  const worker = await workerState(id, env);
  const running = (readSnapshot(dir)?.runs ?? []).filter(({ state }) => state === 'running');
  const unattended = worker.alive ? [] : running;
  return [
    ...silentNeed(worker).map(({ name: where, reason, remedy }) => warning('worker_silent', reason, { where, remedy })),
    ok('worker', worker.alive ? `process ${worker.pid ?? ''} serves the workspace` : 'no worker runs'),
    ...metricsPlaces(stateDir).map(metricsFinding),
    ...unattended.map((run) => unwatched(`${run.family}/${run.id} ${run.node}`)),
    ...(await deadWorkers(stateDir)),
    ...(await lostHosts(stateDir)),
  ];
}

function metricsFinding(place: MetricsPlace): Finding {
  if (place.address !== null) return ok('metrics', `figures are served at ${metricsText(place)}`);
  const remedy = 'End what listens there, or set another port under [metrics] and start the worker again.';
  return warning('metrics_not_served', metricsText(place), { remedy });
}

const unwatched = (where: string): Finding =>
  warning('stage_unwatched', 'a stage is under way and no worker watches it', {
    where,
    remedy: '`millrace run` attaches to it, or runs on from its result.',
  });

async function deadWorkers(stateDir: string): Promise<Finding[]> {
  const [{ readRoster }, { isAlive }] = await Promise.all([
    import('../../worker/fleet/roster.js'),
    import('../../disk/identity.js'),
  ]);
  const dead = readRoster(stateDir).filter((record) => !isAlive(record));
  if (dead.length === 0) return [];
  const pids = dead.map(({ pid }) => pid).join(', ');
  const remedy = 'Nothing: the next `millrace run` takes their records away.';
  return [warning('dead_worker', `workers ended without a word: process ${pids}`, { where: stateDir, remedy })];
}

/** An agent whose host was killed: the engine decides on it as soon as a worker runs. */
async function lostHosts(stateDir: string): Promise<Finding[]> {
  const { journalAt, look } = await import('../../agents/host/journal.js');
  const requests = namesIn(join(stateDir, statePaths.journal(''))).filter((name) => name.startsWith('request-'));
  const lost = requests.filter((request) => look(journalAt(stateDir, request)).state === 'orphaned');
  return lost.map((where) =>
    warning('host_lost', 'the host of this agent was killed', {
      where,
      remedy: 'Nothing: the next `millrace run` decides what becomes of the stage.',
    }),
  );
}
