// Every way to break a graph, a stage kind or a mode is refused, with a code, the file and what was meant.
import { describe, expect, it } from 'vitest';
import { type Change, compileSmall, DELIVERY, faultsOf, LEARNING, smallSources } from '../../../test/pure/sources.js';

const graph = (from: string, to: string): Change => ({ file: 'graphs/run.toml', from, to });
const plan = (from: string, to: string): Change => ({ file: 'graphs/plan.toml', from, to });
const maker = (from: string, to: string): Change => ({ file: 'stages/maker.md', from, to });
const mode = (from: string, to: string): Change => ({ file: 'modes/small.toml', from, to });

const stageFile = (kind: string, from: string, to: string): Change => ({ file: `stages/${kind}.md`, from, to });
const config = (to: string): Change => ({ file: 'millrace.toml', to });

function resume(node: string, outcome: string, ...never: string[]): Change {
  const rule = `{ by = ["resume_stage"], never = ${JSON.stringify(never)} }`;
  return { file: 'graphs/run.toml', to: `[nodes.${node}.resume]\n${outcome} = ${rule}\n` };
}

/** The last of the changes is the one to be found. */
type Row = readonly [name: string, change: Change | Change[], code: string, message: RegExp, field?: string];

const cases = (rows: Row[]) =>
  rows.map(([name, change, code, message, field]) => {
    const changes = [change].flat();
    return { name, changes, file: changes.at(-1)?.file, code, message, field };
  });

const CLOSER = '[nodes.closer]\nCLOSED = "end:done"\nGAP = "end:open"\nBLOCKED = "end:stuck"\n';

/** With the delivery that the last of the changes breaks. */
const delivery = (from: string, to: string): Change[] => [...DELIVERY, MERGED, plan(from, to)];
const MERGED = config('[trees]\ndeliver = "merge"\n');

