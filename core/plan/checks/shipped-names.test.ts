// `compile validate` calls no mode sound that names something without code behind it: each name of what ships is broken in turn.
import { describe, expect, it } from 'vitest';
import { shippedSources } from '../../../test/support/plan.js';
import { compile, type Sources } from '../compile.js';

type Named = Extract<keyof Sources, 'modes' | 'graphs' | 'stages' | 'artifacts'>;

/** What the compiler says of a mode, after one text of its files was replaced by another. */
function said(mode: string, of: Named, file: string, from: string | RegExp, to: string): string[] {
  const sources = structuredClone(shippedSources());
  const found = sources[of].find(({ path }) => path.endsWith(`/${file}`));
  const text = found?.text.replace(from, to);
  if (found === undefined || text === found.text) throw new Error(`${file} has no ${String(from)}`);
  found.text = text ?? '';
  return codes(sources, mode);
}

const codes = (sources: Sources, mode: string): string[] => {
  const { named, diagnostics } = compile(sources, { runners: ['codex_cli', 'pi_rpc'], mode });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  expect(named === null, 'an error means that there is no plan').toBe(errors.length > 0);
  return errors;
};

const BLUEPRINT = 'blueprint_learning_codex';
const INTEGRATED = 'learning_codex_integrated';

describe('a mode that ships is not sound', () => {
  it.each([
    ['planner', INTEGRATED],
    ['integrator', INTEGRATED],
    ['curator', BLUEPRINT],
    ['evaluator_blueprint', BLUEPRINT],
  ])('without the contract of its %s', (kind, mode) => {
    const sources = shippedSources();
    sources.stages = sources.stages.filter(({ path }) => !path.endsWith(`/${kind}.md`));
    expect(codes(sources, mode)).toContain('MR1012');
  });

  it.each([
    ['planner', INTEGRATED],
    ['arbiter', INTEGRATED],
    ['manager_blueprint', BLUEPRINT],
    ['evaluator_blueprint', BLUEPRINT],
  ])('with an effect of its %s that no code does', (kind, mode) => {
    expect(said(mode, 'stages', `${kind}.md`, /(\[effects\]\n\w+ = ")(\w+)"/, '$1$2_later"')).toContain('MR1032');
  });

  it.each([
    ['builder', 'builder_summary', INTEGRATED],
    ['integrator', 'integration_report', INTEGRATED],
    ['professor', 'skill_candidate', BLUEPRINT],
    ['contractor_blueprint', 'blueprint_packet', BLUEPRINT],
  ])('where the %s leaves an artifact that there is not: %s', (_kind, artifact, mode) => {
    expect(said(mode, 'artifacts', 'artifacts.toml', `[${artifact}]`, `[${artifact}_of_old]`)).toContain('MR1032');
  });

  it.each([
    ['verdict', 'verdict', INTEGRATED],
    ['planner_disposition', 'planner_disposition', INTEGRATED],
    ['blueprint_manifest', 'blueprint_manifest', BLUEPRINT],
    ['skill_candidate', 'directory', BLUEPRINT],
  ])('where nobody reads the form of the artifact %s', (artifact, schema, mode) => {
    const from = new RegExp(`(\\[${artifact}\\]\\nfiles = .*\\nschema = )"${schema}"`);
    expect(said(mode, 'artifacts', 'artifacts.toml', from, `$1"${schema}_2"`)).toContain('MR1002');
  });

  it.each([
    ['a target', 'target = "analyst"', 'target = "analist"', 'MR1038'],
    ['a source', 'source = "planner"', 'source = "plannner"', 'MR1038'],
    ['an outcome', '"TROUBLESHOOT_COMPLETE"', '"TROUBLESHOT"', 'MR1038'],
    ['an action', 'action = "install"', 'action = "fetch"', 'MR1002'],
  ])('where a trigger names %s that there is not', (_what, from, to, code) => {
    for (const mode of [BLUEPRINT, INTEGRATED]) expect(said(mode, 'modes', `${mode}.toml`, from, to)).toContain(code);
  });

  it.each([
    ['a context', 'stages', 'arbiter.md', 'capabilities =', 'context = ["closure_target"]\ncapabilities =', 'MR1002'],
    ['a capability', 'stages', 'builder.md', '"shell.run"', '"shell.exec"', 'MR1032'],
    ['a skill', 'stages', 'fixer.md', '"fixer-core"', '"fixer-cor"', 'MR1013'],
    ['a family', 'stages', 'manager.md', 'emits = ["task"]', 'emits = ["tasks"]', 'MR1015'],
    ['a kind of root', 'graphs', 'planning.standard.toml', '"probe", "manual"', '"probe", "user"', 'MR1002'],
    ['a runner', 'modes', `${INTEGRATED}.toml`, '"codex_cli"', '"codex"', 'MR1014'],
  ] as const)('where it names %s that there is not', (_what, of, file, from, to, code) => {
    expect(said(INTEGRATED, of, file, from, to)).toContain(code);
  });
});
