// What a plan carries of its stages besides routes and bindings, and leaves out where there is nothing to carry.
import { describe, expect, it } from 'vitest';
import type { PlanNode } from '../contracts/plan.js';
import { type Change, compileSmall, DELIVERY, LEARNING } from '../../test/pure/sources.js';
import { compileShipped } from '../../test/support/plan.js';

const node = (id: string, ...changes: Change[]): PlanNode => {
  const found = compileSmall(...changes).named?.plan.planes.execution?.nodes[id];
  if (found === undefined) throw new Error(`no node ${id}`);
  return found;
};
const mode = (to: string): Change => ({ file: 'modes/small.toml', to });

describe('a stage', () => {
  it('that asks for nothing has only what every stage has', () => {
    expect(Object.keys(node('judge')).sort()).toEqual(
      [
        ...['kind', 'families', 'runner', 'model', 'alias', 'modelSource', 'effort', 'permission', 'timeoutSeconds'],
        ...['silenceSeconds', 'instructions', 'skills', 'outcomes', 'emits', 'capabilities', 'routes'],
      ].sort(),
    );
  });

  it('has the skills of the mode besides its own, each once', () => {
    const more: Change = { file: 'skills/haste/SKILL.md', to: 'Make haste.\n' };
    const { skills } = node('maker', more, mode('[stages.maker]\nskills = ["care", "haste"]\n'));
    expect(skills.map((skill) => skill.id)).toEqual(['care', 'haste']);
  });

  it('has the instructions that the mode takes from another kind', () => {
    const kind = ['id = "strict"', 'plane = "execution"', 'role = "work"', 'families = []', '[outcomes]'];
    const outcomes = ['MADE = "success"', 'BLOCKED = "blocked"'];
    const strict = ['+++', ...kind, ...outcomes, '+++', 'Be strict.', ''].join('\n');
    const changes = [{ file: 'stages/strict.md', to: strict }, mode('[stages.maker]\nentrypoint = "strict"\n')];
    const { named, texts, diagnostics } = compileSmall(...changes);
    expect(diagnostics).toEqual([]);
    expect(texts.get(named?.plan.planes.execution?.nodes['maker']?.instructions ?? '')).toBe('Be strict.');
    expect(named?.plan.planes.execution?.nodes['maker']).toMatchObject({ kind: 'maker', skills: [{ id: 'care' }] });
  });
});

describe('a capability', () => {
  const asks: Change = {
    file: 'stages/maker.md',
    from: 'skills',
    to: 'capabilities = ["git.mutate", "package.install", "shell.run"]\nskills',
  };

  it('is decided as usual, unless the mode says otherwise', () => {
    const usual = { 'artifact.write': 'allow', 'runner.invoke': 'allow', 'workspace.read': 'allow' };
    const more = { 'git.mutate': 'approval_required', 'package.install': 'approval_required', 'shell.run': 'allow' };
    expect(node('maker', asks).capabilities).toEqual({ ...usual, ...more });
    expect(node('judge', asks).capabilities).toEqual(usual);
    const policy = mode('[capabilities]\n"git.mutate" = "allow"\n"runner.invoke" = "approval_required"\n');
    expect(node('maker', asks, policy).capabilities).toEqual({
      ...{ ...usual, ...more, 'git.mutate': 'allow', 'runner.invoke': 'approval_required' },
    });
    expect(node('judge', asks, policy).capabilities).toEqual({ ...usual, 'runner.invoke': 'approval_required' });
  });

  it('is decided by the settings of its stage, else by the mode, else by the section', () => {
    const section = '[execution_capabilities.defaults]\ngit_mutate = "allow"\n"shell.run" = "approval_required"\n';
    const policy = mode('[capabilities]\n"shell.run" = "allow"\n');
    const config = (more: string): Change => ({ file: 'millrace.toml', to: `${section}${more}` });
    expect(node('maker', asks, config('')).capabilities).toMatchObject({
      ...{ 'git.mutate': 'allow', 'shell.run': 'approval_required' },
    });
    expect(node('maker', asks, config(''), policy).capabilities).toMatchObject({ 'shell.run': 'allow' });
    const own = config('[stages.maker]\ncapabilities = { "shell.run" = "approval_required" }\n');
    expect(node('maker', asks, own, policy).capabilities).toMatchObject({ 'shell.run': 'approval_required' });
  });

  it('that is denied to a stage which needs it is an error, wherever it is said; without the section nothing is decided', () => {
    const faults = (...changes: Change[]) =>
      compileSmall(asks, ...changes).diagnostics.filter(({ code }) => code === 'MR1042');
    const denied = '[execution_capabilities.defaults]\n"shell.run" = "deny"\n';
    expect(faults({ file: 'millrace.toml', to: denied })).toMatchObject([
      { file: 'millrace.toml', field: 'execution_capabilities.defaults.shell.run' },
    ]);
    expect(faults(mode('[capabilities]\n"shell.run" = "deny"\n'))).toMatchObject([
      { file: 'modes/small.toml', field: 'capabilities.shell.run' },
    ]);
    const network: Change = { file: 'stages/maker.md', from: '"shell.run"', to: '"network.access"' };
    expect(faults(network)).toMatchObject([{ field: 'execution_capabilities.defaults.network.access' }]);
    const off = { file: 'millrace.toml', to: '[execution_capabilities]\nenabled = false\n' };
    expect(faults(network, off)).toEqual([]);
    expect(node('maker', asks, off)).not.toHaveProperty('capabilities');
  });

  it('that is asked for has a time limit, which plans without a gate do not carry', () => {
    const timing = (...changes: Change[]) => compileSmall(...changes).named?.plan.timing.approvalSeconds;
    expect(timing()).toBeUndefined();
    expect(timing(asks)).toBe(7 * 24 * 3600);
    expect(
      timing(asks, { file: 'millrace.toml', to: '[execution_capabilities]\napproval_seconds = 0\n' }),
    ).toBeUndefined();
  });
});