const CLOSURE = '[closure]\nnode = "closer"\npass = "done"\ngap = "open"\n';

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
  [
    'an entry that every object has',
    graph('task = "maker"', 'task = "constructor"'),
    'MR1002',
    /constructor is a name that every object/,
  ],
  ['a family that every object has', graph('task =', 'constructor ='), 'MR1002', /constructor is a name that every/],
  [
    'a node id that every object has',
    graph('[nodes.helper]', '[nodes.constructor]'),
    'MR1002',
    /constructor is a name/,
  ],
  [
    'a bound id that every object has',
    graph('[bounds.again]', '[bounds.constructor]'),
    'MR1002',
    /constructor is a name/,
  ],
  ['a name that sets', graph('[nodes.helper]', '[nodes.__proto__]'), 'MR1002', /nodes.__proto__: __proto__ cannot/],
  ['a target that is none', graph('"end:done"', '"end: done"'), 'MR1002', /GOOD/, 'nodes.judge.GOOD'],
  ['a ladder that ends with a bound', graph(', "end:stuck"]', ']'), 'MR1023', /Rung 1/, 'nodes.maker.BLOCKED'],
  ['a rung without a bound before the last', graph('maker (again)', 'maker'), 'MR1023', /Rung 1/, 'nodes.judge.BAD'],
  ['an empty ladder', graph('["maker (again)", "end:stuck"]', '[]'), 'MR1002', /BAD/],
  ['two routes of one outcome', graph('GOOD =', 'GOOD = "end:stuck"\nGOOD ='), 'MR1001', /./],
  ['two nodes of one id', graph('[nodes.helper]', '[nodes.judge]'), 'MR1001', /./],
  ['an unknown field', graph('max = 2', 'max = 2\nmaximum = 3'), 'MR1002', /maximum/, 'bounds.again.maximum'],
  ['an unknown field of a node', graph('[nodes.judge]', '[nodes.judge]\ntimeout = 3'), 'MR1002', /timeout/],
  ['a bound of nothing', graph('max = 2', 'max = 0'), 'MR1002', /max/, 'bounds.again.max'],
  ['an unknown family', graph('task =', 'tsak ='), 'MR1015', /tsak.*mean task/, 'entries.tsak'],
  ['a family of another plane', graph('task =', 'spec ='), 'MR1015', /plane planning/, 'entries.spec'],
  ['an entry to no node', graph('task = "maker"', 'task = "taker"'), 'MR1022', /taker/, 'entries.task'],
  [
    'a start that works on nothing that comes in',
    [stageFile('judge', 'families = ["task"]', 'families = []'), graph('plane =', 'starts = ["judge"]\nplane =')],
    ...(['MR1027', /judge works on none/, 'starts'] as const),
  ],
  ['an entry that cannot work on it', maker('["task"]', '[]'), 'MR1027', /maker.*task/, 'entries.task'],
  ['a closure that cannot close', plan('node = "closer"', 'node = "thinker"'), 'MR1022', /thinker/, 'closure.node'],
  ['an unbounded cycle', graph('["maker (again)", "end:stuck"]', '"maker"'), 'MR1025', /maker -> judge -> maker/],
  ['a node that leads to itself', graph('HELPED = "maker"', 'HELPED = "helper"'), 'MR1025', /helper -> helper/],
  ['a resume rule of a node that repairs nothing', resume('judge', 'GOOD'), 'MR1033', /role work/],
  ['a resume rule of an outcome that is none', resume('helper', 'HELPS'), 'MR1033', /HELPS.*mean HELPED/],
  ['a resume rule that forbids no node', resume('helper', 'HELPED', 'makre'), 'MR1022', /makre.*mean maker/],
  [
    'a resume rule that forbids all nodes',
    resume('helper', 'HELPED', 'maker', 'judge', 'helper'),
    'MR1033',
    /no node at all/,
    'nodes.helper.resume.HELPED',
  ],
  ['a node nothing leads to', graph('["helper (helps)", "end:stuck"]', '"end:stuck"'), 'MR1024', /helper/],
  ['two ends of one id', graph('[ends.stuck]', '[ends.done]'), 'MR1001', /./],
  ['two entries of one family', graph('task = "maker"', 'task = "maker"\ntask = "judge"'), 'MR1001', /./],
  ['a route with two targets', graph('"end:done"', '"maker end:done"'), 'MR1002', /GOOD/, 'nodes.judge.GOOD'],
  ['an attempt limit beside a route', graph('"end:done"', '{ to = "end:done", max_attempts = 3 }'), 'MR1002', /GOOD/],
  ['a way in that never ends well', graph('class = "success"', 'class = "blocked"'), 'MR1031', /maker/, 'entries.task'],
  ['a start that is no node', graph('plane =', 'starts = ["jugde"]\nplane ='), 'MR1022', /jugde.*mean judge/, 'starts'],
  [
    'a node whose kind does not work on what comes to it',
    [stageFile('helper', 'families = ["task"]', 'families = []'), graph('max = 2', 'max = 3')],
    'MR1041',
    /maker leads a task to helper/,
    'nodes.maker.BLOCKED',
  ],
  ['a judge of roots that leads to work', plan('GAP = "end:open"', 'GAP = "thinker"'), 'MR1041', /judges a root/],
  ['a closure that passes with a gap', plan('pass = "done"', 'pass = "open"'), 'MR1034', /both end at open/],
  ['a closure that passes blocked', plan('pass = "done"', 'pass = "stuck"'), 'MR1034', /not of class success/],
  ['a gap that nothing comes to', plan('GAP = "end:open"', 'GAP = "end:stuck"'), 'MR1034', /end open/, 'closure.gap'],
  ['a closure without an end', plan('gap = "open"', 'gap = "oepn"'), 'MR1022', /oepn.*mean open/, 'closure.gap'],
  ['a closure of roots of no kind', plan('gap =', 'roots = ["ideas"]\ngap ='), 'MR1002', /roots/, 'closure.roots.0'],
  ['a closure of some roots', plan('gap =', 'roots = ["idea"]\ngap ='), 'MR1002', /every root/, 'closure.roots'],
  [
    'a closure without incidents',
    plan('gap =', 'incident_on_gap = false\ngap ='),
    ...(['MR1002', /always opens an incident/, 'closure.incident_on_gap'] as const),
  ],
  ['a delivery of a family that is none', delivery('family = "task"', 'family = "taks"'), 'MR1015', /taks.*mean task/],
  ['a delivery of what enters nowhere', delivery('family = "task"', 'family = "probe"'), 'MR1045', /takes a probe/],
  ['a delivery that begins nowhere', delivery('start = "joiner"', 'start = "maker"'), 'MR1045', /begin at maker/],
  [
    'a delivery to a stage that does not merge',
    [...DELIVERY, stageFile('joiner', 'role = "merge"', 'role = "work"'), plan('joiner', 'joiner')],
    ...(['MR1045', /joiner of small.run is no node that merges/, 'delivery.start'] as const),
  ],
  [
    'a delivery of roots that nobody judges',
    [...delivery('rounds', 'rounds'), plan(CLOSURE, ''), plan(CLOSER, '')],
    ...(['MR1045', /judges none/, 'delivery'] as const),
  ],
  ['a delivery without a number', delivery('rounds = 2', 'rounds = -1'), 'MR1002', /rounds/, 'delivery.rounds'],
  ['a number that is no setting', delivery('max_merge_rounds', 'max_rounds'), 'MR1029', /delivery takes its number/i],
  ['a setting that is no number', graph('recovery.max_fix_cycles', 'recovery.max'), 'MR1029', /recovery\.max/],
  ['a disposition that is none', graph('"complete"', '"finish"'), 'MR1002', /disposition/, 'ends.done.disposition'],
];

