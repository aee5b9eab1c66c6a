// The recorded runs through the built product, as `npm run conformance` does it.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { quick, slow } from '../support/tier.js';
import { conformance, resultsOf } from './run-main.js';

const data = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const outside = mkdtempSync(path.join(tmpdir(), 'conformance-test-'));
afterAll(() => rmSync(outside, { recursive: true }));

const MINUTE = 60_000;

const happy = JSON.parse(readFileSync(data('runs/happy_task.json'), 'utf8')) as Record<string, unknown>;

/** A file outside the repository with the happy run, changed. */
function record(name: string, changes: Record<string, unknown>): string {
  const file = path.join(outside, `${name}.json`);
  writeFileSync(file, JSON.stringify({ ...happy, scenario: name, ...changes }));
  return file;
}

/** Pids of the processes that have this argument. */
function processesWith(argument: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(argument);
    } catch {
      return false;
    }
  });
}

/** One that is equal, with its closure, and one that is explained. The long tier has all. */
const SOME = ['idea_to_arbiter', 'stage_moves_own_item_to_done'];

quick(
  'recorded runs of each kind are equal or explained, and what needs no explanation is equal',
  async () => {
    const { runs, counts, code, output } = await conformance(...SOME.map((name) => data(`runs/${name}.json`)));
    expect({ code, output, reasons: runs.filter(({ result }) => result === 'different') }).toMatchObject({
      code: 0,
      reasons: [],
    });
    expect(resultsOf(runs)).toMatchObject({
      idea_to_arbiter: 'equal',
    });
    expect(counts).toMatchObject({ different: 0, skipped: 0 });
  },
  5 * MINUTE,
);

slow(
  'an explanation that no longer fits is a difference, and the exit code says so',
  async () => {
    const expected = path.join(outside, 'expected');
    mkdirSync(expected);
    const name = 'active_file_deleted_by_stage.json';
    const text = readFileSync(data(`expected/${name}`), 'utf8');
    writeFileSync(path.join(expected, name), text.replace('tasks/done', 'tasks/blocked'));
    const { runs, code } = await conformance(data(`runs/${name}`), '--expected', expected);
    expect({ code, runs }).toMatchObject({
      code: 1,
      runs: [{ result: 'different', reason: expect.stringMatching(/^expected/) }],
    });
  },
  3 * MINUTE,
);

slow(
  'other records: what cannot be replayed is a difference with its reason, what has no stages is skipped',
  async () => {
    const files = [
      record('no_stages', { observed_stage_sequence: [] }),
      record('no_such_mode', { mode: 'tomorrow_codex' }),
      record('leads_out', { intake_documents: { '../../out.md': 'x' } }),
      record('torn', { intake_documents: 7 }),
      path.join(outside, 'nowhere.json'),
      record('below_the_workspace', {
        intake_documents: { '/sub/a.md': 'x', ...(happy['intake_documents'] as object) },
      }),
    ];
    const { runs, code } = await conformance(...files);
    expect(runs.map(({ result, reason }) => `${result}: ${reason ?? ''}`)).toEqual([
      'skipped: the record has no stages',
      expect.stringMatching(/^different: no plan: .*tomorrow_codex/),
      expect.stringMatching(/^different: .*leads out/),
      expect.stringMatching(/^different: .*torn\.json: intake_documents: /),
      expect.stringMatching(/^different: .*nowhere\.json cannot be read/),
      'equal: ',
    ]);
    expect(code).toBe(1);
    expect(existsSync('/sub/a.md')).toBe(false);
  },
  3 * MINUTE,
);

slow(
  'a run that does not end is left at the bound, and its agents with it',
  async () => {
    const length = '86399.5';
    const file = record('hangs', {
      scripted_outcomes: { outcomes: { builder: [{ sleep: 86399, spawn_child: 0.5 }] } },
    });
    const { runs, code } = await conformance(file, '--bound', '8');
    expect({ code, runs }).toMatchObject({
      code: 1,
      runs: [{ result: 'different', reason: expect.stringContaining('did not end within 8 s') }],
    });
    expect(processesWith(length)).toEqual([]);
  },
  3 * MINUTE,
);

quick.each([[['--jsn']], [['--bound', 'soon']]])('%s: a usage error, and nothing is replayed', async (args) => {
  expect(await conformance(...args)).toMatchObject({ code: 2, output: expect.stringContaining('Usage: ') });
});
