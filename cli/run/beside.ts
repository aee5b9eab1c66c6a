// What goes on beside a worker while it serves a workspace, and never in its way: it tells of changes of the ground, notifies, writes the morning
// report, and serves figures.
import type { Config } from '../../core/plan/sources/config.js';
import type { NotifyRule } from '../../core/plan/sources/config/notify.js';
import type { Context } from '../context.js';
import { type Serving, serveMetrics } from '../metrics/serve.js';
import { watchAttention } from '../notify/watch.js';
import { watchHour } from '../report/written.js';
import { watchGround } from './ground-watch.js';

export interface Looked {
  dir: string;
  /** Of the workspace. */
  id: string;
  config: Pick<Config, 'report' | 'metrics'>;
  /** Whom to notify; null = as is accepted. */
  rules: readonly NotifyRule[] | null;
  say(line: string): void;
  /** Between two looks, in ms, at what needs somebody and at the ground; absent = as each does where it looks after one workspace. */
  lookMs?: { attention: number; ground: number };
}

export interface Beside {
  metrics: Serving;
  /** What came last is told before, unless `now` is aborted. */
  end(now: AbortSignal): Promise<void>;
}

/** Never rejects for what one of them cannot do. */
export async function lookBeside(context: Context, looked: Looked): Promise<Beside> {
  const { dir, id, config, rules, say, lookMs } = looked;
  const unwatchGround = watchGround(context, { dir, id, say }, lookMs?.ground);
  const unwatchHour = watchHour(context, { dir, id, settings: config.report, say });
  const unwatchAttention = watchAttention(context, { dir, id, rules, say }, lookMs?.attention);
  const metrics = await serveMetrics(context, { dir, id, settings: config.metrics, say });
  const end = async (now: AbortSignal): Promise<void> => {
    unwatchGround();
    unwatchHour();
    metrics.close();
    await unwatchAttention(now);
  };
  return { metrics, end };
}
