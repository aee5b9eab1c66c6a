// While a worker serves: looks at the list of attention again and again, and has told by the rules of `[[notify]]` what is new in it. Beside the
// work and never in its way: what fails here is said, and nothing waits for it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { NotifyRule } from '../../core/plan/sources/config/notify.js';
import type { Context } from '../context.js';
import { lookAround } from '../around.js';
import { shownNeed } from '../report/attention.js';
import { stateDirOf } from '../trust/standing.js';

const LOOK_MS = 2000;
/** A large workspace is looked at less often: at most so large a part of the time goes into it. */
const SHARE = 1 / 20;
/** What a worker that leaves still waits for. */
const LAST_MS = 5000;

export interface Telling {
  dir: string;
  /** Of the workspace. */
  id: string;
  /** Null: those that are accepted, as they change. */
  rules: readonly NotifyRule[] | null;
  say(line: string): void;
}

type Sent = { arrived: number; failed: number };

/** Looks once and tells. `signal`: cuts it off. Gives null where there are no rules. */
export async function tellNow(
  { env }: Pick<Context, 'env'>,
  { dir, id, say }: Omit<Telling, 'rules'>,
  rules: readonly NotifyRule[],
  signal: AbortSignal,
): Promise<Sent | null> {
  if (rules.length === 0) return null;
  const [{ tell }, state] = await Promise.all([import('../../worker/notify/round.js'), stateDirOf(id, env)]);
  const { needsYou, worker } = await lookAround(dir, env);
  const rehearsal = worker.script !== null || Boolean(env['MILLRACE_SCRIPT']);
  return tell({ dir, id, state, env, rules, attention: needsYou.map(shownNeed), rehearsal, signal, say });
}

/**
 * Returns the function that ends this: what came last is told before, unless `now` is aborted. `lookMs`: between two looks.
 */
export function watchAttention(
  context: Pick<Context, 'env'>,
  telling: Telling,
  lookMs = LOOK_MS,
): (now: AbortSignal) => Promise<void> {
  const over = new AbortController();
  const cut = new AbortController();
  const look = lookingFor(context, telling);
  const looking = (async () => {
    for (let pause = lookMs; await waited(pause, over.signal);) {
      const began = performance.now();
      const arrived = await look(cut.signal);
      const took = performance.now() - began;
      pause = arrived ? lookMs : Math.max(lookMs, took / SHARE);
    }
  })();
  return async (now) => {
    over.abort();
    const last = AbortSignal.any([now, AbortSignal.timeout(LAST_MS)]);
    last.addEventListener('abort', () => cut.abort(), { once: true });
    if (last.aborted) cut.abort();
    await looking;
    if (!last.aborted) await look(last);
  };
}

/** False when the time is over. */
const waited = (ms: number, signal: AbortSignal): Promise<boolean> => sleep(ms, true, { signal }).catch(() => false);

/** One look, which never throws; the same fault is said once. Gives whether anything was sent, so that its time says nothing. */
function lookingFor(context: Pick<Context, 'env'>, telling: Telling): (signal: AbortSignal) => Promise<boolean> {
  let said = '';
  let rulesNow: (() => readonly NotifyRule[]) | null = null;
  return async (signal) => {
    try {
      rulesNow ??= await rulesOf(context, telling);
      const sent = await tellNow(context, telling, rulesNow(), signal);
      said = '';
      return sent !== null && sent.arrived + sent.failed > 0;
    } catch (error) {
      const what = `Nobody could be notified: ${error instanceof Error ? error.message : String(error)}`;
      if (what !== said) telling.say(what);
      said = what;
      return false;
    }
  };
}

async function rulesOf({ env }: Pick<Context, 'env'>, { id, rules }: Telling): Promise<() => readonly NotifyRule[]> {
  if (rules !== null) return () => rules;
  const { watchRules } = await import('../../worker/notify/rules.js');
  return watchRules(await stateDirOf(id, env));
}
