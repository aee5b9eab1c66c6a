// Every way to break a graph, a stage kind or a mode is refused, with a code, the file and what was meant.
import { describe, expect, it } from 'vitest';
import { type Change, compileSmall, faultsOf } from '../../test/pure/sources.js';

const graph = (from: string, to: string): Change => ({ file: 'graphs/run.toml', from, to });
const plan = (from: string, to: string): Change => ({ file: 'graphs/plan.toml', from, to });
const maker = (from: string, to: string): Change => ({ file: 'stages/maker.md', from, to });
const mode = (from: string, to: string): Change => ({ file: 'modes/small.toml', from, to });

type Row = readonly [name: string, change: Change, code: string, message: RegExp, field?: string];

const cases = (rows: Row[]) =>
  rows.map(([name, change, code, message, field]) => ({ name, change, code, message, field }));

const graphs: Row[] = [
  ['an unknown kind', graph('[nodes.judge]', '[nodes.judge]\nkind = "jugde"'), 'MR1012', /jugde.*mean judge/],
  ['a kind of another plane', graph('[nodes.judge]', '[nodes.judge]\nkind = "thinker"'), 'MR1012', /plane planning/],
  ['an outcome without a route', graph('GOOD = "end:done"\n', ''), 'MR1020', /judge has no route for GOOD/],
  ['an outcome the kind does not have', graph('GOOD =', 'GODO ='), 'MR1021', /GODO.*mean GOOD/],
  ['an unknown node', graph('"judge"', '"juge"'), 'MR1022', /no node juge.*mean judge/, 'nodes.maker.MADE'],
  ['an unknown end', graph('"end:done"', '"end:dome"'), 'MR1022', /no end dome.*mean done/, 'nodes.judge.GOOD'],
  ['an unknown bound', graph('(again)', '(agian)'), 'MR1022', /no bound agian.*mean again/, 'nodes.judge.BAD'],
  ['an end that every object has', graph('"end:done"', '"end:constructor"'), 'MR1022', /no end constructor/],
  ['a node that every object has', graph('"judge"', '"constructor"'), 'MR1022', /no node constructor/],
  ['a bound that every object has', graph('(again)', '(constructor)'), 'MR1022', /no bound constructor/],
  ['an entry that every object has', graph('task = "maker"', 'task = "constructor"'), 'MR1022', /constructor/],
  ['a family that every object has', graph('task =', 'constructor ='), 'MR1015', /no family constructor/],
  ['a target that is none', graph('"end:done"', '"end: done"'), 'MR1002', /GOOD/, 'nodes.judge.GOOD'],
  ['a ladder that ends with a bound', graph(', "end:stuck"]', ']'), 'MR1023', /Rung 1/, 'nodes.maker.BLOCKED'],
  ['a rung without a bound before the last', graph('maker (again)', 'maker'), 'MR1023', /Rung 1/, 'nodes.judge.BAD'],
  ['an empty ladder', graph('["maker (again)", "end:stuck"]', '[]'), 'MR1002', /BAD/],
  ['two routes of one outcome', graph('GOOD =', 'GOOD = "end:stuck"\nGOOD ='), 'MR1001', /./],
  ['two nodes of one id', graph('[nodes.helper]', '[nodes.judge]'), 'MR1001', /./],
  ['an unknown field', graph('max = 2', 'max = 2\nmaximum = 3'), 'MR1002', /maximum/, 'bounds.again'],
  ['an unknown field of a node', graph('[nodes.judge]', '[nodes.judge]\ntimeout = 3'), 'MR1002', /timeout/],
  ['a bound of nothing', graph('max = 2', 'max = 0'), 'MR1002', /max/, 'bounds.again.max'],
  ['an unknown family', graph('task =', 'tsak ='), 'MR1015', /tsak.*mean task/, 'entries.tsak'],
  ['a family of another plane', graph('task =', 'spec ='), 'MR1015', /plane planning/, 'entries.spec'],
  ['an entry to no node', graph('task = "maker"', 'task = "taker"'), 'MR1022', /taker/, 'entries.task'],
  ['an entry that cannot work on it', maker('["task"]', '[]'), 'MR1027', /maker.*task/, 'entries.task'],
  ['a closure that cannot close', plan('node = "closer"', 'node = "thinker"'), 'MR1022', /thinker/, 'closure.node'],
  ['an unbounded cycle', graph('["maker (again)", "end:stuck"]', '"maker"'), 'MR1025', /maker -> judge -> maker/],
  ['a node that leads to itself', graph('HELPED = "maker"', 'HELPED = "helper"'), 'MR1025', /helper -> helper/],
  ['a node nothing leads to', graph('["helper (helps)", "end:stuck"]', '"end:stuck"'), 'MR1024', /helper/],
  ['a disposition that is none', graph('"complete"', '"finish"'), 'MR1002', /disposition/, 'ends.done.disposition'],
];

