// The same campaign through the reference, as its user runs it, with a stand-in for Codex that plays the same script. Its triggers make
// the requests to learn, and it has no share that ends them.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runnerNames } from '../../agents/registry.js';
import { installReference } from '../../bench/reference/install.js';
import { openRoom, type Room } from '../../bench/room.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { compile } from '../../core/plan/compile.js';
import { readSources } from '../../read/sources.js';
import { agentsIn } from './agents.js';
import { ideaText } from './documents.js';
import { figuresOf } from './figures.js';
import { watchMemory } from './memory.js';
import { type Asked, MODE } from './ours.js';
import { outcomesOf, QUEUES } from './outcomes.js';
import { type Ran, ranOf } from './ran.js';
import { type Nodes, NODES_FILE, SCRIPT_FILE } from './request.js';
import { itemsIn, seenIn } from './seen.js';

const POLL_MS = 1000;
/** It is given up when no agent has started or ended for so long. */
const QUIET_MS = 60_000;

const CONFIG = `[runtime]
default_mode = "${MODE}"
run_style = "daemon"
idle_sleep_seconds = 0.02

[runners.codex]
command = "codex"
permission_default = "maximum"
`;

/** Everything it made is gone when it returns, but the installed reference. Throws when that cannot be installed. */
export async function runReference({ campaign, bound, stop }: Omit<Asked, 'kills' | 'seed'>): Promise<Ran> {
  const room = await openRoom(installReference());
  const folder = path.dirname(room.workspace);
  const log = path.join(folder, 'agents.jsonl');
  writeFileSync(path.join(folder, SCRIPT_FILE), JSON.stringify({ outcomes: outcomesOf(campaign, QUEUES), log }));
  writeFileSync(path.join(folder, NODES_FILE), JSON.stringify(nodesOf(folder)));
  standIn(folder);
  writeFileSync(room.file(runtimePaths.config), CONFIG);
  const inbox = path.join(room.workspace, 'ideas', 'inbox');
  mkdirSync(inbox, { recursive: true });
  for (const { name } of campaign.ideas) writeFileSync(path.join(inbox, `${name}.md`), ideaText(name));
  const { child, ended } = room.start('run', 'daemon');
  const watched = watchMemory(() => ({ daemon: child.pid === undefined ? [] : [child.pid] }));
  let said = '';
  void ended.then(({ output }) => (said = `its daemon ended: ${output.trim().slice(-500)}`));
  try {
    const roots = figuresOf(campaign).rootsClosed;
    const why = await untilOver(room, { log, roots, until: Date.now() + bound * 1000, stop, ended: () => said });
    return ranOf(seenIn(room.file('.')), why, agentsIn(log), watched.end());
  } finally {
    watched.end();
    await room.close();
  }
}

/** What its stages may end with is what ours may. `folder`: any without assets of its own. */
function nodesOf(folder: string): Nodes {
  const { named } = compile(readSources(folder), { mode: MODE, runners: runnerNames() });
  const nodes = Object.values(named?.plan.planes ?? {}).flatMap((graph) => Object.entries(graph.nodes));
  return Object.fromEntries(nodes.map(([id, { kind, outcomes }]) => [id, { kind, outcomes }]));
}

/** Takes the place of the one that the figures of the bench use. */
function standIn(folder: string): void {
  const program = fileURLToPath(new URL('./stand-in.js', import.meta.url));
  const codex = path.join(folder, 'bin', 'codex');
  const lines = [
    '#!/bin/sh',
    'case $1 in --version) exit 0 ;; esac',
    `exec '${process.execPath}' '${program}' '${folder}' "$@"`,
  ];
  writeFileSync(codex, `${lines.join('\n')}\n`);
  chmodSync(codex, 0o755);
}

interface Watched {
  log: string;
  roots: number;
  until: number;
  stop: AbortSignal;
  /** What the daemon said at its end; empty while it runs. */
  ended(): string;
}

/** Null once every root is closed and no request to learn is open. */
async function untilOver(room: Room, { log, roots, until, stop, ended }: Watched): Promise<string | null> {
  let last = { lines: 0, at: Date.now() };
  for (; !stop.aborted; await sleep(POLL_MS)) {
    const lines = agentsIn(log).length;
    if (lines > last.lines) last = { lines, at: Date.now() };
    const open = itemsIn(room.file('.'), 'learning_request', 'queued', 'active');
    if (seenIn(room.file('.')).rootsClosed >= roots && open.length === 0) return null;
    if (ended() !== '') return ended();
    if (Date.now() - last.at > QUIET_MS) return `nothing happened for ${QUIET_MS / 1000} s; ${openIn(room)}`;
    if (Date.now() > until) return `its time was up; ${openIn(room)}`;
  }
  return 'it was interrupted';
}

const openIn = (room: Room): string => {
  const open = ['spec', 'incident', 'task', 'learning_request'].flatMap((family) =>
    itemsIn(room.file('.'), family, 'queued', 'active', 'blocked').map((name) => `${family} ${name}`),
  );
  return open.length === 0 ? 'no item is open' : `open: ${open.slice(0, 10).join(', ')} (${open.length})`;
};
