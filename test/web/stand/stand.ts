// Puts a shop into the files of a workspace as the runtime would have: by the mirror, and beside it what agents, hosts and workers keep.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requestOf, toldOf, writeRun } from '../../../bench/web/played.js';
import type { ActivationFacts } from '../../../core/contracts/activation.js';
import { sha256Hex } from '../../../core/contracts/digest.js';
import { workspaceWorkflowId } from '../../../core/contracts/ids.js';
import type { MirrorEntry, TurnView, WorkspaceSection } from '../../../core/contracts/mirror.js';
import { journalFiles, RUNTIME_DIR, runtimePaths, statePaths } from '../../../core/contracts/paths.js';
import type { StagePhase } from '../../../core/contracts/stage-phase.js';
import type { Dirs } from '../../../disk/dirs.js';
import { createLayout } from '../../../disk/layout.js';
import { applyBatch } from '../../../disk/mirror/apply.js';
import { writeRequirements } from '../../../disk/store/requirements.js';
import { putText } from '../../../disk/store/texts.js';
import { tryLease } from '../../../worker/fleet/lease.js';
import { enlist } from '../../../worker/fleet/roster.js';
import { compileShipped } from '../../support/plan.js';
import { changesOf } from './changes.js';
import { paperText, type Words } from './papers.js';
import { requirementsOf } from './requirements.js';
import { type Shop, shopAt } from './shop.js';
import { ASKING, askedAt, decisionsAt, needsAt, targetsAt } from './waits.js';

export interface Stand extends Dirs {
  id: string;
  /** State home. */
  home: string;
  /** Lets the worker of the shop, which is this process, go. */
  leave(): void;
}

export interface Told {
  /** Absolute path of a folder that is there and empty. */
  root: string;
  /** Name of the workspace's folder. */
  name: string;
  /** ms since 1970. */
  now: number;
  words: Words;
}

const plain: Words = (text) => text;

/** A shop of its own; `hex`: eight digits, the end of its id. */
export async function openStand({
  root,
  name,
  now,
  words = plain,
}: Omit<Told, 'words'> & { words?: Words }): Promise<Stand> {
  const workspace = path.join(root, name);
  const home = path.join(root, 'state');
  mkdirSync(workspace, { recursive: true });
  const begun = new Date(now - 20 * 86_400_000).toISOString();
  const { id } = await createLayout(workspace, begun, sha256Hex(name).slice(0, 8));
  const dirs = { workspace, state: path.join(home, id) };
  mkdirSync(dirs.state, { recursive: true, mode: 0o700 });
  const shop = shopAt(now, words);
  await fill(dirs, shop, { root, name, now, words });
  const worker = enlist(dirs.state, { role: 'serve', stays: true, endures: true, build: 'a-build' });
  worker.serves();
  tryLease(dirs.state, worker.record);
  return { ...dirs, id, home, leave: () => worker.leave() };
}

async function fill(dirs: Dirs, shop: Shop, told: Told): Promise<void> {
  const { now, words } = told;
  const id = path.basename(dirs.state);
  writePlan(dirs);
  const text = words('// a line of its own');
  await changesOf(dirs, shop, { name: `src/pay/${fileName(words('key'))}.ts`, text: `${text}\n` });
  for (const run of shop.runs) writeRun(dirs.workspace, run);
  const entries = [...(await placesOf(dirs, shop, words)), ...logOf(shop, now), ...needsAt(now, id, words)];
  const decisions = decisionsAt(now, words).map((value): MirrorEntry => ({ kind: 'decision', value }));
  const targets = await Promise.all(
    targetsAt(now).map(async (value): Promise<MirrorEntry> => {
      const paper = shop.items.find((one) => one.id === value.root);
      const sha256 = await putText(dirs.state, paper === undefined ? '' : paperText(paper, words));
      return { kind: 'target', order: [1, 0], value: { ...value, sha256 } };
    }),
  );
  const turns = turnsOf(shop, now);
  const all = [...entries, ...decisions, ...targets, ...turns.shown, sectionOf(shop, now, turns.views)];
  await applyBatch(dirs, { writer: workspaceWorkflowId(id), entries: all });
  for (const record of requirementsOf(words)) await writeRequirements(dirs.state, record);
  for (const run of shop.runs) writeJournal(dirs, run, now, words);
  await refuse(dirs, `T-230${fileName(words('-new'))}.md`, { now, words });
}