describe('a graph is refused for', () => {
  it.each(cases(graphs))('$name', ({ change, code, message, field }) => {
    const found = faultsOf(change).find((one) => one.code === code && message.test(one.message));
    expect(found).toMatchObject({ severity: 'error', hint: expect.stringMatching(/\w/) });
    expect(found?.file).toBe(code === 'MR1027' ? 'graphs/run.toml' : change.file);
    if (field !== undefined) expect(found?.field).toBe(field);
    if (code === 'MR1001') expect(found?.line).toBeGreaterThan(5);
  });

  it('nodes from which no route comes to an end', () => {
    const faults = faultsOf(
      graph(
        'GOOD = "end:done"\nBAD = ["maker (again)", "end:stuck"]\nBLOCKED = "end:stuck"',
        'GOOD = "maker"\nBAD = "maker"\nBLOCKED = "maker"',
      ),
      graph('["helper (helps)", "end:stuck"]', '"judge"'),
    );
    const stranded = faults.filter((one) => one.code === 'MR1026').map((one) => one.field);
    expect(stranded).toEqual(['nodes.maker', 'nodes.judge']);
  });

  it('a kind that does not exist, once: its entry and its closure lead to a node', () => {
    const faults = faultsOf(
      graph('[nodes.maker]', '[nodes.maker]\nkind = "taker"'),
      plan('[nodes.closer]', '[nodes.closer]\nkind = "closre"'),
    );
    expect(faults.map((one) => [one.code, one.field])).toEqual([
      ['MR1012', 'nodes.closer'],
      ['MR1012', 'nodes.maker'],
    ]);
  });
});

const kinds: Row[] = [
  ['no front matter', maker('+++\nid', 'id'), 'MR1003', /front matter/],
  ['no instructions', maker('Do what a maker does.', ''), 'MR1004', /no instructions/],
  ['an unknown class', maker('MADE = "success"', 'MADE = "fine"'), 'MR1002', /MADE/, 'outcomes.MADE'],
  ['a lower-case outcome', maker('MADE =', 'made ='), 'MR1002', /made|upper-case/],
  ['an unknown field', maker('role =', 'author = "x"\nrole ='), 'MR1002', /author/],
  ['an unknown role', maker('"work"', '"boss"'), 'MR1002', /role/, 'role'],
  ['a missing field', maker('plane = "execution"\n', ''), 'MR1002', /plane/, 'plane'],
  ['a skill that is not there', maker('["care"]', '["caer"]'), 'MR1013', /caer.*mean care/, 'skills'],
  ['emitting an unknown family', maker('skills', 'emits = ["tsak"]\nskills'), 'MR1015', /tsak.*mean task/, 'emits'],
  ['working on an unknown family', maker('"task"', '"task", "sepc"'), 'MR1015', /sepc.*mean spec/, 'families'],
  ['an id used twice', { file: 'stages/other.md', to: SECOND_MAKER() }, 'MR1005', /maker.*stages\/maker.md/, 'id'],
];

