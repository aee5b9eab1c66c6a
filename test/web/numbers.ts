// The numbers that a page takes from the report, and whether they are the ones that `millrace report --json` says.
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Report } from '../../cli/report/shape.js';
import { runHere } from '../support/in-process.js';
import { web } from './standing.js';

/** Of the workspace in the folder of this name. */
export async function reported(name: string): Promise<Report> {
  const { PATH = '' } = process.env;
  const { root, home } = web();
  const call = { cwd: path.join(root, name), env: { PATH, HOME: root, MILLRACE_STATE_HOME: home } };
  const { stdout } = await runHere(['report', '--json'], call);
  return (JSON.parse(stdout) as { data: Report }).data;
}

export interface Shown {
  /** Path in the report. */
  at: string;
  /** JSON; null where the text is the value. */
  value: string | null;
  text: string;
  title: string;
}

const ALL_SHOWN = `[...document.querySelectorAll('[data-report]')].map((one) => ({
  at: one.dataset.report, value: one.dataset.value ?? null, text: one.textContent.trim(),
  title: one.closest('[title]')?.getAttribute('title') ?? '',
}))`;

export const shownOn = (page: Page): Promise<Shown[]> => page.evaluate(ALL_SHOWN);

/** Each in a line. `shown`: of one page. */
export const faultsOf = (shown: readonly Shown[], report: Report): string[] => [
  ...faultsOfTimes(shown, report),
  ...shown.flatMap((one) => faultOf(one, report) ?? []),
];

/** `a.0.b`, and `length` of lists; a key may hold dots. */
function valueAt(value: unknown, at: string): unknown {
  if (at === '') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const keys = Array.isArray(value) ? [...Object.keys(value), 'length'] : Object.keys(value);
  const key = keys.find((one) => at === one || at.startsWith(`${one}.`));
  return key === undefined ? undefined : valueAt((value as Record<string, unknown>)[key], at.slice(key.length + 1));
}

/** Seconds that go on by themselves since the report was made. */
const GOES_ON = /^(?:now\.\d+\.(?:elapsed_s|heartbeat_age_s)|worker\.uptime_s|queue\.head\.\d+\.age_s)$/;

const NUMBER = /-?\d[\d,]*(?:\.\d+)?/;

function faultOf({ at, value, text, title }: Shown, report: Report): string | null {
  const now = valueAt(report, at);
  if (now === undefined) return `${at} is in no report`;
  if (title === '') return `${at} has no definition: ${text}`;
  if (GOES_ON.test(at)) return null;
  if (value !== null && value !== JSON.stringify(now)) return `${at} is ${JSON.stringify(now)}, shown ${value}`;
  const first = NUMBER.exec(text)?.[0].replaceAll(',', '');
  const plain = typeof now === 'string' ? now : JSON.stringify(now);
  if (value === null && plain !== text && first !== plain) return `${at} is ${plain}, shown ${text}`;
  const isCount = Number.isSafeInteger(now) && Number(now) < 1000 && !/_s(\.|$)|tokens|amount|used|limit/.test(at);
  return isCount && Number(first) !== now ? `${at} is ${plain}, read as ${text}` : null;
}

/** They are all of one report: what of them went on since then is the same for all, but for what is told in whole seconds. */
function faultsOfTimes(shown: readonly Shown[], report: Report): string[] {
  const times = shown.filter(({ at, value }) => GOES_ON.test(at) && value !== null && value !== 'null');
  const since = times.map(({ at, value }) => Number(valueAt(report, at)) - Number(value));
  const isSame = Math.max(...since) - Math.min(...since) <= 2 && Math.min(...since) > -1;
  return times.length === 0 || isSame ? [] : times.map(({ at }, which) => `${at} is ${since[which] ?? NaN} s old`);
}