/** As a file system takes it. */
const fileName = (text: string): string => text.replaceAll('/', '').replaceAll('\0', '').slice(0, 60);

function writePlan({ workspace }: Dirs): void {
  const file = path.join(workspace, RUNTIME_DIR, runtimePaths.compiledPlan);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(compileShipped('', 'default_codex').named, null, 1));
}

const placesOf = (dirs: Dirs, { items }: Shop, words: Words): Promise<MirrorEntry[]> =>
  Promise.all(
    items.map(async (item): Promise<MirrorEntry> => {
      const sha256 = await putText(dirs.state, paperText(item, words));
      return { kind: 'place', order: [1, 0], family: item.family, id: item.id, state: item.state, sha256 };
    }),
  );

/** Oldest first, as a mirror writes it. */
function logOf({ items, runs }: Shop, now: number): MirrorEntry[] {
  const event = (
    key: string,
    type: string,
    at: string,
    data: Record<string, unknown>,
  ): MirrorEntry & { at: string } => ({
    ...{ kind: 'event', key, type, at, data },
  });
  const admitted = items.map(({ family, id, root, createdAt }) =>
    event(`admitted:${family}/${id}`, 'work_item_admitted', createdAt, {
      work_item: `${family}/${id}`,
      root: root ?? null,
      source: 'drop',
    }),
  );
  const begun = runs.flatMap(({ run, family, id, root, stages }) => {
    const at = new Date(stages[0]?.from ?? now).toISOString();
    return [event(`claimed:${run}`, 'work_item_claimed', at, { work_item: `${family}/${id}`, run_id: run, root })];
  });
  const ended = runs.flatMap(({ run, family, id, stages, end, reason }) => {
    const at = new Date(stages.at(-1)?.to ?? now).toISOString();
    if (end === null) return [];
    return [event(`left:${run}`, `work_item_${end}`, at, { work_item: `${family}/${id}`, run_id: run, reason })];
  });
  const roots = targetsAt(now).flatMap(({ root, openedAt, closedAt }) => [
    event(`opened:${root}`, 'closure_target_opened', openedAt, { root }),
    ...(closedAt === null ? [] : [event(`closed:${root}`, 'closure_target_closed', closedAt, { root })]),
  ]);
  const asked = askedAt(now);
  const asks = event(`asked:${asked.id}`, 'approval_requested', asked.askedAt, {
    ...{ approval_id: asked.id, work_item: `task/${ASKING}`, node_id: asked.node, capabilities: asked.capabilities },
    run_id: runs.find(({ id }) => id === ASKING)?.run,
  });
  const told = runs.flatMap(toldOf);
  const all = [...admitted, ...begun, ...told, ...ended, ...roots, asks] as (MirrorEntry & { at: string })[];
  return all.sort((a, b) => a.at.localeCompare(b.at));
}

/** Turns that are held: two that work in lanes, one that asks. */
function turnsOf(shop: Shop, now: number): { views: TurnView[]; shown: MirrorEntry[] } {
  const going = shop.runs.filter(({ id }) => shop.items.some((item) => item.id === id && item.state === 'active'));
  const views = going.map(({ family, id, run, root }, at): TurnView => ({
    ...{ turn: 40 + at, lane: id === ASKING ? null : 'foreground', family, id, runId: run, root },
    state: id === ASKING ? 'asking' : 'running',
  }));
  const shown = going.map((run, at): MirrorEntry => {
    const number = run.id === ASKING ? run.stages.length + 1 : run.stages.length;
    const phase: StagePhase =
      run.id === ASKING
        ? { phase: 'asking', requestId: null, wait: null, approval: askedAt(now) }
        : { phase: 'running', requestId: requestOf(run.run, number), wait: null };
    const last = run.stages.at(-1);
    const since = run.id === ASKING ? askedAt(now).askedAt : new Date(last?.from ?? now).toISOString();
    const node = run.id === ASKING ? 'fixer' : (last?.node ?? 'builder');
    const facts = { turn: 40 + at, runId: run.run, node, stageNumber: number, since, order: 1 };
    const item = { family: run.family, id: run.id, root: run.root, sha256: 'd', generation: 0 };
    const activation = { ...resting, ...facts, item, ...phase };
    return { kind: 'run', order: [40 + at, 1], value: { schema: 2, lineage: run.root, activation } };
  });
  return { views, shown };
}