function SECOND_MAKER(): string {
  return '+++\nid = "maker"\nplane = "execution"\nrole = "work"\nfamilies = []\n[outcomes]\nMADE = "success"\n+++\nText.\n';
}

describe('a stage kind is refused for', () => {
  it.each(cases(kinds))('$name', ({ change, code, message, field }) => {
    const found = faultsOf(change).find((one) => one.code === code && message.test(one.message));
    expect(found).toMatchObject({ severity: 'error', file: change.file });
    if (field !== undefined) expect(found?.field).toBe(field);
  });

  it('broken TOML, with the line counted from the top of the file', () => {
    const [first] = faultsOf(maker('families = ["task"]', 'families = ["task"')).filter((one) => one.code === 'MR1001');
    expect(first).toMatchObject({ file: 'stages/maker.md', severity: 'error' });
    expect([5, 6]).toContain(first?.line);
    const [later] = faultsOf(maker('[outcomes]', '[outcomes')).filter((one) => one.code === 'MR1001');
    expect(later?.line).toBe(7);
  });

  it('having no BLOCKED, although its graph routes none', () => {
    const faults = faultsOf(
      maker('BLOCKED = "blocked"\n', ''),
      graph('BLOCKED = ["helper (helps)", "end:stuck"]\n', ''),
      graph('BAD = ["maker (again)", "end:stuck"]', 'BAD = ["helper (helps)", "end:stuck"]'),
      graph('[bounds.again]\nmax = 2\n', ''),
    );
    expect(faults).toMatchObject([{ code: 'MR1028', file: 'stages/maker.md', field: 'outcomes' }]);
  });
});

const modes: Row[] = [
  ['an unknown graph', mode('small.run', 'small.rum'), 'MR1011', /small\.rum.*mean small\.run/, 'planes'],
  ['no planning', mode('planning = "small.plan"\n', ''), 'MR1002', /planning/, 'planes.planning'],
  ['a graph of another plane', mode('small.run', 'small.plan'), 'MR1011', /execution.*plane planning/, 'planes'],
  ['an unknown field', mode('aliases', 'alias = "x"\naliases'), 'MR1002', /alias/],
  [
    'an unknown runner',
    { file: 'modes/small.toml', to: '[defaults]\nrunner = "codex_cil"\n' },
    'MR1014',
    /mean codex_cli/,
  ],
  [
    'an id used twice',
    { file: 'modes/other.toml', to: 'id = "small"\n[planes]\nexecution = "small.run"\nplanning = "small.plan"\n' },
    'MR1005',
    /small/,
    'id',
  ],
];

describe('a mode is refused for', () => {
  it.each(cases(modes))('$name', ({ change, code, message, field }) => {
    const found = faultsOf(change).find((one) => one.code === code && message.test(one.message));
    expect(found).toMatchObject({ severity: 'error', file: change.file });
    if (field !== undefined) expect(found?.field).toBe(field);
  });
});

describe('several faults', () => {
  it('are told all at once', () => {
    const codes = faultsOf(
      graph('"judge"', '"juge"'),
      maker('["care"]', '["caer"]'),
      mode('aliases = ["tiny"]', 'aliases = ["tiny"]\n[defaults]\nrunner = "x"'),
      { file: 'stages/helper.md', from: '"repair"', to: '"boss"' },
    ).map((one) => one.code);
    expect(codes).toEqual(expect.arrayContaining(['MR1022', 'MR1013', 'MR1014', 'MR1002', 'MR1012']));
  });

  it('give no plan, and each names its file', () => {
    const { named, diagnostics } = compileSmall(graph('"judge"', '"juge"'));
    expect(named).toBeNull();
    expect(diagnostics.every((one) => one.code.startsWith('MR1') && one.file !== '')).toBe(true);
  });
});