describe('a graph is refused for', () => {
  it.each(cases(graphs))('$name', ({ changes, file, code, message, field }) => {
    const found = faultsOf(...changes).find((one) => one.code === code && message.test(one.message));
    expect(found).toMatchObject({ severity: 'error', hint: expect.stringMatching(/\w/) });
    expect(found?.file).toBe(code === 'MR1027' ? 'graphs/run.toml' : file);
    if (field !== undefined) expect(found?.field).toBe(field);
    if (code === 'MR1001') expect(found?.line).toBeGreaterThan(4);
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
  ['leaving an unknown artifact', maker('skills', 'artifacts = ["noet"]\nskills'), 'MR1032', /noet.*mean note/],
  [
    'a context that nobody shows',
    maker('skills', 'context = ["root_lineage"]\nskills'),
    'MR1002',
    /context/,
    'context',
  ],
  ['an unknown capability', maker('skills', 'capabilities = ["shell"]\nskills'), 'MR1032', /shell\./, 'capabilities'],
  ['an unknown effect', effect('MADE = "planer_disposition"'), 'MR1032', /mean planner_disposition/, 'effects'],
  ['an effect that nothing does', effect('MADE = "mechanic_blueprint_repair_apply"'), 'MR1032', /no effect/, 'effects'],
  ['an effect after no outcome', effect('MAED = "planner_disposition"'), 'MR1039', /MAED.*mean MADE/, 'effects.MAED'],
  ['an effect without what it needs', effect('MADE = "planner_disposition"'), 'MR1039', /needs planner_disposition/],
  [
    'leaving what nothing checks',
    maker('skills', 'artifacts = ["note"]\nskills'),
    'MR1044',
    /note: no outcome of maker/,
  ],
  [
    'requiring what it does not leave',
    wanted('MADE = ["note"]'),
    'MR1043',
    /required.MADE names note/,
    'required.MADE',
  ],
  ['requiring something after no outcome', wanted('MAED = ["note"]'), 'MR1043', /MAED.*mean MADE/, 'required.MAED'],
  ['requiring something of all and sundry', wanted('all = ["note"]'), 'MR1002', /`any`/, 'required.all'],
  ['an artifact in a folder', artifact('["a/b.md"]'), 'MR1002', /without a folder/, 'more.files.0'],
  ['an artifact outside', artifact('["../b.md"]'), 'MR1002', /without a folder/, 'more.files.0'],
  ['an artifact of no form', artifact('["more.md"]', 'prose'), 'MR1002', /schema/, 'more.schema'],
  ['a file that would be two artifacts', artifact('["more.md", "note.md"]'), 'MR1005', /both note and more/],
  ['an id used twice', { file: 'stages/other.md', to: SECOND_MAKER() }, 'MR1005', /maker.*stages\/maker.md/, 'id'],
];

function effect(line: string): Change {
  return maker('BLOCKED = "blocked"\n', `BLOCKED = "blocked"\n[effects]\n${line}\n`);
}

function wanted(line: string): Change {
  return maker('BLOCKED = "blocked"\n', `BLOCKED = "blocked"\n[required]\n${line}\n`);
}

function artifact(files: string, schema = 'markdown'): Change {
  return { file: 'artifacts.toml', to: `[more]\nfiles = ${files}\nschema = "${schema}"\n` };
}

function SECOND_MAKER(): string {
  return '+++\nid = "maker"\nplane = "execution"\nrole = "work"\nfamilies = []\n[outcomes]\nMADE = "success"\n+++\nText.\n';
}

describe('a stage kind is refused for', () => {
  it.each(cases(kinds))('$name', ({ changes, file, code, message, field }) => {
    const found = faultsOf(...changes).find((one) => one.code === code && message.test(one.message));
    expect(found).toMatchObject({ severity: 'error', file });
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

const more = (to: string): Change => ({ file: 'modes/small.toml', to });
const trigger = (lines: string): Change[] => [...LEARNING, more(`[[triggers]]\nid = "t"\n${lines}\n`)];
const GOOD_TRIGGER = 'source = "judge"\noutcomes = ["GOOD"]\ntarget = "student"';
const pairs = (text: string): Change[] => [...LEARNING, mode('aliases', `concurrent = ${text}\naliases`)];

const modes: Row[] = [
  ['an unknown graph', mode('small.run', 'small.rum'), 'MR1011', /small\.rum.*mean small\.run/, 'planes'],
  ['no planning', mode('planning = "small.plan"\n', ''), 'MR1002', /planning/, 'planes.planning'],
  ['a graph of another plane', mode('small.run', 'small.plan'), 'MR1011', /execution.*plane planning/, 'planes'],
  ['an unknown field', mode('aliases', 'alias = "x"\naliases'), 'MR1002', /alias/],
  ['what is no TOML', mode('[planes]', '[planes'), 'MR1001', /./],
  ['an unknown runner', more('[defaults]\nrunner = "codex_cil"\n'), 'MR1014', /mean codex_cli/],
  ['the runner of a stage', more('[stages.maker]\nrunner = "codex_cil"\n'), 'MR1014', /mean codex_cli/],
  ['a stage of no graph of it', more('[stages.makre]\n'), 'MR1035', /makre.*mean maker/, 'stages.makre'],
  ['a way out as instructions', more('[stages.maker]\nentrypoint = "../x"\n'), 'MR1002', /entrypoint/],
  ['a file as instructions', more('[stages.maker]\nentrypoint = "/etc/x.md"\n'), 'MR1002', /entrypoint/],
  [
    'unknown instructions',
    more('[stages.maker]\nentrypoint = "makre"\n'),
    'MR1036',
    /mean maker/,
    'stages.maker.entrypoint',
  ],
  ['instructions of other outcomes', more('[stages.maker]\nentrypoint = "judge"\n'), 'MR1036', /GOOD, BAD, MADE/],
  ['a way out as a skill', more('[stages.maker]\nskills = ["../../etc/passwd"]\n'), 'MR1002', /skills/],
  ['an unknown skill', more('[stages.maker]\nskills = ["caer"]\n'), 'MR1013', /mean care/, 'stages.maker.skills'],
  ['an unknown capability', more('[capabilities]\n"shell.rum" = "deny"\n'), 'MR1032', /mean shell\.run/],
  [
    'half an alias',
    more('[model_aliases.x]\nmodel = "m"\n'),
    'MR1002',
    /thinking_level/,
    'model_aliases.x.thinking_level',
  ],
  ['three planes at once', pairs('[["planning", "execution", "learning"]]'), 'MR1037', /3 planes/, 'concurrent.0'],
  ['an unknown plane', pairs('[["learning", "exection"]]'), 'MR1037', /exection.*mean execution/],
  ['a plane beside itself', pairs('[["learning", "learning"]]'), 'MR1037', /one plane twice/],
  ['two writers at once', pairs('[["planning", "execution"]]'), 'MR1037', /work tree/],
  ['a pair twice', pairs('[["learning", "planning"], ["planning", "learning"]]'), 'MR1037', /twice/, 'concurrent.1'],
  ['a plane it has not', mode('aliases', 'concurrent = [["learning", "planning"]]\naliases'), 'MR1037', /no graph/],
  [
    'a trigger without a learning graph',
    more(`[[triggers]]\nid = "t"\n${GOOD_TRIGGER}\n`),
    'MR1038',
    /no learning graph/,
  ],
  [
    'a trigger of no node',
    trigger(GOOD_TRIGGER.replace('"judge"', '"jugde"')),
    'MR1038',
    /jugde.*mean judge/,
    'triggers.0',
  ],
  ['a trigger of learning itself', trigger(GOOD_TRIGGER.replace('"judge"', '"student"')), 'MR1038', /no node student/],
  ['a trigger of no outcome', trigger(GOOD_TRIGGER.replace('GOOD', 'GODO')), 'MR1038', /GODO.*mean GOOD/],
  ['a trigger that leads nowhere', trigger(GOOD_TRIGGER.replace('"student"', '"stutend"')), 'MR1038', /mean student/],
  [
    'a trigger into the middle',
    trigger(GOOD_TRIGGER.replace('"student"', '"reader"')),
    'MR1038',
    /no request can begin/,
  ],
  ['a trigger of no action', trigger(`${GOOD_TRIGGER}\naction = "burn"`), 'MR1002', /action/],
  [
    'a trigger that changes some skill',
    trigger(GOOD_TRIGGER.replace('"student"', '"teacher"')),
    'MR1038',
    /target_skill/,
  ],
  [
    'two triggers of one id',
    [...trigger(GOOD_TRIGGER), more(`[[triggers]]\nid = "t"\n${GOOD_TRIGGER}\n`)],
    'MR1005',
    /the id t\b/,
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
  it.each(cases(modes))('$name', ({ changes, file, code, message, field }) => {
    const found = faultsOf(...changes).find((one) => one.code === code && message.test(one.message));
    expect(found).toMatchObject({ severity: 'error', file });
    if (field !== undefined) expect(found?.field).toBe(field);
  });
});

const accepted: [name: string, why: string, ...changes: Change[]][] = [
  [
    'a graph without a closure',
    'a mode may leave its roots to people',
    plan(CLOSURE, ''),
    plan('[nodes.closer]\nCLOSED = "end:done"\nGAP = "end:open"\nBLOCKED = "end:stuck"\n', ''),
  ],
  [
    'a bound of any name',
    'nothing but its ladder knows it',
    graph('(again)', '(x)'),
    graph('[bounds.again]', '[bounds.x]'),
  ],
  ['a graph in a file of another name', 'the id stands in it', ...renamed()],
  ['a stage without skills', 'its instructions say it all', maker('skills = ["care"]\n', '')],
  ['a learning plane, its pairs and triggers', 'all that is named is there', ...trigger(GOOD_TRIGGER)],
  [
    'a trigger that says which skill it changes',
    'the stage knows what to do',
    ...trigger(`${GOOD_TRIGGER.replace('"student"', '"teacher"')}\ntarget_skill = "care"`),
  ],
  [
    'an alias for a stage that the graphs do not use',
    'other graphs may',
    more('[model_assignment.by_stage]\ncloser = "deep"\n'),
  ],
  ['a stage that is sent on by a repair', 'each target works on a task', resume('helper', 'HELPED', 'helper')],
];

function renamed(): Change[] {
  const text = smallSources().graphs.find(({ path }) => path === 'graphs/run.toml')?.text ?? '';
  return [
    { file: 'graphs/run.toml', to: null },
    { file: 'graphs/other.toml', to: text },
  ];
}

describe('what is fine', () => {
  it.each(accepted)('%s: %s', (_name, _why, ...changes) => expect(faultsOf(...changes)).toEqual([]));
});

describe('what has no effect is told, and stops nothing', () => {
  it.each([
    ['a stage that does not exist', config('[stages.makre]\nmodel = "m"\n'), 'MR1050', /makre.*mean maker/],
    ['an alias of no stage', config('[model_assignment.by_stage]\nmakre = "deep"\n'), 'MR1050', /mean maker/],
    ['an alias of no stage in a mode', more('[model_assignment.by_stage]\nmakre = "deep"\n'), 'MR1050', /mean maker/],
    ['an alias that does not exist', config('[model_assignment.by_stage]\nmaker = "depe"\n'), 'MR1016', /mean deep/],
  ])('%s', (_name, change, code, message) => {
    const faults = faultsOf(change);
    expect(faults).toMatchObject([{ severity: 'warning', code, file: change.file }]);
    expect(faults[0]?.message).toMatch(message);
  });
});

describe('a mode without a merger', () => {
  it('is as good as ever where branches stay for a person', () => {
    expect(faultsOf(...DELIVERY, plan('start = "joiner"', 'start = "maker"'))).toEqual([]);
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