describe('a resume rule', () => {
  it('becomes the nodes that may be named: not forbidden, and working on what the stage works on', () => {
    const rule: Change = {
      file: 'graphs/run.toml',
      to: '[nodes.helper.resume]\nHELPED = { by = ["resume_stage"], never = ["helper"] }\n',
    };
    expect(node('helper', rule).resume).toEqual({ HELPED: { by: ['resume_stage'], to: ['maker', 'judge'] } });
    const other: Change = { file: 'stages/judge.md', from: 'families = ["task"]', to: 'families = ["task", "spec"]' };
    expect(node('helper', rule, other).resume?.['HELPED']?.to).toEqual(['maker', 'judge']);
  });
});

describe('a plan', () => {
  it('lists the artifacts that its stages may leave, and no others', () => {
    const { artifacts } = compileShipped('', 'default_codex').named.plan;
    expect(artifacts?.['planner_disposition']).toEqual({
      ...{ files: ['planner_disposition.json'], schema: 'planner_disposition' },
    });
    expect(artifacts).not.toHaveProperty('skill_update');
    expect(compileSmall().named?.plan).not.toHaveProperty('artifacts');
  });

  it('names effects and closing where there are any', () => {
    const { planning } = compileShipped().named.plan.planes;
    expect(planning?.nodes['planner']?.effects).toMatchObject({ PLANNER_COMPLETE: 'planner_disposition' });
    expect(planning?.closing).toMatchObject({ pass: 'judged', gap: 'remediation', incidentOnGap: true });
  });

  it('has a number for every way in: families, starts, the closure', () => {
    const { planning, learning } = compileShipped('', 'learning_codex').named.plan.planes;
    expect(learning?.maxStageRuns).toEqual({ learning_request: 3, professor: 2, curator: 1, librarian: 1 });
    expect(Object.keys(planning?.maxStageRuns ?? {})).toEqual(['probe', 'spec', 'incident', 'closure']);
  });

  it('says where work begins that a delivery leaves, and how often that may be for one root', () => {
    const deliveryOf = (config: string) => compileShipped(config).named.plan.planes.planning?.delivery;
    expect(deliveryOf('')).toEqual({ family: 'task', start: 'merger', rounds: 2 });
    expect(deliveryOf('[recovery]\nmax_merge_rounds = 0\n')).toMatchObject({ rounds: 0 });
    expect(compileSmall().named?.plan.planes.planning).not.toHaveProperty('delivery');
    expect(compileSmall(...DELIVERY).named?.plan.planes.planning?.delivery).toMatchObject({ start: 'joiner' });
  });

  it('carries pairs and triggers of the mode only', () => {
    const plan = compileSmall(
      ...LEARNING,
      { file: 'modes/small.toml', from: 'aliases', to: 'concurrent = [["learning", "execution"]]\naliases' },
      mode('[[triggers]]\nid = "t"\nsource = "thinker"\noutcomes = ["THOUGHT"]\ntarget = "student"\n'),
    ).named?.plan;
    expect(plan?.concurrent).toEqual([['learning', 'execution']]);
    expect(plan?.triggers).toEqual([
      { id: 't', plane: 'planning', node: 'thinker', outcomes: ['THOUGHT'], target: 'student', action: 'improve' },
    ]);
    expect(Object.keys(compileSmall().named?.plan ?? {})).not.toContain('triggers');
  });
});
