// Settings that change nothing are named, with the reason; settings that do something are passed over in silence.
import { describe, expect, it } from 'vitest';
import { compileShipped } from '../../../test/support/plan.js';
import { compileSmall } from '../../../test/pure/sources.js';

const said = (text: string) =>
  compileShipped(text).diagnostics.map(({ code, field, message }) => `${code} ${field}: ${message}`);

const assigned = (text: string) => `[model_assignment]\n${text}\n`;
const codex = (text: string) => `[runners.codex]\n${text}\n`;

const FINDINGS: [what: string, config: string, says: RegExp][] = [
  ['a stage kind that is none', '[stages.bulider]\nmodel = "m"\n', /^MR1050 stages.bulider: .*mean builder\?/],
  [
    'an assignment to none',
    assigned('by_stage = { bulider = "fast" }'),
    /^MR1050 model_assignment.by_stage.bulider: .*mean builder/,
  ],
  [
    'a permission of none',
    codex('permission_by_stage = { bulider = "basic" }'),
    /^MR1050 runners.codex.permission_by_stage.bulider/,
  ],
  [
    'a graph that is none',
    assigned('by_loop = { "execution.standrad" = "fast" }'),
    /^MR1050 .*Did you mean execution.standard\?/,
  ],
  [
    'an alias for nobody',
    '[model_aliases.own]\nmodel = "m"\nthinking_level = "low"\n',
    /^MR1061 model_aliases.own: .*no stage/,
  ],
  [
    'a model of nobody',
    codex('permission_by_model = { "gpt-5.6" = "basic" }'),
    /^MR1061 .*no stage has this model. Did you mean gpt-5.5\?/,
  ],
  [
    'a cap on money, and a model without a price',
    '[[usage_governance.cost_rules]]\nrule_id = "r"\nper = "night"\nlimit = 1\n',
    /^MR1064 prices.models: The model gpt-5.5 has no price: under cost_rules a person is asked/,
  ],
  ['a runner for nobody', '[runners]\ndefault_runner = "scripted"\n', /^MR1062 runners.default_runner: /],
  ['an effort for nobody', codex('model_reasoning_effort = "high"'), /^MR1062 runners.codex.model_reasoning_effort: /],
  ['a thinking level for nobody', '[runners.pi]\nthinking = "medium"\n', /^MR1062 runners.pi.thinking: /],
  [
    'an alias where the stage has a model and an effort',
    `${assigned('by_stage = { builder = "fast" }')}[stages.builder]\nmodel = "m"\nthinking_level = "low"\n`,
    /^MR1062 model_assignment.by_stage.builder: .*stages.builder gives/,
  ],
  [
    'an assignment that is off',
    assigned('enabled = false\ndefault_alias = "fast"'),
    /^MR1062 model_assignment.default_alias: .*enabled = false/,
  ],
  [
    'a capability that no stage asks for',
    '[execution_capabilities.defaults]\n"git.mutate" = "allow"\n',
    /^MR1061 execution_capabilities.defaults.git.mutate: .*no stage/,
  ],
  [
    'a capability that this stage does not ask for',
    '[stages.planner.capabilities]\n"shell.run" = "approval_required"\n',
    /^MR1061 stages.planner.capabilities.shell.run: /,
  ],
  [
    'a decision where none counts',
    '[execution_capabilities]\nenabled = false\n[stages.builder.capabilities]\n"shell.run" = "deny"\n',
    /^MR1062 stages.builder.capabilities.shell.run: .*enabled = false/,
  ],
  ['a word on unknown capabilities', '[execution_capabilities]\ndefault_unknown_capability = "allow"\n', /^MR1060 /],
  ['a wish for enforcement', '[execution_capabilities]\nfail_required_advisory = true\n', /^MR1060 /],
  [
    'a quota of a subscription',
    '[usage_governance]\nenabled = true\n[usage_governance.subscription_quota_rules]\nenabled = true\n',
    /^MR1051 usage_governance.subscription_quota_rules: /,
  ],
  ['spending that is not limited', '[usage_governance]\nauto_resume = false\n', /^MR1062 usage_governance: .*enabled/],
  [
    'a number of requeues that is off',
    '[auto_recovery]\nenabled = false\nmax_auto_requeues_per_work_item = 5\n',
    /^MR1062 auto_recovery: .*enabled/,
  ],
  ['a sleep', '[runtime]\nidle_sleep_seconds = 2\n', /^MR1060 runtime.idle_sleep_seconds: /],
  [
    'no recovery',
    '[recovery]\nstale_state_recovery_enabled = false\n',
    /^MR1060 recovery.stale_state_recovery_enabled: /,
  ],
];

