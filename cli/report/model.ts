// The report as data: all of it from files, in one go, without a server.
import { join } from 'node:path';
import { amountOf } from '../../core/contracts/money.js';
import { clip } from '../../core/inert.js';
import { auditHead } from '../../read/audit.js';
import { type HeadsOf, readHeads } from '../../read/heads.js';
import type { KinItem } from '../../read/lineage.js';
import { readEvents, textOf } from '../../read/events.js';
import { pricesBehind, readLedger, type SpentView } from '../../read/ledger.js';
import { type CandidateView, listCandidates } from '../../read/candidates.js';
import { playedItems } from '../../read/played.js';
import { activePlan } from '../../read/plans.js';
import {
  closedIn,
  completedIn,
  durationsIn,
  type Finished,
  finishedIn,
  type ItemEnd,
} from '../../read/report/finished.js';
import { factsOf, titlesIn } from '../../read/report/item-facts.js';
import type { Period } from '../../read/report/period.js';
import { queueOf } from '../../read/report/queue.js';
import { sumOf, windowsOf } from '../../read/report/spent.js';
import { type Around, lookAround } from '../around.js';
import { shownNeed } from './attention.js';
import { changedBy } from './changed.js';
import { canGoOn, healthOf, idleOf } from './health.js';
import { lanesIn, nowOf } from './now.js';
import { type PlanState, type Report, REPORT_SCHEMA, type ReportChange, type ReportItem } from './shape.js';

/** Of each list. Whoever wants more asks the command that lists it. */
const MOST_ATTENTION = 100;
const MOST_CHANGES = 200;
const MOST_CLOSED = 50;
const MOST_CANDIDATES = 50;
const MOST_BRANCHES = 50;
/** Events from which it is learnt how long stages take. */
const KNOWN_EVENTS = 2000;

/** Items that a program is told of one by one. */
export const RECENT = 10;

export interface ReportWanted {
  period: Period;
  /** ms since 1970. */
  now: number;
  /** Items that came to an end, the last ones. */
  recent: number;
  /** What all stages spent, and where items belong, for who keeps that; default: it is read. */
  ledger?: readonly SpentView[];
  kin?: (heads: HeadsOf) => Promise<readonly KinItem[]>;
}

/** `dir`: of a workspace. */
export async function reportOf(
  dir: string,
  env: NodeJS.ProcessEnv,
  { period, now, recent, ledger = readLedger(dir), kin }: ReportWanted,
): Promise<Report> {
  const around = await lookAround(dir, env);
  const { id, snapshot, folders, needsYou, standing, home } = around;
  const heads = readHeads(dir);
  const titleOf = titlesIn(folders, heads);
  const finished = finishedIn(period.events);
  const requests = completedIn(period.events);
  const { openLineages } = await import('../../read/report/lineages.js');
  const { workspace } = snapshot ?? {};
  const queue = queueOf(folders, heads, snapshot, { now });
  const going = canGoOn(around, queue);
  const waiting = listCandidates(dir, ['waiting']);
  return {
    schema: REPORT_SCHEMA,
    generated_at: new Date(now).toISOString(),
    cursor: String(period.to),
    since: { cursor: String(period.from), at: period.events[0]?.at ?? null },
    workspace: {
      ...{ id, path: dir, mode: workspace?.mode ?? null, plan_id: workspace?.planId ?? null },
      plan_state: planState(dir, standing.state === 'accepted'),
    },
    health: healthOf(around, going),
    worker: workerOf(around, now),
    control: controlOf(around),
    now: nowOf(around, { titleOf, durations: durationsIn(readEvents(dir, KNOWN_EVENTS)), now }),
    lanes: lanesIn(around),
    attention: needsYou.slice(0, MOST_ATTENTION).map(shownNeed),
    queue,
    recent: (await itemsOf(dir, env, finished.slice(-recent), titleOf)).map((one) => ({
      ...one,
      cost: sumOf(ledger.filter(({ item }) => item === one.item)).cost,
    })),
    totals: {
      ...countsOf(finished),
      stages: requests.size,
      tokens: sumOf(ledger.filter(({ request }) => requests.has(request))),
    },
    lineage: await openLineages(dir, join(home, id ?? ''), heads, kin && (() => kin(heads))),
    closed: closedIn(period.events)
      .slice(-MOST_CLOSED)
      .map((one) => ({ ...one, title: titleOf(`spec/${one.root}`) })),
    candidates: waiting.slice(0, MOST_CANDIDATES).map(shownCandidate),
    candidates_waiting: waiting.length,
    branches: around.branches.slice(0, MOST_BRANCHES),
    usage: { ...windowsOf(ledger, now), budget: budgetOf(around), prices: pricesBehind(ledger), cost_estimate: null },
    idle_reason: idleOf(around, going),
    changes: period.events.slice(-MOST_CHANGES).map(changeOf),
    audit: id === null ? null : auditHead(join(home, id), id),
    changes_omitted: Math.max(0, period.events.length - MOST_CHANGES),
  };
}

