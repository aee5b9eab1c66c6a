// An effect that nobody wrote but a line of the table: the compiler knows it. Without the line, or without code, there is none.
import { expect, test, vi } from 'vitest';
import { type EffectName, EFFECTS } from '../../core/contracts/registered.js';
import type * as Registered from '../../core/contracts/registered.js';
import { compile } from '../../core/plan/compile.js';
import { shippedSources } from '../support/plan.js';

vi.mock('../../core/contracts/registered.js', async (original) => {
  const { EFFECTS: ours, ...rest } = await original<typeof Registered>();
  return { ...rest, EFFECTS: { ...ours, weather_report: { needs: ['planner_disposition'], reads: [] } } };
});

/** What the compiler says when the stage kind leaves nothing and asks for the effect. */
function saidOf(effect: string): string[] {
  const sources = shippedSources();
  const text =
    '+++\nid = "maker"\nplane = "execution"\nrole = "work"\nfamilies = ["task"]\n' +
    `[outcomes]\nMADE = "success"\nBLOCKED = "blocked"\n[effects]\nMADE = "${effect}"\n+++\n\nMake it.\n`;
  const { diagnostics } = compile(
    { ...sources, stages: [...sources.stages, { path: 'stages/maker.md', text }] },
    { runners: ['codex_cli'] },
  );
  return diagnostics.flatMap(({ code, file, field }) =>
    file === 'stages/maker.md' && field?.startsWith('effects') ? [code] : [],
  );
}

test('a line of the table is a name that a stage kind may use, with the artifacts that it needs', () => {
  expect(saidOf('weather_report')).toEqual(['MR1039']);
  expect(saidOf('manager_tasks')).toEqual([]);
});

test('what is no line is refused, in whatever spelling', () => {
  for (const name of ['weather_reports', 'contractor_blueprint_candidate_persist', 'tostring'])
    expect(saidOf(name)).toEqual(['MR1032']);
});

test('what ships names only effects that are there', () => {
  const named = shippedSources().stages.flatMap(
    ({ text }) =>
      text
        .split('+++')[1]
        ?.split('[effects]')[1]
        ?.match(/"(\w+)"/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(3);
  for (const name of named) expect(Object.keys(EFFECTS)).toContain(name.slice(1, -1));
});

test('code for a name that is no line, and a line without code, are errors of the compiler', () => {
  const nothing = (): null => null;
  const most = { planner_disposition: nothing, closure_evidence: nothing, manager_tasks: nothing };
  // @ts-expect-error: `recon_handoff` has no code
  const lacking: Record<EffectName, () => null> = most;
  // @ts-expect-error: `recon_handof` is no line
  const typo: Record<EffectName, () => null> = { ...most, recon_handoff: nothing, ...{}, recon_handof: nothing };
  expect([lacking, typo]).toHaveLength(2);
});
