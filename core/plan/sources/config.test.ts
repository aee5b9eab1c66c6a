// `millrace.toml`: configurations written for the reference load, and what is wrong with one is told by field or line.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { compileShipped } from '../../../test/support/plan.js';
import { faultsOf } from '../../../test/pure/sources.js';
import type { Diagnostic } from '../diagnostics.js';
import { PLAN_LIMIT_BYTES } from '../compile.js';
import { readConfig } from './config.js';

function read(text: string) {
  const diagnostics: Diagnostic[] = [];
  return { config: readConfig('millrace.toml', text, diagnostics), diagnostics };
}

/** Every section and key that the reference knows, each with another value than its default. */
const EVERYTHING = `[runtime]
default_mode = "standard_plain"
run_style = "daemon"
idle_sleep_seconds = 0.5
[runners]
default_runner = "scripted"
[runners.codex]
command = "/opt/codex"
args = ["exec", "--more"]
profile = "work"
permission_default = "maximum"
permission_by_stage = { builder = "basic" }
permission_by_model = { "gpt-5.5" = "elevated" }
model_reasoning_effort = "high"
skip_git_repo_check = false
extra_config = ["a=1"]
env = { LANG = "C" }
[runners.pi]
command = "/opt/pi"
args = ["--verbose"]
provider = "openai"
thinking = "high"
disable_context_files = false
disable_skills = false
event_log_policy = "full"
env = { LANG = "C" }
[recovery]
max_fix_cycles = 3
max_troubleshoot_attempts_before_consult = 3
max_mechanic_attempts = 3
stale_state_recovery_enabled = false
[auto_recovery]
enabled = false
blocked_dependency_retry_enabled = false
max_auto_requeues_per_work_item = 0
cooldown_seconds = [1, 2]
[watchers]
enabled = false
debounce_ms = 100
watch_ideas_inbox = false
watch_specs_queue = false
[usage_governance]
enabled = true
auto_resume = false
evaluation_boundary = "between_stages"
calendar_timezone = "Europe/Berlin"
[usage_governance.runtime_token_rules]
enabled = false
rules = [{ rule_id = "mine", window = "per_run", metric = "total_tokens", threshold = 1000 }]
[usage_governance.subscription_quota_rules]
enabled = true
provider = "codex_chatgpt_oauth"
degraded_policy = "fail_closed"
refresh_interval_seconds = 30
[[usage_governance.subscription_quota_rules.rules]]
rule_id = "mine"
window = "weekly"
pause_at_percent_used = 12.5
[execution_capabilities]
enabled = false
default_unknown_capability = "allow"
allow_advisory_grants = false
fail_required_advisory = true
defaults = { network_access = "allow", "git.read" = "deny" }
[model_aliases.own]
model = "m"
thinking_level = "low"
[model_assignment]
enabled = true
default_alias = "own"
invalid_assignment_policy = "warn_fallback"
by_loop = { "execution.standard" = "deep" }
by_stage = { builder = "fast" }
[stages.checker]
runner = "scripted"
model = "n"
thinking_level = "low"
model_reasoning_effort = "low"
timeout_seconds = 60
`;

/** What the reference takes where nothing is written; only the permission is another one. */
const DEFAULTS = `[runtime]
default_mode = "default_codex"
run_style = "daemon"
idle_sleep_seconds = 1
[runners]
default_runner = "codex_cli"
[runners.codex]
command = "codex"
args = ["exec"]
permission_default = "basic"
permission_by_stage = {}
permission_by_model = {}
skip_git_repo_check = true
extra_config = []
env = {}
[runners.pi]
command = "pi"
args = []
disable_context_files = true
disable_skills = true
event_log_policy = "failure_full"
env = {}
[recovery]
max_fix_cycles = 2
max_troubleshoot_attempts_before_consult = 2
max_mechanic_attempts = 2
stale_state_recovery_enabled = true
[auto_recovery]
enabled = true
blocked_dependency_retry_enabled = true
max_auto_requeues_per_work_item = 3
cooldown_seconds = [300, 900, 3600]
[watchers]
enabled = true
debounce_ms = 250
watch_ideas_inbox = true
watch_specs_queue = true
[usage_governance]
enabled = false
auto_resume = true
evaluation_boundary = "between_stages"
calendar_timezone = "UTC"
[usage_governance.runtime_token_rules]
enabled = true
[[usage_governance.runtime_token_rules.rules]]
rule_id = "rolling-5h-default"
window = "rolling_5h"
metric = "total_tokens"
threshold = 750000
[[usage_governance.runtime_token_rules.rules]]
rule_id = "calendar-week-default"
window = "calendar_week"
metric = "total_tokens"
threshold = 5000000
[usage_governance.subscription_quota_rules]
enabled = false
provider = "codex_chatgpt_oauth"
degraded_policy = "fail_open"
refresh_interval_seconds = 60
[[usage_governance.subscription_quota_rules.rules]]
rule_id = "codex-five-hour-default"
window = "five_hour"
pause_at_percent_used = 95
[[usage_governance.subscription_quota_rules.rules]]
rule_id = "codex-weekly-default"
window = "weekly"
pause_at_percent_used = 95
[execution_capabilities]
enabled = true
default_unknown_capability = "deny"
allow_advisory_grants = true
fail_required_advisory = false
[execution_capabilities.defaults]
"network.access" = "deny"
"package.install" = "approval_required"
"git.mutate" = "approval_required"
"shell.run" = "allow"
"workspace.write" = "allow"
[model_aliases]
fast = { model = "gpt-5.4-mini", thinking_level = "high" }
standard = { model = "gpt-5.5", thinking_level = "medium" }
deep = { model = "gpt-5.5", thinking_level = "xhigh" }
[model_assignment]
enabled = true
default_alias = "standard"
invalid_assignment_policy = "warn_fallback"
by_loop = {}
by_stage = {}
[stages]
`;