const shownCandidate = ({ id, record }: CandidateView): Report['candidates'][number] => ({
  ...{ id, skill: record?.skill_id ?? null, created_at: record?.created_at ?? null },
});

function planState(dir: string, isAccepted: boolean): PlanState {
  const plan = activePlan(dir);
  if (plan === null) return 'missing';
  return plan === 'damaged' || !isAccepted ? 'stale' : 'current';
}

export function workerOf({ worker, servedFrom }: Around, now: number): Report['worker'] {
  const isLost = worker.lost.length > 0 || worker.silentSince !== null;
  const uptime = worker.startedAt === null ? null : Math.max(0, (now - Date.parse(worker.startedAt)) / 1000);
  return {
    ...{ state: isLost ? 'lost' : worker.alive ? 'alive' : 'absent', id: worker.identity, version: worker.build },
    ...{
      last_heartbeat: worker.lastBeat,
      uptime_s: uptime,
      served_from: servedFrom,
      rehearsal: worker.script !== null,
    },
  };
}

export function controlOf({ snapshot }: Around): Report['control'] {
  const { pauseSources = [], usage } = snapshot?.workspace ?? {};
  const isSpent = (usage?.blockers.length ?? 0) > 0;
  return {
    paused: pauseSources.length > 0,
    pause_sources: pauseSources,
    budget_paused: isSpent,
    resume_at: usage?.resumeAt ?? null,
  };
}

const budgetOf = ({ snapshot }: Around): Report['usage']['budget'] =>
  (snapshot?.workspace?.usage?.rules ?? []).map(({ id, observed, threshold, until, currency }) => ({
    ...(currency === undefined
      ? { rule: id, used: observed, limit: threshold, unit: 'tokens' }
      : { rule: id, used: amountOf(observed), limit: amountOf(threshold), unit: currency }),
    resets_at: until,
  }));

async function itemsOf(
  dir: string,
  env: NodeJS.ProcessEnv,
  some: readonly Finished[],
  titleOf: (item: string) => string,
): Promise<Omit<ReportItem, 'cost'>[]> {
  const changed = await changedBy(dir, env);
  const played = playedItems(dir, new Set(some.map(({ item }) => item)));
  return Promise.all(
    some.map(async (one) => {
      const { item, outcome, at, reason, runs } = one;
      const { wall, ...facts } = factsOf(dir, one, titleOf);
      const marks = { played: played.get(item) ?? null };
      return {
        item,
        outcome,
        reason,
        ...facts,
        ...marks,
        wall_s: wall,
        finished_at: at,
        changes: await changed(item, runs),
      };
    }),
  );
}

function countsOf(finished: readonly Finished[]): Record<ItemEnd, number> {
  const count = (end: ItemEnd): number => finished.filter(({ outcome }) => outcome === end).length;
  return {
    done: count('done'),
    blocked: count('blocked'),
    cancelled: count('cancelled'),
    superseded: count('superseded'),
  };
}

const DETAIL = 200;

/** What tells most of an event, in one line. */
function changeOf({ seq, at, type, data }: Period['events'][number]): ReportChange {
  const next = textOf(data['next']) === '' ? '' : `-> ${textOf(data['next'])}`;
  const parts = [textOf(data['terminal_result']), next, textOf(data['reason']), textOf(data['issuer'])];
  const detail = clip(parts.filter((part) => part !== '').join(' '), DETAIL);
  const item = textOf(data['work_item']) || textOf(data['root']);
  return { seq, at, type, item: clip(item, DETAIL), node: clip(textOf(data['node_id']), DETAIL), detail };
}
