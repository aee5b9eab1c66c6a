// One day of a shop's repository: two roots at work and one closed, three things that need somebody, and two weeks of spending before.
// Everything follows from `now`; ids are the same each time.
import type { Plane } from '../../../core/contracts/families.js';
import type { StageCost } from '../../../core/contracts/money.js';
import { type PlayedRun, type PlayedStage, runOf } from '../../../bench/web/played.js';
import type { Paper, Words } from './papers.js';

const MINUTE = 60_000;

/** Where an item stands. */
export type Standing = 'queued' | 'active' | 'done' | 'blocked';

export interface ShopItem extends Paper {
  state: Standing;
}

export interface Shop {
  items: ShopItem[];
  runs: (PlayedRun & { end: 'done' | 'blocked' | null; reason: string | null })[];
}

type Told = [node: string, outcome: string, minutes: number, thousands: number, said: string, next: string];

const KINDS: Record<string, Told> = {
  planner: [
    'planner',
    'PLANNER_COMPLETE',
    4,
    96,
    'Four requirements, each with a place where it can be seen.',
    'manager',
  ],
  manager: ['manager', 'MANAGER_COMPLETE', 3, 71, 'Cut into tasks that can be checked by themselves.', 'done'],
  builder: ['builder', 'BUILDER_COMPLETE', 6, 184, 'Done, with a test that fails without it.', 'checker'],
  checker: [
    'checker',
    'CHECKER_PASS',
    3,
    92,
    'All 41 tests pass; the new one was seen to fail without the change.',
    'updater',
  ],
  misses: [
    'checker',
    'FIX_NEEDED',
    3,
    88,
    'The second retry is sent without waiting: test/pay/retry.test.ts, line 40.',
    'fixer',
  ],
  fixer: ['fixer', 'FIXER_COMPLETE', 4, 121, 'Waits twice as long before each further try.', 'doublechecker'],
  doublechecker: [
    'doublechecker',
    'DOUBLECHECK_PASS',
    2,
    64,
    'The finding is gone, and nothing else changed.',
    'updater',
  ],
  updater: ['updater', 'UPDATE_COMPLETE', 1, 30, 'The change log names it.', 'done'],
  arbiter: [
    'arbiter',
    'ARBITER_COMPLETE',
    4,
    140,
    'Every requirement is met; the export was opened and read.',
    'closed',
  ],
  gives_up: ['builder', 'BLOCKED', 5, 150, 'Which of the two databases do you mean? The task names both.', 'blocked'],
};
const SMOOTH = ['builder', 'checker', 'updater'];
const REPAIRED = ['builder', 'misses', 'fixer', 'doublechecker', 'updater'];

const MODELS: Record<string, string> = { planner: 'gpt-5.5', manager: 'gpt-5.5', arbiter: 'gpt-5.5' };
const modelOf = (node: string): string => MODELS[node] ?? 'gpt-5.5-mini';

const costOf = (thousands: number): StageCost => ({
  ...{ micros: thousands * 1500, currency: 'USD', asOf: '2026-05-01', source: 'the price list of the provider' },
});

/** Stages one after the other; the last one ends at `to`, or is at work from then on where `last` says so. */
function stagesOf(kinds: readonly string[], to: number, words: Words): PlayedStage[] {
  const told = kinds.map((kind) => KINDS[kind]).filter((one) => one !== undefined);
  let from = to - told.reduce((sum, [, , minutes]) => sum + minutes, 0) * MINUTE;
  return told.map(([node, outcome, minutes, thousands, said, next]) => {
    const began = from;
    from += minutes * MINUTE;
    const input = thousands * 970;
    return {
      ...{ node, outcome, next, from: began, to: from, model: modelOf(node), said: words(said) },
      tokens: { input, cachedInput: Math.round(input * 0.8), output: thousands * 30 },
      cost: costOf(thousands),
      prompt: `# ${words('You are the ' + node)}\n\nRead the task, do it, and end with one line.\n`,
      events: `${JSON.stringify({ type: 'item.completed', item: { type: 'agent_message', text: words(said) } })}\n`,
      stdout: `${words(said)}\n\n### ${outcome}\n`,
      reports: { [`${node}_report.md`]: `# Report\n\n${words(said)}\n` },
      ...(outcome === 'FIX_NEEDED' || outcome === 'BLOCKED'
        ? { failureClass: `${node}_${outcome.toLowerCase()}` }
        : {}),
    };
  });
}

