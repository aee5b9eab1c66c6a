// What is said of a stage explicitly beats its alias, and the alias beats the default.
import { describe, expect, it } from 'vitest';
import type { PlanNode } from '../../contracts/plan.js';
import { compileShipped } from '../../../test/support/plan.js';
import { type Change, compileSmall, faultsOf } from '../../../test/pure/sources.js';

function node(id: string, config: string): PlanNode {
  const found = compileShipped(config).named.plan.planes.execution?.nodes[id];
  if (found === undefined) throw new Error(`no node ${id}`);
  return found;
}

const mode = (text: string): Change => ({ file: 'modes/small.toml', to: text });
const config = (text: string): Change => ({ file: 'millrace.toml', to: text });
const maker = (...changes: Change[]) => compileSmall(...changes).named?.plan.planes.execution?.nodes['maker'];

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
    const said = mode('[stages.maker]\nmodel = "of-mode"\nrunner = "scripted"\ntimeout_seconds = 9\n');
    expect(maker(said)).toMatchObject({ model: 'of-mode', runner: 'scripted', timeoutSeconds: 9 });
    expect(maker(said, config('[stages.maker]\nmodel = "of-config"\n'))).toMatchObject({
      ...{ model: 'of-config', runner: 'scripted', timeoutSeconds: 9 },
    });
    expect(maker(mode('[defaults]\nrunner = "scripted"\n'))?.runner).toBe('scripted');
    expect(maker(config('[runners]\ndefault_runner = "scripted"\n'))?.runner).toBe('scripted');
  });

  it('takes what the node of the graph says where nothing else is said, and before any alias', () => {
    const said = 'runner = "scripted"\nmodel = "of-node"\nthinking_level = "high"\ntimeout_seconds = 11';
    const node: Change = { file: 'graphs/run.toml', from: '[nodes.maker]', to: `[nodes.maker]\n${said}` };
    const ofNode = {
      runner: 'scripted',
      model: 'of-node',
      effort: 'high',
      timeoutSeconds: 11,
      modelSource: 'node:maker',
    };
    expect(maker(node)).toMatchObject(ofNode);
    expect(maker(node, mode('[stages.maker]\nmodel = "of-mode"\n'))).toMatchObject({
      ...{ ...ofNode, model: 'of-mode', modelSource: 'mode:stages.maker' },
    });
    expect(maker(node, config('[stages.maker]\ntimeout_seconds = 12\n'))).toMatchObject({
      ...ofNode,
      timeoutSeconds: 12,
    });
  });

  it('that sets the runner leaves the timeout of the node alone', () => {
    const slow: Change = { file: 'graphs/run.toml', from: '[nodes.maker]', to: '[nodes.maker]\ntimeout_seconds = 11' };
    expect(maker(slow, config('[stages.maker]\nrunner = "scripted"\n'))).toMatchObject({
      ...{ runner: 'scripted', timeoutSeconds: 11 },
    });
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

  it('says in the plan which one it was and who assigned it', () => {
    expect(node('builder', '')).toMatchObject({ alias: 'standard', modelSource: 'default' });
    const config = '[model_assignment.by_stage]\nchecker = "deep"\n[stages.builder]\nmodel = "m"\n';
    expect(node('checker', config)).toMatchObject({ alias: 'deep', modelSource: 'stage:checker' });
    expect(node('builder', config)).toMatchObject({ model: 'm', effort: 'medium', modelSource: 'stages.builder' });
    expect(node('builder', config)).not.toHaveProperty('alias');
    expect(node('builder', '[model_assignment]\nenabled = false\n').modelSource).toBe('none');
  });

  it('is taken from the first assignment in this order, whatever stands behind it', () => {
    const order = [
      { source: 'stage:maker', of: config, line: 'by_stage = { maker = "a0" }' },
      { source: 'loop:small.run', of: config, line: 'by_loop = { "small.run" = "a1" }' },
      { source: 'mode:stage:maker', of: mode, line: 'by_stage = { maker = "a2" }' },
      { source: 'mode:loop:small.run', of: mode, line: 'by_loop = { "small.run" = "a3" }' },
      { source: 'mode:default', of: mode, line: 'default = "a4"' },
      { source: 'default', of: config, line: 'default_alias = "a5"' },
    ];
    const known = order.map((_, n) => `[model_aliases.a${n}]\nmodel = "m${n}"\nthinking_level = "low"\n`).join('');
    for (const [index, { source }] of order.entries()) {
      const lines = (of: typeof mode) => order.slice(index).flatMap((one) => (one.of === of ? [one.line] : []));
      const assigned = (of: typeof mode) => of(['[model_assignment]', ...lines(of), ''].join('\n'));
      expect(maker(config(known), assigned(config), assigned(mode)), source).toMatchObject({
        ...{ alias: `a${index}`, model: `m${index}`, modelSource: source },
      });
    }
    expect(maker(config(known))).toMatchObject({ alias: 'standard', modelSource: 'default' });
  });

  it('is looked up where it was assigned first, and what is built in last: the same name may mean two things', () => {
    const fast = '[model_aliases.fast]\nmodel = "of-mode"\nthinking_level = "low"\n';
    const byMode = mode(`[model_assignment]\ndefault = "fast"\n${fast}`);
    expect(maker(byMode)).toMatchObject({ model: 'of-mode', effort: 'low' });
    const byStage = '[model_assignment.by_stage]\nmaker = "fast"\n';
    expect(maker(byMode, config(byStage))).toMatchObject({ model: 'of-mode', effort: 'low' });
    const written = '[model_aliases.fast]\nmodel = "of-config"\n';
    expect(maker(byMode, config(`${byStage}${written}`))).toMatchObject({ model: 'of-config', effort: 'low' });
    expect(maker(byMode, config(written))).toMatchObject({ model: 'of-mode', effort: 'low' });
  });

  it('of the configuration changes of a built-in one what it names', () => {
    const changed = config('[model_aliases.standard]\nmodel = "own"\n');
    expect(maker(changed)).toMatchObject({ model: 'own', effort: 'medium', alias: 'standard' });
  });

  it.each([
    ['standrad', /default.*standrad.*not defined\. Did you mean standard\?/],
    ['toString', /toString.*not defined/],
  ])('named %s is passed over, is told once, and what comes next takes its place', (name, message) => {
    const changed = config(`[model_assignment]\ndefault_alias = "${name}"\n`);
    expect(faultsOf(changed)).toMatchObject([
      { code: 'MR1016', file: 'millrace.toml', severity: 'warning', message: expect.stringMatching(message) },
    ]);
    expect(maker(changed)).toMatchObject({ alias: 'standard', modelSource: 'builtin:standard' });
  });

  it('without an effort is passed over as well', () => {
    const half = '[model_aliases.half]\nmodel = "m"\n[model_assignment.by_stage]\nmaker = "half"\n';
    expect(faultsOf(config(half))).toMatchObject([
      { code: 'MR1016', message: expect.stringContaining('thinking_level') },
    ]);
    expect(maker(config(half))?.alias).toBe('standard');
  });

  it('of the mode that does not exist is told of the mode', () => {
    const [fault] = faultsOf(mode('[model_assignment.by_stage]\nmaker = "depe"\n'));
    expect(fault).toMatchObject({ code: 'MR1016', file: 'modes/small.toml', message: expect.stringContaining('deep') });
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

describe('the effort of a runner’s own section', () => {
  const both = '[runners.codex]\nmodel_reasoning_effort = "xhigh"\n[runners.pi]\nthinking = "minimal"\n';
  const off = '[model_assignment]\nenabled = false\n';
  const pi = '[stages.builder]\nrunner = "pi_rpc"\n';

  it('is for the stages of this runner alone', () => {
    expect(node('builder', both + off + pi).effort).toBe('minimal');
    expect(node('checker', both + off + pi).effort).toBe('xhigh');
    expect(node('builder', `${both}${off}[stages.builder]\nrunner = "scripted"\n`).effort).toBeNull();
  });

  it.each([
    ['Codex alone', '[runners.codex]\nmodel_reasoning_effort = "high"\n', null, 'high'],
    ['Pi alone', '[runners.pi]\nthinking = "off"\n', 'off', null],
  ])('given to %s is nobody else’s', (_name, config, ofPi, ofCodex) => {
    expect(node('builder', config + off + pi).effort).toBe(ofPi);
    expect(node('checker', config + off + pi).effort).toBe(ofCodex);
  });

  it('is beaten by what is said of the stage, and by its alias', () => {
    expect(node('builder', `${both}${off}${pi}thinking_level = "low"\n`).effort).toBe('low');
    expect(node('builder', both + pi).effort).toBe('medium');
  });
});

describe('an effort that its runner does not know', () => {
  const faults = (config: string) => faultsOf({ file: 'millrace.toml', to: config });

  it.each([
    [
      'of a stage of Codex',
      '[stages.maker]\nthinking_level = "off"\n',
      /codex_cli does not know. It knows none, minimal/,
    ],
    ['of a stage of Pi', '[stages.maker]\nrunner = "pi_rpc"\nthinking_level = "none"\n', /pi_rpc does not know/],
    ['misspelt', '[stages.maker]\nthinking_level = "hihg"\n', /Did you mean high\?/],
    ['of an alias', '[model_aliases.standard]\nthinking_level = "extreme"\n', /effort extreme/],
  ])('%s is an error', (_name, config, message) => {
    expect(faults(config)).toContainEqual(
      expect.objectContaining({ code: 'MR1017', severity: 'error', message: expect.stringMatching(message) }),
    );
  });

  it('in a runner’s own section is refused there', () => {
    expect(faults('[runners.pi]\nthinking = "none"\n')).toMatchObject([
      { code: 'MR1002', field: 'runners.pi.thinking' },
    ]);
    expect(faults('[runners.codex]\nmodel_reasoning_effort = "off"\n')).toMatchObject([{ code: 'MR1002' }]);
  });

  it('does not trouble a runner that has none', () => {
    expect(faults('[stages.maker]\nrunner = "scripted"\nthinking_level = "any"\n')).toEqual([]);
  });
});