const EFFECTIVE: [what: string, config: string][] = [
  ['watchers that are off', '[watchers]\nenabled = false\n'],
  ['a model of a stage', '[stages.builder]\nmodel = "m"\n'],
  [
    'an alias that is assigned',
    '[model_aliases.own]\nmodel = "m"\nthinking_level = "low"\n[model_assignment]\ndefault_alias = "own"\n',
  ],
  ['an alias of ours that is changed', '[model_aliases.standard]\nmodel = "m"\n'],
  [
    'an alias under a model of its own',
    `${assigned('by_stage = { builder = "fast" }')}[stages.builder]\nmodel = "m"\n`,
  ],
  [
    'permissions',
    `${codex('permission_default = "maximum"\npermission_by_model = { "gpt-5.5" = "elevated" }')}[stages.checker]\nmodel = "m"\n`,
  ],
  ['an effort where aliases are off', `${assigned('enabled = false')}${codex('model_reasoning_effort = "high"')}`],
  ['a gate', '[execution_capabilities.defaults]\n"runner.invoke" = "approval_required"\n'],
  ['a gate before one stage', '[stages.builder.capabilities]\n"shell_run" = "approval_required"\n'],
  ['limits on spending', '[usage_governance]\nenabled = true\ncalendar_timezone = "Europe/Berlin"\n'],
  ['blocked work that waits for a person', '[auto_recovery]\nenabled = false\n'],
  [
    'what is written down and says the default',
    '[auto_recovery]\nenabled = true\n[usage_governance]\nenabled = false\n[execution_capabilities]\nenabled = true\n[watchers]\nenabled = true\n[runtime]\nidle_sleep_seconds = 1\n',
  ],
];

describe('a setting without effect', () => {
  it.each(FINDINGS)('is named: %s', (_what, config, says) => {
    const all = said(config);
    expect(all.join('\n')).toMatch(says);
    expect(all.length).toBeLessThanOrEqual(1);
  });

  it('is named when the mode does not use what it is for', () => {
    const config = '[recovery]\nmax_mechanic_attempts = 5\n';
    const { diagnostics } = compileSmall({ file: 'millrace.toml', to: config });
    expect(diagnostics).toMatchObject([{ code: 'MR1061', field: 'recovery.max_mechanic_attempts' }]);
  });

  it('is named when everything it is for has something stronger', () => {
    const stages = ['maker', 'judge', 'helper', 'thinker', 'closer'];
    const by = stages.map((kind) => `${kind} = "fast"`).join(', ');
    const config = assigned(`default_alias = "deep"\nby_loop = { "small.run" = "deep" }\nby_stage = { ${by} }`);
    const { diagnostics } = compileSmall({ file: 'millrace.toml', to: config });
    expect(diagnostics.map(({ code, field }) => [code, field])).toEqual([
      ['MR1062', 'model_assignment.by_loop.small.run'],
      ['MR1062', 'model_assignment.default_alias'],
    ]);
  });
});

describe('a setting that does something', () => {
  it.each(EFFECTIVE)('is passed over: %s', (_what, config) => {
    expect(said(config)).toEqual([]);
  });
});
