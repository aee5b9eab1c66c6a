// `compile`: the plan of every shipped mode, its size, and the time to make it in process and by the command.
import { readFileSync } from 'node:fs';
import { runnerNames } from '../../agents/registry.js';
import { readSources } from '../../read/sources.js';
import { canonicalJson } from '../../core/contracts/digest.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { NamedPlan } from '../../core/contracts/plan.js';
import { compile as compilePlan } from '../../core/plan/compile.js';
import type { Asked } from '../figure.js';
import { median, short, SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import { openRoom, type Room } from '../room.js';

const TIMES = 5;
const IN_PROCESS = 20;

export async function compile({ sides, full }: Asked): Promise<Table[]> {
  const modes = shippedModes();
  const rooms: Room[] = [];
  try {
    for (const side of sides) rooms.push(await openRoom(side));
    const rows: string[][] = [];
    for (const mode of full ? modes : modes.slice(0, 3)) {
      for (const room of rooms) rows.push(await rowOf(room, mode));
    }
    return [{ title: 'compile', note: NOTE, headers: HEADERS, rows }];
  } finally {
    for (const room of rooms) await room.close();
  }
}

const NOTE =
  'The plan as JSON without white space; the compiler in this process in ms, warm and with the files read before, as the ' +
  `median of ${IN_PROCESS} times; and the whole process of \`compile validate\` in ms. Without \`--full\` three modes only.`;

const HEADERS = ['mode', 'side', 'plan, bytes', 'in process', ...SPREAD_HEADERS];

/** Ids of the modes that compile with the runners there are, the default one first. */
function shippedModes(): string[] {
  const ids = readSources(null).modes.flatMap(({ text }) => /^id = "(.+)"$/m.exec(text)?.slice(1) ?? []);
  return ['default_codex', ...ids.filter((id) => id !== 'default_codex' && inProcess(id).plan !== null)];
}

function inProcess(mode: string): { plan: NamedPlan | null; ms: number } {
  const sources = readSources(null);
  const start = performance.now();
  const { named } = compilePlan(sources, { mode, runners: runnerNames() });
  return { plan: named, ms: performance.now() - start };
}

async function rowOf(room: Room, mode: string): Promise<string[]> {
  const times: number[] = [];
  for (let n = 0; n < TIMES; n += 1) {
    const start = performance.now();
    await room.ok('compile', 'validate', '--mode', mode);
    times.push(performance.now() - start);
  }
  return [mode, room.side.name, ...(room.side.kind === 'ours' ? ourPlan(mode) : theirPlan(room)), ...spread(times)];
}

function ourPlan(mode: string): string[] {
  const made = Array.from({ length: IN_PROCESS }, () => inProcess(mode));
  const text = canonicalJson(made[0]?.plan?.plan ?? {});
  return [grouped(Buffer.byteLength(text)), short(median(made.map(({ ms }) => ms)))];
}

/** `compile validate` of the reference writes the plan. */
function theirPlan(room: Room): string[] {
  const plan: unknown = JSON.parse(readFileSync(room.file(runtimePaths.compiledPlan), 'utf8'));
  return [grouped(Buffer.byteLength(JSON.stringify(plan))), '-'];
}

const grouped = (count: number): string => count.toLocaleString('en-US');
