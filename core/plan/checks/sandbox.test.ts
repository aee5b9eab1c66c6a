import { expect, test } from 'vitest';
import { compileShipped } from '../../../test/support/plan.js';

const warnings = (config: string) => compileShipped(config).diagnostics;
const PI = '[stages.builder]\nrunner = "pi_rpc"\n[stages.checker]\nrunner = "pi_rpc"\n';

test('a plan that binds Pi with a sandbox compiles, and says once that there is none', () => {
  const [warning, ...more] = warnings(PI);
  expect(more).toEqual([]);
  expect(warning).toMatchObject({ code: 'MR1052', severity: 'warning', file: 'millrace.toml' });
  expect(warning?.message).toMatch(/basic .*builder, checker\.$/);
});

test('stages that have the permission maximum are not spoken of', () => {
  expect(warnings(`${PI}[runners.codex]\npermission_by_stage = { builder = "maximum" }\n`)[0]?.message).toMatch(
    /: checker\.$/,
  );
  expect(warnings(`${PI}[runners.codex]\npermission_default = "maximum"\n`)).toEqual([]);
  expect(warnings('')).toEqual([]);
});

test('a setting of Pi is another plan, and no value of a variable can be read from it', () => {
  const digest = (text: string) => compileShipped(text).named.plan.runners;
  const all = ['', 'provider = "openai"', 'env = { A = "1" }', 'env = { A = "2" }'];
  const digests = all.map((line) => digest(line === '' ? '' : `[runners.pi]\n${line}\n`));
  expect(new Set(digests).size).toBe(all.length);
});