const CAPABLE = '[execution_capabilities]\ndefaults = ';
const RULES = '[usage_governance.runtime_token_rules]\nrules = ';
const RULE = '{ rule_id = "a", window = "per_run", threshold = 1 }';

const RUNS = new URL('../../../test/conformance/runs/', import.meta.url);
const recorded = readdirSync(RUNS).map((name) => {
  const { config } = JSON.parse(readFileSync(new URL(name, RUNS), 'utf8')) as { config: string };
  return [name, config] as const;
});

describe('a configuration', () => {
  it('that makes the plan too large is refused by its bytes, not its characters', () => {
    const model = '\u20ac'.repeat(PLAN_LIMIT_BYTES / 3);
    const [fault] = faultsOf({ file: 'millrace.toml', to: `[stages.maker]\nmodel = "${model}"\n` });
    expect(fault).toMatchObject({ code: 'MR1030', severity: 'error' });
  });

  it.each(recorded)('of the recorded run %s gives a plan', (_name, text) => {
    const { diagnostics } = compileShipped(text);
    expect(diagnostics).toMatchObject([{ code: 'MR1060', field: 'runtime.idle_sleep_seconds' }]);
  });

  it('with every key of the reference loads, and every key arrives', () => {
    const { config, diagnostics } = read(EVERYTHING);
    expect(diagnostics).toEqual([]);
    const written = parse(EVERYTHING);
    expect(config).toMatchObject({ ...written, execution_capabilities: expect.anything() });
    expect(config?.execution_capabilities).toEqual({
      ...(written['execution_capabilities'] as object),
      approval_seconds: 604_800,
      defaults: {
        ...{ 'network.access': 'allow', 'package.install': 'approval_required', 'git.mutate': 'approval_required' },
        ...{ 'shell.run': 'allow', 'workspace.write': 'allow', 'git.read': 'deny' },
        ...{ 'runner.invoke': 'allow', 'workspace.read': 'allow', 'artifact.read': 'allow', 'artifact.write': 'allow' },
        ...{ 'approval.request': 'allow', 'evidence.emit': 'allow', 'runtime.control': 'deny' },
      },
    });
  });

  it('that is empty has the defaults of the reference, but for the sandbox', () => {
    const { config, diagnostics } = read('');
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject(parse(DEFAULTS));
    expect(read(DEFAULTS)).toEqual({ config, diagnostics });
  });

  it('that changes one field of a shipped alias keeps the other', () => {
    const aliases = read('[model_aliases.standard]\nmodel = "own"\n').config?.model_aliases;
    expect(aliases?.['standard']).toEqual({ model: 'own', thinking_level: 'medium' });
    expect(aliases?.['deep']).toEqual({ model: 'gpt-5.5', thinking_level: 'xhigh' });
  });

  it.each([
    ['an unknown section', '[runtme]\nx = 1\n', 'MR1002', /runtme: there is no such section. Did you mean runtime\?/],
    ['an unknown key', '[runtime]\nrun_stile = 1\n', 'MR1002', /runtime.run_stile: .*Did you mean run_style\?/],
    ['an unknown key of a stage', '[stages.builder]\nmodle = "m"\n', 'MR1002', /stages.builder.modle: .*mean model\?/],
    ['a wrong type', '[recovery]\nmax_fix_cycles = "two"\n', 'MR1002', /max_fix_cycles/],
    ['a number out of range', '[recovery]\nmax_fix_cycles = 0\n', 'MR1002', /max_fix_cycles/],
    ['a run style that is no more', '[runtime]\nrun_style = "once"\n', 'MR1002', /run_style: .*`millrace run once`/],
    ['a run style that is none', '[runtime]\nrun_style = "x"\n', 'MR1002', /run_style: .*expected "daemon"/],
    ['an unknown permission', '[runners.codex]\npermission_default = "root"\n', 'MR1002', /permission_default/],
    ['a permission misspelt', '[runners.codex]\npermission_default = "maximun"\n', 'MR1002', /Did you mean maximum\?/],
    [
      'a flag that is ours',
      '[runners.pi]\nargs = ["--model=x"]\n',
      'MR1002',
      /runners.pi.args.0: "--model=x" is decided/,
    ],
    [
      'a flag that is ours, apart',
      '[runners.pi]\nargs = ["-v", "--no-skills"]\n',
      'MR1002',
      /args.1.*Reserved: --mode /,
    ],
    ['two levels', '[stages.a]\nthinking_level = "a"\nmodel_reasoning_effort = "low"\n', 'MR1002', /low where .* a;/],
    [
      'no such time zone',
      '[usage_governance]\ncalendar_timezone = "Europe/Berln"\n',
      'MR1002',
      /mean Europe\/Berlin\?/,
    ],
    ['a capability that is none', `${CAPABLE}{ "git.raed" = "deny" }\n`, 'MR1002', /Did you mean git.read\?/],
    ['a capability twice', `${CAPABLE}{ "git.read" = "deny", git_read = "allow" }\n`, 'MR1002', /given twice/],
    ['two rules of one id', `${RULES}[${RULE}, ${RULE}]\n`, 'MR1002', /rules.1.rule_id: the id a is used twice/],
    ['a timeout of nothing', '[stages.builder]\ntimeout_seconds = 0\n', 'MR1002', /timeout_seconds/],
    ['no wait at all', '[runtime]\nenvironment_backoff_seconds = []\n', 'MR1002', /environment_backoff_seconds/],
  ])('with %s is refused by its field', (_name, text, code, message) => {
    const { config, diagnostics } = read(text);
    expect(config).toBeNull();
    expect(diagnostics[0]).toMatchObject({ code, severity: 'error', file: 'millrace.toml' });
    expect(diagnostics[0]?.message).toMatch(message);
  });

  it('with broken TOML is refused by its line', () => {
    const { config, diagnostics } = read('[runtime]\ndefault_mode = "a"\nidle_sleep_seconds = = 2\n');
    expect(config).toBeNull();
    expect(diagnostics).toMatchObject([{ code: 'MR1001', line: 3 }]);
  });

  it('with several faults is told all of them', () => {
    const { diagnostics } = read(
      '[recovery]\nmax_fix_cycles = 0\nmax_mechanic_attempts = 0\n[runtime]\nrun_style = "x"\n',
    );
    expect(diagnostics.map((one) => one.field).sort()).toEqual([
      ...['recovery.max_fix_cycles', 'recovery.max_mechanic_attempts', 'runtime.run_style'],
    ]);
  });

  it('that names no mode of ours is refused, with the one that was meant', () => {
    const [fault] = faultsOf({ file: 'millrace.toml', from: '"small"', to: '"smal"' });
    expect(fault).toMatchObject({ code: 'MR1010', file: 'millrace.toml' });
    expect(fault?.message).toContain('Did you mean small?');
  });
});

describe('a number of [recovery]', () => {
  const bounds = (text: string) => {
    const { planes } = compileShipped(`[recovery]\n${text}\n`).named.plan;
    return { ...planes.execution?.bounds, ...planes.planning?.bounds };
  };

  it.each([
    ['max_fix_cycles', 'fix_cycles'],
    ['max_troubleshoot_attempts_before_consult', 'troubleshoot_attempts'],
    ['max_mechanic_attempts', 'mechanic_attempts'],
  ])('%s replaces the number of the bound %s, and no other', (setting, bound) => {
    const changed = bounds(`${setting} = 9`);
    expect(changed[bound]?.max).toBe(9);
    expect({ ...changed, [bound]: null }).toEqual({ ...bounds(''), [bound]: null });
  });

  it('raises the largest number of stage runs with it', () => {
    const largest = (text: string) => compileShipped(text).named.plan.planes.execution?.maxStageRuns['task'] ?? 0;
    expect(largest('[recovery]\nmax_fix_cycles = 9\n')).toBeGreaterThan(largest(''));
  });
});
