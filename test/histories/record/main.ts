// `npm run record-histories -- [--beside] [DRILL...]`: plays drills with the built product on a real server and writes their histories.
// The rule: before the first tag they are recorded anew only by this script, in a commit of its own; after it never. A drill
// that a tag has is left alone; new drills may be added. `--beside` leaves what older rules left, too: it adds the revision to the name.
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { NEWEST_RULES } from '../../../core/contracts/rules.js';
import { packageRoot } from '../../../disk/package-root.js';
import type { TestServer } from '../../support/server.js';
import { startTestServer } from '../../support/server.js';
import type { History } from '../history.js';
import { NEUTRAL_PATHS } from '../traces.js';
import { COMMANDS } from './drills/commands.js';
import type { Drill } from './drills/drill.js';
import { RecordedBench } from './drills/drill.js';
import { FAULTS } from './drills/faults.js';
import { MODES } from './drills/modes.js';
import { WORK } from './drills/work.js';
import { keep, released } from './files.js';
import { neutraliser } from './neutral.js';
import { recordedRuns } from './temporal.js';

const DRILLS: Record<string, Drill> = { ...WORK, ...FAULTS, ...COMMANDS, ...MODES };
/** Drills at a time: most of one is waiting. */
const LANES = 2;
/** A drill takes some seconds; this only ends what hangs. */
const DRILL_SECONDS = 300;

const outOfTime = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`It hung for ${DRILL_SECONDS} s.`)), DRILL_SECONDS * 1000).unref();
  });

/** Plays one drill in a workspace of its own. Its histories by file name. */
async function play(name: string, drill: Drill, server: TestServer): Promise<Map<string, History>> {
  const bench = new RecordedBench(server.address);
  try {
    await Promise.race([drill(bench, server), outOfTime()]);
    const neutral = neutraliser([
      [path.dirname(bench.workspace), NEUTRAL_PATHS.bench],
      [packageRoot(), `${NEUTRAL_PATHS.packageRoot}/`],
      [path.dirname(process.execPath), NEUTRAL_PATHS.node],
      [homedir(), NEUTRAL_PATHS.home],
    ]);
    const histories = new Map<string, History>();
    for (const [workflow, runs] of Object.entries(await recordedRuns(server, bench.id()))) {
      const number = (index: number): string => (runs.length === 1 ? '' : `.${index + 1}`);
      runs.forEach((run, index) => histories.set(`${name}.${workflow}${number(index)}.json`, neutral(run)));
    }
    return histories;
  } finally {
    bench.close();
  }
}

/** Drills that were asked for, or all, by the name of their files, without those that a tag has. Throws on one that does not exist. */
function chosen(names: readonly string[], beside: boolean): [string, Drill][] {
  const unknown = names.filter((name) => DRILLS[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`No drill is called ${unknown.join(', ')}. There are ${Object.keys(DRILLS).join(', ')}.`);
  const kept = released();
  for (const name of kept) console.log(`${name}: a tag has it, left as it is`);
  const asked = Object.entries(DRILLS).filter(([name]) => names.length === 0 || names.includes(name));
  const named = asked.map(([name, drill]): [string, Drill] => [beside ? `${name}-rules-${NEWEST_RULES}` : name, drill]);
  return named.filter(([name]) => !kept.has(name));
}

/** What the drills left, by drill. One that fails is told and left out. */
async function playAll(drills: [string, Drill][], server: TestServer): Promise<Map<string, Map<string, History>>> {
  const waiting = [...drills];
  const played = new Map<string, Map<string, History>>();
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, drill] = next;
      await attempt(name, async () => void played.set(name, await play(name, drill, server)));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return played;
}

async function attempt(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(`${name}: not recorded. ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** True when every drill was recorded. */
async function main(args: string[]): Promise<boolean> {
  const options = { beside: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const drills = chosen(positionals, values.beside);
  const server = await startTestServer();
  const played = await playAll(drills, server).finally(server.stop);
  let kept = 0;
  // One after the other: the SDK replays one at a time.
  for (const [name, histories] of played) {
    await attempt(name, async () => {
      await keep(name, histories);
      kept += 1;
      console.log(`${name}: ${histories.size} histories`);
    });
  }
  return kept === drills.length;
}

try {
  process.exit((await main(process.argv.slice(2))) ? 0 : 1);
} catch (error) {
  console.error(`record-histories: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
