// What was spent, by the ledger: in windows of time, and by the stages of a stretch of the feed. What was cached is part of the input.
import { type Cost, sumOfCosts } from '../../core/report/cost.js';
import { readLedger, type SpentView } from '../ledger.js';

export interface Spent {
  stages: number;
  total: number;
  input: number;
  /** Of the input. */
  cached_input: number;
  output: number;
  /** Null = nobody said what models cost. */
  cost: Cost;
}

export function sumOf(spent: readonly SpentView[]): Spent {
  const sum = (key: 'total' | 'input' | 'cachedInput' | 'output'): number =>
    spent.reduce((all, one) => all + one[key], 0);
  return {
    stages: spent.length,
    total: sum('total'),
    input: sum('input'),
    cached_input: sum('cachedInput'),
    output: sum('output'),
    cost: sumOfCosts(spent.map(({ cost }) => cost)),
  };
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** `now`: ms since 1970. Days and weeks, which begin on Monday, are those of UTC. */
export function windowsOf(spent: readonly SpentView[], now: number): { today: Spent; window_5h: Spent; week: Spent } {
  const since = (ms: number): Spent => sumOf(spent.filter(({ at }) => Date.parse(at) >= ms));
  const day = Math.floor(now / DAY) * DAY;
  const weekday = (new Date(now).getUTCDay() + 6) % 7;
  return { today: since(day), window_5h: since(now - 5 * HOUR), week: since(day - weekday * DAY) };
}

/** What these stages cost, of all in the ledger. */
export const costIn = (workspace: string, isOne: (spent: SpentView) => boolean): Cost =>
  sumOfCosts(
    readLedger(workspace)
      .filter(isOne)
      .map(({ cost }) => cost),
  );
