// `report`: what happened, what waits for a person and how it stands, in one answer: JSON for programs, Markdown for people.
import { join } from 'node:path';
import { A_DAY, sinceOf } from '../../core/report/since.js';
import { readWorkspaceId } from '../../read/identity.js';
import { type Period, periodAfter, periodSince } from '../../read/report/period.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { misused } from '../errors.js';
import { EXIT } from '../exit.js';
import { RECENT, reportOf } from '../report/model.js';
import { morningReport } from '../report/morning.js';
import { assertInFeed, noTime } from '../report/since.js';
import { lastCursor, noteCursor } from '../report/seen.js';
import { TOLD } from '../report/written.js';

export async function report(
  context: Context,
  options: { since?: string; md?: boolean; check?: boolean },
): Promise<Result> {
  if (context.json && options.md === true)
    throw misused('--json and --md exclude each other.', 'Leave one of them out.');
  const dir = findWorkspace(context);
  const { stateHome } = await import('../../worker/state-home.js');
  const id = readWorkspaceId(dir);
  const state = id === null ? null : join(stateHome(context.env), id);
  const now = Date.now();
  const period = periodOf(dir, options.since, now, () => (state === null ? null : lastCursor(state, context.issuer)));
  const model = await reportOf(dir, context.env, { period, now, recent: context.json ? RECENT : TOLD });
  if (state !== null) await noteCursor(state, context.issuer, period.to).catch(notNoted(context));
  const exit = options.check === true && model.attention.length > 0 ? EXIT.needsYou : EXIT.done;
  return { data: model, lines: context.json ? [] : morningReport(model), exit };
}

/** `last`: what this operator was told last; null = nothing. Exit 2 for what is no time. */
function periodOf(dir: string, given: string | undefined, now: number, last: () => number | null): Period {
  const since = given === undefined ? A_DAY : sinceOf(given);
  if (since === null) throw noTime(given ?? '', 'to report from');
  if (since.from === 'span') return periodSince(dir, now - since.ms);
  if (since.from === 'cursor') assertInFeed(dir, since.seq);
  const seq = since.from === 'cursor' ? since.seq : last();
  return seq === null ? periodSince(dir, now - A_DAY.ms) : periodAfter(dir, seq);
}

const notNoted =
  (context: Context) =>
  (error: unknown): void =>
    context.note(`What this report told could not be noted for \`--since last\`: ${String(error)}`);
