// Who stands in is bound stage by stage as if that runner were the first: model, effort, permission, walls.
import { expect, it } from 'vitest';
import type { PlanNode } from '../../contracts/plan.js';
import { compileShipped } from '../../../test/support/plan.js';
import { type Change, compileSmall, faultsOf } from '../../../test/pure/sources.js';
import { differences } from '../diff/differences.js';

function node(id: string, config: string, mode?: string): PlanNode {
  const found = compileShipped(config, mode).named.plan.planes.execution?.nodes[id];
  if (found === undefined) throw new Error(`no node ${id}`);
  return found;
}

const config = (text: string): Change => ({ file: 'millrace.toml', to: text });
const CLAUDE = '[fallback]\ncodex_cli = ["claude_code"]\n';

it('has the model that its own mode gives the alias of the stage, and the permission of the stage', () => {
  const deep =
    '[model_assignment]\nby_stage = { checker = "deep" }\n[stages.builder]\nmodel = "gpt-6"\nthinking_level = "minimal"\n';
  const wide = '[runners.codex]\npermission_by_stage = { builder = "elevated" }\n';
  expect(node('builder', `${CLAUDE}${deep}${wide}`).fallbacks).toEqual([
    {
      ...{ runner: 'claude_code', model: 'sonnet', alias: 'standard', modelSource: 'default' },
      ...{ effort: 'medium', permission: 'elevated' },
    },
  ]);
  expect(node('checker', `${CLAUDE}${deep}`).fallbacks).toMatchObject([
    { model: 'opus', effort: 'xhigh', alias: 'deep' },
  ]);
});

it('has a level of the stage where it knows it, and an alias that names it', () => {
  const level = '[stages.builder]\nthinking_level = "high"\n';
  const named = '[model_aliases."claude_code.standard"]\nmodel = "claude-opus-4-8"\nthinking_level = "max"\n';
  expect(node('builder', `${CLAUDE}${level}`).fallbacks).toMatchObject([{ model: 'sonnet', effort: 'high' }]);
  expect(node('builder', `${CLAUDE}${named}`).fallbacks).toMatchObject([{ model: 'claude-opus-4-8', effort: 'max' }]);
  expect(node('builder', `${CLAUDE}${named}`)).toMatchObject({ model: 'gpt-5.5', effort: 'medium' });
  expect(compileShipped(`${CLAUDE}${named}`).diagnostics).toEqual([]);
});

it('has a model of its own choice where no mode ships for it', () => {
  const own =
    '[fallback]\ncodex_cli = ["command.mine"]\n[runners.command.mine]\nargv = ["mine"]\npermissions = ["basic"]\n';
  expect(node('builder', own).fallbacks).toEqual([
    { runner: 'command.mine', model: null, modelSource: 'none', effort: null, permission: 'basic' },
  ]);
});

it('is named for a command as the configuration names it', () => {
  const runners =
    '[runners.command.mine]\nargv = ["mine"]\npermissions = ["basic"]\n[stages.builder]\nrunner = "command.mine"\n';
  const both = `${runners}[fallback]\ncommand.mine = ["codex_cli"]\n`;
  expect(node('builder', both).fallbacks).toMatchObject([{ runner: 'codex_cli', model: 'gpt-5.5' }]);
  expect(node('checker', both)).not.toHaveProperty('fallbacks');
});

it('makes another plan, says what differs, and stays within its size', () => {
  const before = compileShipped('').named;
  const all = `[fallback]\ncodex_cli = ["claude_code", "pi_rpc", "scripted"]\n[runners.pi]\nsandbox = "bubblewrap"\n`;
  const after = compileShipped(all, 'learning_codex_integrated').named;
  expect(JSON.stringify(after.plan).length).toBeLessThan(64 * 1024);
  const one = compileShipped(CLAUDE).named;
  expect(one.digest).not.toBe(before.digest);
  const told = differences(before.plan, one.plan).map(({ area, where }) => `${area}: ${where.join(' ')}`);
  expect(told).toContain('bindings: execution builder fallbacks');
  expect(told).toContain('limits: timing fallbackSeconds');
});

it.each([
  ['that nobody knows', 'codex_cli = ["claud_code"]', 'MR1014', /fallback\.codex_cli .*claud_code.*does not exist/],
  ['for itself', 'codex_cli = ["codex_cli"]', 'MR1046', /for which others are to stand in/],
  ['twice', 'codex_cli = ["scripted", "scripted"]', 'MR1046', /scripted twice/],
  ['in a list that is too long', 'codex_cli = ["a", "b", "c", "d", "e"]', 'MR1002', /at most 4/],
  ['for a runner that does not exist', 'codx = ["scripted"]', 'MR1002', /codx/],
])('is refused %s', (_name, line, code, message) => {
  const faults = faultsOf(config(`[fallback]\n${line}\n`));
  expect(faults).toEqual([
    expect.objectContaining({ code, severity: 'error', message: expect.stringMatching(message) }),
  ]);
});

it('is refused with fewer walls than who it stands in for, and where it does not keep the permission', () => {
  const pi = '[fallback]\ncodex_cli = ["pi_rpc"]\n';
  expect(() => compileShipped(pi)).toThrow(/MR1019|no sandbox/);
  expect(node('builder', `${pi}[runners.pi]\nsandbox = "bubblewrap"\n`).fallbacks).toMatchObject([
    { runner: 'pi_rpc' },
  ]);
  const maximum = `${pi}[runners.codex]\npermission_default = "maximum"\n`;
  expect(node('builder', maximum).fallbacks).toMatchObject([{ permission: 'maximum' }]);
  const command =
    '[fallback]\ncodex_cli = ["command.mine"]\n[runners.command.mine]\nargv = ["mine"]\npermissions = ["read_only"]\n';
  expect(() => compileShipped(command)).toThrow(/MR1018|keeps to read_only/);
});

it('changes nothing where no stage has the runner, and that is said', () => {
  const [fault] = faultsOf(config('[fallback]\npi_rpc = ["scripted"]\n'));
  expect(fault).toMatchObject({ code: 'MR1061', severity: 'warning', field: 'fallback.pi_rpc' });
  expect(faultsOf(config('[fallback]\nafter_seconds = 7\n'))).toMatchObject([{ field: 'fallback.after_seconds' }]);
  expect(compileSmall(config('[fallback]\npi_rpc = ["scripted"]\n')).named?.digest).toBe(compileSmall().named?.digest);
});

it('the alias of a stage is what its runner knows: what is built in counts last', () => {
  const deep = '[model_assignment]\nby_stage = { builder = "deep" }\n';
  expect(node('builder', deep, 'default_claude')).toMatchObject({ model: 'opus', alias: 'deep' });
  expect(node('builder', deep, 'default_pi')).toMatchObject({ model: 'gpt-5.5', alias: 'deep' });
  const written = `${deep}[model_aliases.deep]\nmodel = "claude-opus-4-8"\n`;
  expect(node('builder', written, 'default_claude')).toMatchObject({ model: 'claude-opus-4-8', effort: 'xhigh' });
  const elsewhere = '[stages.builder]\nrunner = "claude_code"\n';
  expect(node('builder', elsewhere)).toMatchObject({ model: 'sonnet', effort: 'medium' });
  expect(node('builder', '[stages.builder]\nrunner = "codex_cli"\n', 'default_claude')).toMatchObject({
    model: 'gpt-5.5',
  });
});
