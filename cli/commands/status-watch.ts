// `status --watch`: the screen of `status`, drawn anew as it changes; without a terminal, a line per change.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Result } from '../context.js';
import { misused } from '../errors.js';
import { borrowScreen, isTerminal, onResize, putLine, whenUnread } from '../output.js';
import { clockOf } from '../render/when.js';
import { type StatusModel, statusModel } from './status-model.js';

/** Milliseconds between two looks. */
const EVERY_MS = 1000;
/** A reader that has gone is noticed by writing to it. */
const QUIET_MS = 60_000;

/** A model as text, at this moment. */
type Screen = (model: StatusModel) => string[];

/** Until it is interrupted or nobody reads any more. */
export async function watchStatus(context: Context, options: { check?: boolean }, screen: Screen): Promise<Result> {
  if (context.json || options.check === true)
    throw misused(
      `--watch and ${context.json ? '--json' : '--check'} exclude each other.`,
      'A program calls `millrace status --json` as often as it wants to know.',
    );
  // What cannot be read at all is told before the screen is taken.
  const first = await statusModel(context);
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  for (const signal of ENDS) process.on(signal, leave);
  whenUnread('stdout', leave);
  try {
    await (isTerminal('stdout')
      ? onScreen(context, screen, first, leaving.signal)
      : inLines(context, first, leaving.signal));
  } finally {
    for (const signal of ENDS) process.off(signal, leave);
  }
  return { data: null, lines: [] };
}

const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function onScreen(context: Context, screen: Screen, first: StatusModel, leave: AbortSignal): Promise<void> {
  let model = first;
  let borrowed = borrowScreen();
  const draw = (): void => borrowed.draw([...screen(model), '', 'Ctrl-C leaves']);
  const unresize = onResize(draw);
  const suspend = (): void => {
    borrowed.giveBack();
    process.kill(process.pid, 'SIGSTOP');
  };
  const goOn = (): void => {
    borrowed = borrowScreen();
    draw();
  };
  process.on('SIGTSTP', suspend).on('SIGCONT', goOn);
  try {
    for (; ; model = await statusModel(context)) {
      draw();
      await pause(leave);
      if (leave.aborted) return;
    }
  } finally {
    unresize();
    process.off('SIGTSTP', suspend).off('SIGCONT', goOn);
    borrowed.giveBack();
  }
}

async function inLines(context: Context, first: StatusModel, leave: AbortSignal): Promise<void> {
  let said = { text: '', at: 0 };
  for (let model = first; ; model = await statusModel(context)) {
    const text = lineOf(model);
    const now = Date.now();
    if (text !== said.text || now - said.at >= QUIET_MS) {
      putLine('stdout', `${clockOf(new Date(now).toISOString(), false)} ${text}`);
      said = { text, at: now };
    }
    await pause(leave);
    if (leave.aborted) return;
  }
}

/** Without anything that changes by itself with the time. */
function lineOf({ counts, runs, needsYou, worker }: StatusModel): string {
  const { active, queued, blocked, done, quarantined } = counts;
  const parts = [
    `worker ${worker.alive ? 'running' : 'not running'}`,
    `${active} active, ${queued} queued, ${blocked} blocked, ${done} done, ${quarantined} quarantined`,
    ...runs.map(({ run }) => `now ${run.family}/${run.id} ${run.node}`),
    ...(needsYou.length === 0 ? [] : [`needs you: ${needsYou.map(({ what, name }) => `${what} ${name}`).join(', ')}`]),
  ];
  return parts.join('; ');
}

/** An interruption ends it early. */
export const pause = (leave: AbortSignal): Promise<void> =>
  sleep(EVERY_MS, undefined, { signal: leave }).catch(() => undefined);