interface Line {
  id: string;
  title: string;
  root?: string;
  kinds: readonly string[];
  /** Minutes before `now` at which it ended. */
  ago: number;
  end?: 'done' | 'blocked';
  family?: ShopItem['family'];
  plane?: Plane;
  serves?: string;
}

const CHECKOUT = 'idea-checkout';
const SEARCH = 'idea-search';
const EXPORTS = 'idea-exports';
const DAY = 24 * 60;

const ENDED: Line[] = [
  {
    id: EXPORTS,
    title: 'Exports that open in every spreadsheet',
    kinds: ['planner', 'manager'],
    ago: 3 * DAY,
    family: 'spec',
    plane: 'planning',
  },
  { id: 'T-101', title: 'Write dates as spreadsheets read them', root: EXPORTS, kinds: SMOOTH, ago: 3 * DAY - 30 },
  { id: 'T-102', title: 'Quote every cell that holds a comma', root: EXPORTS, kinds: REPAIRED, ago: 2 * DAY + 40 },
  {
    id: CHECKOUT,
    title: 'A checkout that survives a slow gateway',
    kinds: ['planner', 'manager'],
    ago: 420,
    family: 'spec',
    plane: 'planning',
  },
  { id: 'T-204', title: 'Measure how long the gateway takes', root: CHECKOUT, kinds: SMOOTH, ago: 395, serves: 'R1' },
  {
    id: 'T-205',
    title: 'Keep the cart while a payment is open',
    root: CHECKOUT,
    kinds: REPAIRED,
    ago: 340,
    serves: 'R2',
  },
  {
    id: SEARCH,
    title: 'Search that finds what people mean',
    kinds: ['planner', 'manager'],
    ago: 300,
    family: 'spec',
    plane: 'planning',
  },
  { id: 'T-206', title: 'Say in the log why a payment failed', root: CHECKOUT, kinds: SMOOTH, ago: 251, serves: 'R1' },
  { id: 'T-301', title: 'Fold accents before words are compared', root: SEARCH, kinds: SMOOTH, ago: 200, serves: 'R1' },
  {
    id: 'T-207',
    title: 'Give every payment a key of its own',
    root: CHECKOUT,
    kinds: REPAIRED,
    ago: 131,
    serves: 'R3',
  },
  { id: 'T-302', title: 'Rank exact words before parts of words', root: SEARCH, kinds: SMOOTH, ago: 96, serves: 'R2' },
  { id: 'T-198', title: 'Move old orders out of the main table', kinds: ['gives_up'], ago: 71, end: 'blocked' },
  { id: 'I-7', title: 'The nightly build does not find its cache', kinds: ['builder'], ago: 48, family: 'incident' },
  { id: 'T-199', title: 'Name the currency in every receipt', kinds: SMOOTH, ago: 22 },
];

const QUEUED: Omit<ShopItem, 'state' | 'createdAt' | 'family'>[] = [
  { id: 'T-209', title: 'Tell the customer that we try again', root: CHECKOUT, dependsOn: ['T-208'], serves: 'R4' },
  {
    id: 'T-210',
    title: 'Show open payments to the help desk',
    root: CHECKOUT,
    dependsOn: ['T-208', 'T-209'],
    serves: 'R4',
  },
  { id: 'T-304', title: 'Offer what others searched for', root: SEARCH, dependsOn: ['T-303'] },
  { id: 'T-305', title: 'Leave out what is sold out', root: SEARCH },
  { id: 'T-220', title: 'Shorten the address of a product page' },
  { id: 'T-221', title: 'Remove the old banner' },
  { id: 'T-222', title: 'Ask for a phone number only where it is needed' },
];

