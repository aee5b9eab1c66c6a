import { expect, test } from 'vitest';
import { compileShipped } from '../../../test/support/plan.js';

const plan = (table: string, more = '') =>
  compileShipped(`[stages.builder]\nrunner = "command.own"\n${more}[runners.command.own]\nargv = ["x"]\n${table}`);

const codes = (...given: Parameters<typeof plan>): string[] => plan(...given).diagnostics.map(({ code }) => code);

test('a stage below maximum is refused where nobody keeps the program to its level', () => {
  const refused = (): unknown => plan('');
  expect(refused).toThrow(/MR1018[^]*command\.own keeps to maximum and not to basic, which these stages have: builder/);
  expect(() => plan('permissions = ["read_only", "elevated"]\n')).toThrow(
    /keeps to read_only, elevated and not to basic/,
  );
  expect(() => plan('permissions = []\n')).toThrow(/keeps to no permission/);
});

test('it compiles with walls, with the promise of the program, and with maximum', () => {
  expect(codes('sandbox = "bubblewrap"\n')).toEqual([]);
  expect(codes('permissions = ["basic"]\n')).toEqual([]);
  expect(codes('', '[runners.codex]\npermission_by_stage = { builder = "maximum" }\n')).toEqual([]);
});

test('a runner is there by its table, and not by the word command alone', () => {
  const bound = (runner: string) => compileShipped(`[stages.builder]\nrunner = "${runner}"\n`);
  expect(() => bound('command')).toThrow(/MR1014/);
  expect(() => bound('command.own')).toThrow(/MR1014/);
  expect(() => plan('', '[stages.checker]\nrunner = "command.owm"\n')).toThrow(/Did you mean command\.own\?/);
});

test('its table is a part of the plan, and no value of a variable can be read from it', () => {
  const digest = (table: string) => plan(`permissions = ["basic"]\n${table}`).named.plan.runners;
  const all = ['', 'linger = 1\n', 'env = { A = "1" }\n', 'env = { A = "2" }\n'].map(digest);
  expect(new Set([...all, compileShipped('').named.plan.runners]).size).toBe(5);
});
