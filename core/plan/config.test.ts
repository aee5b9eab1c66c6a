// `millrace.toml`: configurations written for the reference load, and what is wrong with one is told by field or line.
import { describe, expect, it } from 'vitest';
import { compileShipped } from '../../test/support/plan.js';
import { faultsOf } from '../../test/pure/sources.js';
import type { Diagnostic } from './diagnostics.js';
import { PLAN_LIMIT_BYTES } from './compile.js';
import { readConfig } from './config.js';

function read(text: string) {
  const diagnostics: Diagnostic[] = [];
  return { config: readConfig('millrace.toml', text, diagnostics), diagnostics };
}

const HEAD = '[runtime]\ndefault_mode = "default_codex"\nrun_style = "daemon"\nidle_sleep_seconds = 0.02\n\n';
const CODEX = '[runners.codex]\ncommand = "codex"\npermission_default = "maximum"\n\n';

const recorded = [
  ['of most recorded runs', `${HEAD}${CODEX}\n`],
  ['with a short timeout', `${HEAD}${CODEX}[stages.builder]\ntimeout_seconds = 1\n`],
  ['with fewer fix cycles', `${HEAD}${CODEX}[recovery]\nmax_fix_cycles = 1\n`],
  [
    'with every setting of Codex',
    `${HEAD}[runners.codex]
command = "codex"
args = ["exec"]
profile = "work"
permission_default = "basic"
permission_by_stage = { builder = "maximum" }
permission_by_model = { "gpt-5.5" = "elevated" }
model_reasoning_effort = "high"
skip_git_repo_check = true
extra_config = ["a=1"]
env = { LANG = "C" }
`,
  ],
  [
    'with aliases and assignments',
    `${HEAD}[model_aliases.own]
model = "m"
thinking_level = "low"
[model_assignment]
enabled = true
default_alias = "own"
invalid_assignment_policy = "warn_fallback"
by_loop = {}
by_stage = { builder = "fast" }
`,
  ],
  [
    'with watchers',
    `${HEAD}[watchers]\nenabled = true\ndebounce_ms = 250\nwatch_ideas_inbox = true\nwatch_specs_queue = true\n`,
  ],
  ['that is empty', ''],
] as const;

describe('a configuration', () => {
  it('that makes the plan too large is refused by its bytes, not its characters', () => {
    const model = '\u20ac'.repeat(PLAN_LIMIT_BYTES / 3);
    const [fault] = faultsOf({ file: 'millrace.toml', to: `[stages.maker]\nmodel = "${model}"\n` });
    expect(fault).toMatchObject({ code: 'MR1030', severity: 'error' });
  });

  it.each(recorded)('%s loads without a word and gives a plan', (_name, text) => {
    expect(read(text).diagnostics).toEqual([]);
    expect(compileShipped(text).diagnostics).toEqual([]);
  });

  it.each(['usage_governance', 'execution_capabilities', 'auto_recovery'])(
    'with [%s] loads and says that it waits',
    (name) => {
      const { config, diagnostics } = read(`[${name}]\nenabled = true\n`);
      expect(config).not.toBeNull();
      expect(diagnostics).toMatchObject([{ code: 'MR1051', severity: 'warning', field: name }]);
    },
  );

  it.each([
    ['an unknown section', '[runtme]\nx = 1\n', 'MR1002', /runtme/],
    ['an unknown key', '[runtime]\nstyle = 1\n', 'MR1002', /style/],
    ['a wrong type', '[recovery]\nmax_fix_cycles = "two"\n', 'MR1002', /max_fix_cycles/],
    ['a number out of range', '[recovery]\nmax_fix_cycles = 0\n', 'MR1002', /max_fix_cycles/],
    ['a run style that is none', '[runtime]\nrun_style = "once"\n', 'MR1002', /run_style/],
    ['an unknown permission', '[runners.codex]\npermission_default = "root"\n', 'MR1002', /permission_default/],
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

  it.each([['[stages.bulider]\nmodel = "m"\n'], ['[model_assignment.by_stage]\nbulider = "fast"\n']])(
    'that binds a stage that does not exist warns and compiles',
    (text) => {
      expect(compileShipped(text).diagnostics).toMatchObject([
        { code: 'MR1050', severity: 'warning', message: expect.stringContaining('Did you mean builder?') },
      ]);
    },
  );
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
