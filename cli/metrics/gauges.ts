// What is true of a workspace now, as figures: the same that `status` and `report` show, from files alone.
import { join } from 'node:path';
import { ATTENTION_KINDS } from '../../core/attention/attention.js';
import { ITEM_STATES } from '../../core/contracts/families.js';
import { gauge, type Values } from '../../core/metrics/catalog.js';
import type { Sample } from '../../core/metrics/text.js';
import { roomAt } from '../../disk/room.js';
import type { Around } from '../around.js';
import type { Health } from '../report/shape.js';

const HEALTH: readonly Health[] = ['ok', 'attention', 'degraded', 'down'];
const AGENT_STATES = ['starting', 'running', 'ending', 'ended', 'lost'] as const;
/** Folders of families that a workspace added may be anybody's. */
const MOST_FAMILIES = 50;

export const gaugesOf = (around: Around, health: Health): Values => ({
  millrace_workers: workersOf(around),
  millrace_health: HEALTH.map((state) => gauge(Number(state === health), { state })),
  millrace_paused: pausedBy(around),
  millrace_attention: Object.keys(ATTENTION_KINDS).map((kind) => gauge(countOf(around.needsYou, kind), { kind })),
  millrace_items: around.folders
    .slice(0, MOST_FAMILIES * ITEM_STATES.length)
    .map(({ family, state, ids }) => gauge(ids.length, { family, state })),
  millrace_lanes: lanesOf(around),
  millrace_agents: AGENT_STATES.map((state) =>
    gauge(around.runs.filter(({ agent }) => agent?.state === state).length, { state }),
  ),
  millrace_mirror_seq: around.snapshot?.workspace ? [gauge(around.snapshot.workspace.seq)] : [],
  millrace_disk_free_bytes: [
    gauge(roomAt(around.dir, 0).free, { disk: 'workspace' }),
    gauge(roomAt(join(around.home, around.id ?? ''), 0).free, { disk: 'state' }),
  ],
});

const countOf = (needs: Around['needsYou'], wanted: string): number =>
  needs.filter(({ kind }) => kind === wanted).length;

function workersOf({ worker }: Around): Sample[] {
  const isSilent = worker.silentSince !== null;
  return [
    gauge(Number(worker.alive && !isSilent), { role: 'serving' }),
    gauge(worker.helpers.length, { role: 'helping' }),
    gauge(Number(worker.alive && isSilent), { role: 'silent' }),
  ];
}

function pausedBy({ snapshot }: Around): Sample[] {
  const { pauseSources = [], usage } = snapshot?.workspace ?? {};
  return [
    gauge(Number(pauseSources.includes('operator')), { by: 'operator' }),
    gauge(Number((usage?.blockers.length ?? 0) > 0), { by: 'spending' }),
  ];
}

function lanesOf({ snapshot }: Around): Sample[] {
  const { lanes = 0, turns = [] } = snapshot?.workspace ?? {};
  if (lanes === 0) return [];
  const held = (lane: string): number => turns.filter((turn) => turn.lane === lane).length;
  const foreground = held('foreground');
  return [
    gauge(foreground, { lane: 'foreground', state: 'held' }),
    gauge(Math.max(0, lanes - foreground), { lane: 'foreground', state: 'free' }),
    gauge(held('learning'), { lane: 'learning', state: 'held' }),
  ];
}
