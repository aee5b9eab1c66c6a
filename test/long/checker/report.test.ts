// The rule about reports can fail: a report over recorded evidence has no findings, and every number that is changed in it is found.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { report as command } from '../../../cli/commands/report.js';
import { createContext } from '../../../cli/context.js';
import { checkpointPlace } from '../../../checkpoints/place.js';
import { statePaths } from '../../../core/contracts/paths.js';
import { checkEvidence } from './check.js';
import { differenceIn } from './lines.js';

const good = new URL('good', import.meta.url).pathname;
let dir: string;
let report: Record<string, never>;
let page: string;

/** The recorded files are a workspace, but for what they say of their stages in our state. */
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'millrace-told-'));
  cpSync(good, dir, { recursive: true });
  const at = (name: string): string => path.join(dir, 'millrace-agents', name);
  writeFileSync(at('workspace.json'), JSON.stringify({ schema: 1, id: 'told-00000001', created_at: '2026-01-01' }));
  const state = path.join(dir, 'home', 'told-00000001');
  mkdirSync(state, { recursive: true });
  expect(checkpointPlace({ workspace: dir, state })).toBeDefined();
  writeFileSync(path.join(state, statePaths.changes), changeLines(at('runs')));
  const context = {
    ...createContext({ workspace: dir }),
    env: { ...process.env, MILLRACE_STATE_HOME: path.join(dir, 'home') },
  };
  report = JSON.parse(
    JSON.stringify((await command({ ...context, json: true }, { since: '0' })).data),
  ) as typeof report;
  page = (await command(context, { since: '0' })).lines.join('\n');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Only stages that stand alone in what they changed: which git would have to be asked about otherwise. */
function changeLines(runs: string): string {
  const files = readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  const results = files.map(
    (name) => JSON.parse(readFileSync(path.join(runs, name), 'utf8')) as Record<string, unknown>,
  );
  return results
    .map((one) => ({
      ...{
        request: one['request_id'],
        run: one['run_id'],
        node: one['node_id'],
        stage: one['stage_number'],
        attempt: 1,
      },
      ...{ at: one['completed_at'], family: 'task', id: one['work_item_id'], root: 'backlog', changes: one['changes'] },
    }))
    .sort((a, b) => String(a.at).localeCompare(String(b.at)))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

function findings(told: unknown, text = page): string[] {
  writeFileSync(path.join(dir, 'report.json'), JSON.stringify(told));
  writeFileSync(path.join(dir, 'report.md'), text);
  return checkEvidence(dir).map(({ rule, where, what }) => `${rule} ${where}: ${what}`);
}

/** What only the texts of two stages tell, which are not in the recorded evidence. */
const unknown = (all: readonly string[]): string[] => all.filter((one) => !/task\/t1/.test(one));

describe('the numbers of a report', () => {
  it('are those of the histories', () => {
    expect(unknown(findings(report))).toEqual([]);
  });

  it.each([
    ['done', (one: never) => bump(one, 'totals', 'done')],
    ['stages', (one: never) => bump(one, 'totals', 'stages')],
    ['tokens', (one: never) => bump(one, 'totals', 'tokens', 'total')],
    ['tokens of five hours', (one: never) => bump(one, 'usage', 'window_5h', 'total')],
    ['done items of the queue', (one: never) => bump(one, 'queue', 'by_family', 'task', 'done')],
    ['stages of an item', (one: never) => bump(one, 'recent', '1', 'stages')],
    ['files of an item', (one: never) => bump(one, 'recent', '1', 'changes', 'files')],
    ['lines of an item', (one: never) => bump(one, 'recent', '1', 'changes', 'removed')],
    ['the time of an item', (one: never) => bump(one, 'recent', '1', 'wall_s')],
    ['the times that an item was taken up', (one: never) => bump(one, 'recent', '1', 'attempts')],
  ])('are found wrong where one is: %s', (_what, change) => {
    const wrong = structuredClone(report);
    change(wrong as never);
    expect(unknown(findings(wrong))).toHaveLength(1);
  });

  it('are found wrong on the page', () => {
    expect(unknown(findings(report, page.replace('2 done', '3 done')))).toHaveLength(1);
    expect(unknown(findings(report, page.replace(/(task\/t2.*?)3 stages/, '$14 stages')))).toHaveLength(1);
  });

  it('are found missing', () => {
    const { recent } = report as unknown as { recent: unknown[] };
    expect(unknown(findings({ ...report, recent: recent.slice(0, 1) }))).toHaveLength(1);
  });
});

function bump(told: never, ...way: string[]): void {
  const last = way.pop() ?? '';
  const place = way.reduce((one, key) => one[key] as Record<string, number>, told as Record<string, unknown>) as Record<
    string,
    number
  >;
  place[last] = (place[last] ?? 0) + 1;
}

it.each([
  ['', 'a\nb\n', 2, 0],
  ['a\nb\n', '', 0, 2],
  ['a\nb\nc\n', 'a\nx\nc\n', 1, 1],
  ['a\na\n', 'a\na\na\n', 1, 0],
  ['a\n', 'a\n', 0, 0],
])('lines of %j and %j', (before, after, added, removed) =>
  expect(differenceIn(before, after)).toEqual({ added, removed }),
);
