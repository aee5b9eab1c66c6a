// What is said of a stage explicitly beats its alias, and the alias beats the default.
import { describe, expect, it } from 'vitest';
import type { PlanNode } from '../contracts/plan.js';
import { compileShipped } from '../../test/support/plan.js';
import { type Change, compileSmall, faultsOf } from '../../test/pure/sources.js';

function node(id: string, config: string): PlanNode {
  const found = compileShipped(config).named.plan.planes.execution?.nodes[id];
  if (found === undefined) throw new Error(`no node ${id}`);
  return found;
}

describe('[stages.builder]', () => {
  it('beats the alias with its model, and leaves the others alone', () => {
    const config = '[stages.builder]\nmodel = "gpt-6"\n';
    expect(node('builder', config)).toMatchObject({ model: 'gpt-6', effort: 'medium' });
    expect(node('checker', config).model).toBe('gpt-5.5');
  });

  it('sets the runner and the timeout', () => {
    const config = '[stages.builder]\nrunner = "scripted"\ntimeout_seconds = 7\n';
    expect(node('builder', config)).toMatchObject({ runner: 'scripted', timeoutSeconds: 7 });
    expect(node('checker', config)).toMatchObject({ runner: 'codex_cli', timeoutSeconds: 3600 });
  });

  it('sets the effort under either of its names', () => {
    expect(node('builder', '[stages.builder]\nthinking_level = "low"\n').effort).toBe('low');
    expect(node('builder', '[stages.builder]\nmodel_reasoning_effort = "high"\n').effort).toBe('high');
  });

  it('beats what the mode says, and the mode beats the defaults', () => {
    const mode = (text: string): Change => ({ file: 'modes/small.toml', to: text });
    const config = (text: string): Change => ({ file: 'millrace.toml', to: text });
    const said = mode('[stages.maker]\nmodel = "of-mode"\nrunner = "scripted"\ntimeout_seconds = 9\n');
    const maker = (...changes: Change[]) => compileSmall(...changes).named?.plan.planes.execution?.nodes['maker'];
    expect(maker(said)).toMatchObject({ model: 'of-mode', runner: 'scripted', timeoutSeconds: 9 });
    expect(maker(said, config('[stages.maker]\nmodel = "of-config"\n'))).toMatchObject({
      ...{ model: 'of-config', runner: 'scripted', timeoutSeconds: 9 },
    });
    expect(maker(mode('[defaults]\nrunner = "scripted"\n'))?.runner).toBe('scripted');
    expect(maker(config('[runners]\ndefault_runner = "scripted"\n'))?.runner).toBe('scripted');
  });

  it('takes the timeout of the graph where nothing else is said', () => {
    const slow: Change = { file: 'graphs/run.toml', from: '[nodes.judge]', to: '[nodes.judge]\ntimeout_seconds = 11' };
    const seconds = (...more: Change[]) =>
      compileSmall(slow, ...more).named?.plan.planes.execution?.nodes['judge']?.timeoutSeconds;
    expect(seconds()).toBe(11);
    expect(seconds({ file: 'millrace.toml', to: '[stages.judge]\ntimeout_seconds = 12\n' })).toBe(12);
  });
});

describe('a model alias', () => {
  it('is the default one of all stages', () => {
    const config = '[model_assignment]\ndefault_alias = "fast"\n';
    expect(node('builder', config)).toMatchObject({ model: 'gpt-5.4-mini', effort: 'high' });
  });

  it('of the stage beats that of the graph, and that one the default', () => {
    const config =
      '[model_assignment.by_loop]\n"execution.standard" = "fast"\n[model_assignment.by_stage]\nchecker = "deep"\n';
    expect(node('builder', config).model).toBe('gpt-5.4-mini');
    expect(node('checker', config)).toMatchObject({ model: 'gpt-5.5', effort: 'xhigh' });
  });

  it('can be defined or replaced', () => {
    const config = '[model_aliases.standard]\nmodel = "own"\nthinking_level = "low"\n';
    expect(node('builder', config)).toMatchObject({ model: 'own', effort: 'low' });
  });

  it('is nobody, and so is the model, when assignment is off', () => {
    const config = '[model_assignment]\nenabled = false\n';
    expect(node('builder', config)).toMatchObject({ model: null, effort: null });
    expect(node('builder', `${config}[stages.builder]\nmodel = "m"\n`).model).toBe('m');
  });

  it('with the name of something that every object has is refused, too', () => {
    const [fault] = faultsOf({ file: 'millrace.toml', to: '[model_assignment]\ndefault_alias = "toString"\n' });
    expect(fault).toMatchObject({ code: 'MR1016', message: expect.stringContaining('toString') });
  });

  it('that does not exist is refused, with the one that was meant', () => {
    const [fault] = faultsOf({ file: 'millrace.toml', to: '[model_assignment]\ndefault_alias = "standrad"\n' });
    expect(fault).toMatchObject({ code: 'MR1016', file: 'millrace.toml', severity: 'error' });
    expect(fault?.message).toContain('Did you mean standard?');
  });
});

describe('a permission', () => {
  const codex = (text: string) => `[runners.codex]\n${text}`;

  it('of the stage beats that of the model, and that one the default', () => {
    const config = codex(
      'permission_default = "maximum"\npermission_by_stage = { builder = "read_only" }\n' +
        'permission_by_model = { "gpt-5.5" = "elevated" }\n',
    );
    expect(node('builder', config).permission).toBe('read_only');
    expect(node('checker', config).permission).toBe('elevated');
    const other = `${config}[stages.checker]\nmodel = "another"\n`;
    expect(node('checker', other).permission).toBe('maximum');
  });

  it('is basic when nothing is said', () => {
    expect(node('builder', '').permission).toBe('basic');
    expect(node('builder', '[stages.builder]\nmodel = "constructor"\n').permission).toBe('basic');
  });
});

describe('a runner that does not exist', () => {
  it('is refused for the stage that was given it, with the one that was meant', () => {
    const faults = faultsOf({ file: 'millrace.toml', to: '[stages.maker]\nrunner = "codex_cly"\n' });
    expect(faults).toMatchObject([{ code: 'MR1014', file: 'millrace.toml' }]);
    expect(faults[0]?.message).toMatch(/Stage maker .*codex_cly.* Did you mean codex_cli\?/);
  });

  it('as the default one is told by the setting that names it', () => {
    const faults = faultsOf({ file: 'millrace.toml', to: '[runners]\ndefault_runner = "codex_cly"\n' });
    expect(faults).toContainEqual(
      expect.objectContaining({ code: 'MR1014', file: 'millrace.toml', field: 'runners.default_runner' }),
    );
  });
});
