// A workspace adds and replaces with files alone: a stage kind, an outcome, a graph, a mode.
import { describe, expect, it } from 'vitest';
import { compile } from '../compile.js';
import type { Change } from '../../../test/pure/sources.js';
import { compileSmall, faultsOf, smallSources } from '../../../test/pure/sources.js';
import { shippedSources } from '../../../test/support/plan.js';

const runners = ['codex_cli', 'scripted'];

const scout = `+++
id = "scout"
plane = "execution"
role = "work"
families = ["task"]
[outcomes]
CLEAR = "success"
MUDDY = "followup_needed"
BLOCKED = "blocked"
+++
Look around before anybody builds.
`;

describe('a workspace', () => {
  it('adds a kind with an outcome of its own, a graph and a mode to the shipped ones', () => {
    const sources = shippedSources('[runtime]\ndefault_mode = "scouted"\n[stages.scout]\nmodel = "m"\n');
    const graph = sources.graphs.find((one) => one.path.includes('execution.standard'))?.text ?? '';
    const own = graph
      .replace('execution.standard', 'execution.scouted')
      .replace('task = "builder"', 'task = "scout"')
      .concat('\n[nodes.scout]\nCLEAR = "builder"\nMUDDY = "end:needs_planning"\nBLOCKED = "end:blocked"\n');
    const mode = 'id = "scouted"\n[planes]\nexecution = "execution.scouted"\nplanning = "planning.standard"\n';
    sources.stages.push({ path: 'workspace/stages/scout.md', text: scout });
    sources.graphs.push({ path: 'workspace/graphs/scouted.toml', text: own });
    sources.modes.push({ path: 'workspace/modes/scouted.toml', text: mode });
    const { named, diagnostics } = compile(sources, { runners });
    expect(diagnostics).toEqual([]);
    const execution = named?.plan.planes.execution;
    expect(execution?.entries).toEqual({ task: 'scout' });
    expect(execution?.nodes['scout']).toMatchObject({
      ...{ kind: 'scout', model: 'm', outcomes: { CLEAR: 'success', MUDDY: 'followup_needed', BLOCKED: 'blocked' } },
      routes: { MUDDY: [{ end: 'needs_planning' }] },
    });
    expect(named?.plan.failureClasses).toContain('scout_blocked');
  });

  it('replaces a shipped file of the same id with its own', () => {
    const sources = smallSources();
    const text = (sources.stages.find((one) => one.path === 'stages/maker.md')?.text ?? '').replace(
      'Do what',
      'Do all',
    );
    sources.stages.push({ path: 'workspace/stages/maker.md', text });
    const { named, diagnostics, texts } = compile(sources, { runners });
    expect(diagnostics).toEqual([]);
    const digest = named?.plan.planes.execution?.nodes['maker']?.instructions ?? '';
    expect(texts.get(digest)).toBe('Do all a maker does.');
  });

  it('uses one kind for several nodes, each with its own routes', () => {
    const second: Change = {
      file: 'graphs/run.toml',
      from: 'MADE = "judge"',
      to: 'MADE = "polish"\nBLOCKED = "end:stuck"\n[nodes.polish]\nkind = "maker"\nMADE = "judge"',
    };
    const nodes = compileSmall(second).named?.plan.planes.execution?.nodes;
    expect([nodes?.['maker']?.kind, nodes?.['polish']?.kind]).toEqual(['maker', 'maker']);
    expect(nodes?.['maker']?.routes['MADE']).toEqual([{ node: 'polish' }]);
  });

  it('uses a number of its graph as it stands when no setting names it', () => {
    const nine: Change = { file: 'graphs/run.toml', from: 'max = 2', to: 'max = 9' };
    expect(compileSmall(nine).named?.plan.planes.execution?.bounds['again']?.max).toBe(9);
  });

  it.each(['recovery.max_fix_cylces', 'recovery.stale_state_recovery_enabled', 'limits.generations', 'max_fix_cycles'])(
    'is told when a bound takes its number from %s, which is no number of recovery',
    (name) => {
      const typo: Change = { file: 'graphs/run.toml', from: 'recovery.max_fix_cycles', to: name };
      const [fault, ...others] = faultsOf(typo);
      expect(fault).toMatchObject({ code: 'MR1029', file: 'graphs/run.toml', field: 'bounds.helps.config' });
      expect(fault?.message).toContain(name);
      expect(others).toEqual([]);
    },
  );
});
