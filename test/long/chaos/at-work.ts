// Kills an agent at work, or its host, by SIGKILL. What is lost then has one attempt more, and the engine bears three of a stage: so no stage is hit
// oftener than twice.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../../disk/identity.js';
import { journalFiles, statePaths } from '../../../core/contracts/paths.js';
import { jsonObject } from '../../../core/json-lines.js';
import { readText } from '../../../agents/files.js';
import { journalAt, look, readAgent, readHost } from '../../../agents/host/journal.js';
import type { Scene } from './scene.js';
import { freeze, killAll, thaw } from './victims.js';

/** How long somebody at work is waited for. */
const BOUND_MS = 6000;
const MOST_OF_A_STAGE = 2;

export type AtWork = 'agent' | 'host';

/** `detail`: the request. Null when nobody was at work. */
export async function killAtWork(scene: Scene, which: AtWork): Promise<{ pids: number[]; detail: string } | null> {
  for (const bound = Date.now() + BOUND_MS; Date.now() < bound; await sleep(20)) {
    const some = scene.chance.shuffled(unfinished(scene.place.state));
    for (const request of some) {
      const pid = strike(scene, request, which);
      if (pid !== null) return { pids: [pid], detail: request };
    }
  }
  return null;
}

function unfinished(state: string): string[] {
  const all = readdirSync(path.join(state, path.dirname(statePaths.journal('any'))));
  return all.filter((request) => !existsSync(path.join(state, statePaths.done, request)));
}

/** Both stand still while it is looked at; null: it is over, or not begun. */
function strike({ place: { state }, hits }: Scene, request: string, which: AtWork): number | null {
  const journal = journalAt(state, request);
  const [agent, host] = [readAgent(journal), readHost(journal)];
  const stage = stageOf(state, request);
  if (agent === null || host === null || (hits.get(stage) ?? 0) >= MOST_OF_A_STAGE) return null;
  if (!isAlive(agent) || !isAlive(host)) return null;
  const [pid, other] = which === 'agent' ? [agent.pid, host.pid] : [host.pid, agent.pid];
  freeze([pid, other]);
  const isHit = isAlive(agent) && isAlive(host) && look(journal).state === 'running';
  if (isHit) killAll([pid]);
  thaw([pid, other]);
  if (!isHit) return null;
  hits.set(stage, (hits.get(stage) ?? 0) + 1);
  return pid;
}

function stageOf(state: string, request: string): string {
  const asked = jsonObject(readText(path.join(state, statePaths.journal(request), journalFiles.request)) ?? undefined);
  return `${String(asked?.['runId'])} ${String(asked?.['stageNumber'])}`;
}