/** Earlier days, so that spending has a past: one task a day. */
const before = (): Line[] =>
  Array.from({ length: 12 }, (_, at) => ({
    id: `T-${40 + at}`,
    title: `Tidy the ${['menu', 'footer', 'basket', 'invoice', 'login', 'map'][at % 6] ?? ''} page`,
    kinds: at % 3 === 0 ? REPAIRED : SMOOTH,
    ago: (13 - at) * DAY + 100,
  }));

export function shopAt(now: number, words: Words): Shop {
  const at = (ago: number): number => now - ago * MINUTE;
  const time = (ago: number): string => new Date(at(ago)).toISOString();
  const lines = [...before(), ...ENDED];
  const items = lines.map(({ id, title, root, ago, end = 'done', family = 'task', serves }): ShopItem => ({
    ...{ family, id, title, state: end, createdAt: time(ago + 60) },
    ...(root === undefined ? {} : { root }),
    ...(serves === undefined ? {} : { serves }),
  }));
  const runs = lines.map(({ id, root, kinds, ago, end = 'done', family = 'task', plane = 'execution' }) => ({
    ...{ run: runOf(id), family, id, plane, end, root: family === 'spec' ? id : (root ?? 'backlog') },
    ...{ stages: stagesOf(kinds, at(ago), words), reason: end === 'blocked' ? words('builder said BLOCKED') : null },
  }));
  const queued = QUEUED.map((one, place): ShopItem => ({
    ...{ family: 'task', state: 'queued', createdAt: time(90 - place) },
    ...one,
  }));
  const { items: active, runs: going } = atWork(now, words);
  return { items: [...items, ...queued, ...active], runs: [...runs, judged(at, words), ...going] };
}

const judged = (at: (ago: number) => number, words: Words): Shop['runs'][number] => ({
  ...{ run: runOf('judged'), family: 'spec', id: EXPORTS, root: EXPORTS, plane: 'planning', end: null, reason: null },
  stages: stagesOf(['arbiter'], at(2 * DAY), words),
});

/** What runs now, and what waits for a person. */
function atWork(now: number, words: Words): Shop {
  const work: { line: Omit<Line, 'ago' | 'kinds'>; before: string[]; kind: string; since: number }[] = [
    {
      line: { id: 'T-208', title: 'Try a payment again when the gateway is late', root: CHECKOUT, serves: 'R1, R3' },
      before: ['builder'],
      kind: 'checker',
      since: 3.2,
    },
    {
      line: { id: 'T-303', title: 'Understand words that are written together', root: SEARCH },
      before: [],
      kind: 'builder',
      since: 5.5,
    },
    {
      line: { id: 'T-211', title: 'Put the new tables into the schema', root: CHECKOUT },
      before: ['builder', 'misses'],
      kind: 'fixer',
      since: 12,
    },
  ];
  const items = work.map(({ line: { id, title, root = '', serves } }): ShopItem => ({
    ...{ family: 'task', id, title, root, state: 'active', createdAt: new Date(now - 80 * MINUTE).toISOString() },
    ...(serves === undefined ? {} : { serves }),
  }));
  const runs = work.map(({ line: { id, root = '' }, before: past, kind, since }) => {
    const from = now - since * MINUTE;
    const [stage] = stagesOf([kind], now, words);
    const going = stage === undefined ? [] : [{ ...stage, from, to: null }];
    const stages = [...stagesOf(past, from, words), ...(id === 'T-211' ? [] : going)];
    const facts = { run: runOf(id), family: 'task', id, root, plane: 'execution' as const };
    return { ...facts, stages, end: null, reason: null };
  });
  return { items, runs };
}
