// Ends an agent: a word to one that is spoken to, a polite signal, a time of grace, then a sweep of everything that is its. The host writes the result.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dialogue } from '../adapter.js';
import { tell } from './dialogue.js';
import { declareLost } from './ensure.js';
import { isAlive } from '../../disk/identity.js';
import { agentItself } from './itself.js';
import type { EndingReason, Journal } from './journal.js';
import { look, readAgent, recordEnding } from './journal.js';
import { kill, sweep } from './sweep.js';
import { sweepTarget } from './target.js';

const TICK_MS = 25;
/** How long an agent that was asked to break off has for its last words, at most half of its time of grace. */
const WORDS_MS = 1000;
/** How long a host may take to write its result when its agent is dead, until it is held to be hung. */
const HOST_MS = 2000;

export interface EndOptions {
  journal: Journal;
  why: EndingReason;
  stopSignal: NodeJS.Signals;
  /** Absent or null: the agent is not spoken to. */
  dialogue?: Dialogue | null;
  graceMs: number;
  /** Called all the time while this goes on. */
  beat: () => void;
}

/** When it resolves the journal is done and nothing of the agent runs. May be called again, also after a crash. */
export async function endAgent(options: EndOptions): Promise<void> {
  const { journal, beat } = options;
  recordEnding(journal, options.why);
  if (await askToStop(options)) return;
  if (look(journal).state === 'running') {
    await sweep(sweepTarget(journal, 'spare host'), beat);
    if (await doneWithin(journal, HOST_MS, beat)) return;
  }
  // The host died, or hangs; then it is ended here too.
  await declareLost(journal, beat);
}

/** True when the agent ended within its time of grace. It may be started only now, so the signal waits for it. */
async function askToStop({ journal, stopSignal, dialogue, graceMs, beat }: EndOptions): Promise<boolean> {
  const words = dialogue?.stop ?? null;
  const wordsMs = words === null ? 0 : Math.min(WORDS_MS, graceMs / 2);
  if (words !== null) tell(journal, words);
  if (wordsMs > 0 && (await doneWithin(journal, wordsMs, beat))) return true;
  let asked = false;
  return doneWithin(journal, graceMs - wordsMs, () => {
    beat();
    const agent = asked ? null : readAgent(journal);
    if (agent !== null && isAlive(agent)) asked = kill(agentItself(agent.pid), stopSignal);
  });
}

async function doneWithin(journal: Journal, ms: number, each: () => void): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += TICK_MS) {
    if (look(journal).state !== 'running') break;
    each();
    await sleep(TICK_MS);
  }
  return look(journal).state === 'done';
}