const resting: Omit<ActivationFacts, 'turn' | 'runId' | 'node' | 'stageNumber' | 'since' | 'order' | 'item'> = {
  ...{ plane: 'execution', planDigest: 'd', attempt: 1, environmentTries: 0, lostHosts: 0, spent: { fix: 1 } },
  ...{ failureClass: null, lastOutcome: null, emitted: [], leashVersion: 1, go: true, grant: 1, remaining: null },
};

function sectionOf({ items }: Shop, now: number, turns: TurnView[]): MirrorEntry {
  const queued = items.filter(({ state }) => state === 'queued');
  const { id: planId, digest, plan } = compileShipped('', 'default_codex').named;
  const waits = queued.filter(({ dependsOn = [] }) => dependsOn.length > 0);
  const value: WorkspaceSection = {
    ...{ schema: 6, seq: 90, rules: 8, phase: 'running', pauseSources: [], allowance: null },
    ...{
      planId,
      planDigest: digest,
      mode: plan.mode,
      turn: 42,
      active: null,
      turns,
      lanes: 2,
      lastOutcome: 'CHECKER_PASS',
    },
    depths: { planning: 0, execution: queued.length, learning: 0 },
    blocked: 1,
    targets: targetsAt(now).flatMap(({ root, state }) => (state === 'open' ? [{ root, state, reason: null }] : [])),
    next: queued.filter((one) => !waits.includes(one)).map(({ family, id }) => ({ family, id })),
    waiting: waits.map(({ family, id, dependsOn = [] }) => ({
      ...{ family, id, reason: `waits for task ${dependsOn.join(', ')}, which is not done` },
    })),
    usage: usageOf(now),
    updatedAt: new Date(now - 4000).toISOString(),
  };
  return { kind: 'workspace', order: [90, 0], value };
}

const usageOf = (now: number): NonNullable<WorkspaceSection['usage']> => ({
  ...{ autoResume: true, timeZone: 'UTC', session: 1, blockers: [], resumeAt: null },
  rules: [
    {
      ...{ id: 'night', window: 'rolling_5h', threshold: 4_000_000, observed: 1_730_000 },
      until: new Date(now + 95 * 60_000).toISOString(),
    },
  ],
});

/** What the host of an agent that is at work keeps. */
function writeJournal({ state }: Dirs, run: Shop['runs'][number], now: number, words: Words): void {
  const last = run.stages.at(-1);
  if (last?.to !== null || last === undefined) return;
  const folder = path.join(state, statePaths.journal(requestOf(run.run, run.stages.length)));
  mkdirSync(folder, { recursive: true });
  const [line, tokens] =
    last.node === 'checker' ? ['$ npm test: 41 passed', 18_400] : ['reads src/search/words.ts', 52_100];
  writeFileSync(path.join(folder, journalFiles.live), JSON.stringify({ line: words(line), tokens }));
  const stdout = path.join(folder, journalFiles.stdout);
  writeFileSync(stdout, `${words(line)}\n`);
  utimesSync(stdout, (now - 4000) / 1000, (now - 4000) / 1000);
}

/** A file that no task could be read from. */
async function refuse({ workspace }: Dirs, name: string, { now, words }: { now: number; words: Words }): Promise<void> {
  const folder = path.join(workspace, RUNTIME_DIR, runtimePaths.dropFolder('task'));
  writeFileSync(path.join(folder, `${name}.invalid`), '# Something\n');
  const line = {
    ...{ at: new Date(now - 33 * 60_000).toISOString(), source_name: name, quarantine_name: `${name}.invalid` },
    ...{ error: words('it has no Task-ID'), sha256: null },
  };
  writeFileSync(path.join(folder, runtimePaths.invalidLog), `${JSON.stringify(line)}\n`);
}
