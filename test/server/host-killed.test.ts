// G2, G4, G12: the host of an agent, the agent or both are killed under a living worker. The stage runs again, exactly once
// for each kill, and that costs no attempt: a machine's fault is no failure of the work.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject } from 'vitest';
import type { ProcessIdentity } from '../../disk/identity.js';
import { isAlive } from '../../disk/identity.js';
import type { Journal } from '../../agents/host/journal.js';
import { openJournal, readAgent, readHost } from '../../agents/host/journal.js';
import { readSnapshot } from '../../read/snapshot.js';
import { Bench, until } from '../support/bench.js';
import { quick, slow } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

const WHOLE = ['builder task/t1 BUILDER_COMPLETE', 'checker task/t1 CHECKER_PASS', 'updater task/t1 UPDATE_COMPLETE'];
/** Only an agent that is killed works so long. */
const KILLED = { marker: 'BUILDER_COMPLETE', sleep: 30 };

const who: Record<string, (journal: Journal) => (ProcessIdentity | null)[]> = {
  'the host': (journal) => [readHost(journal)],
  'the agent': (journal) => [readAgent(journal)],
  'host and agent': (journal) => [readHost(journal), readAgent(journal)],
};

/** Kills in the stage that runs now, and gives the agent that it had. */
async function strike(which: (journal: Journal) => (ProcessIdentity | null)[], nth: number): Promise<ProcessIdentity> {
  const event = await until(() => bench.events('stage_started')[nth], `stage run ${nth + 1} starts`);
  const journal = openJournal(bench.stateDir(), String(event.data['request_id']));
  const agent = await until(() => readAgent(journal), 'the agent starts');
  for (const one of which(journal)) if (one !== null) process.kill(one.pid, 'SIGKILL');
  return agent;
}

/** Journals, one for each agent that was started. */
const agents = (): number => readdirSync(path.join(bench.stateDir(), 'run')).length;

/** What the snapshot says of the activation at this attempt. */
const runAt = (attempt: number) =>
  until(() => {
    const run = readSnapshot(bench.workspace)?.runs[0];
    return run?.attempt === attempt && run.state === 'running' ? run : null;
  }, `attempt ${attempt} is shown`);

const again = async (name: string): Promise<void> => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1');
  bench.script({ builder: [KILLED, KILLED] });
  const run = bench.start('run', '--until', 'idle');
  const killed: ProcessIdentity[] = [];
  for (const attempt of [1, 2]) {
    expect(await runAt(attempt)).toMatchObject({ node: 'builder', stageNumber: 1, counters: {} });
    killed.push(await strike(who[name] ?? (() => []), attempt - 1));
  }
  expect((await run.ended).code).toBe(0);

  expect(killed.some(isAlive), 'nobody of the killed works on').toBe(false);
  expect(agents(), 'one more agent for each kill').toBe(WHOLE.length + 2);
  expect(bench.stages(), 'nothing was routed but what was asked for').toEqual(WHOLE);
  expect(bench.names('tasks/done')).toEqual(['t1.md']);
};

const EACH = 'SIGKILL of %s, twice: the same stage runs again once for each';
quick.each(['host and agent'])(EACH, again);
slow.each(['the host', 'the agent'])(EACH, again);
