// The agent of the stage that runs in a bench, found as a person would find it: by the event log and the request's journal.
import type { ProcessIdentity } from '../../disk/identity.js';
import type { Journal } from '../../agents/host/journal.js';
import { openJournal, readAgent } from '../../agents/host/journal.js';
import type { Bench } from './bench.js';
import { until } from './bench.js';

/** Waits for the agent of the stage that started last. */
export async function runningAgent(bench: Bench): Promise<{ agent: ProcessIdentity; journal: Journal }> {
  const event = await until(() => bench.events('stage_started').at(-1), 'a stage starts');
  const journal = openJournal(bench.stateDir(), String(event.data['request_id']));
  return { agent: await until(() => readAgent(journal), 'the agent starts'), journal };
}
