// Looking at plans: what is compiled now, what is active, how two of them differ, and what outcomes would come to.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ran, Stand } from './stand.js';
import { fingerprint, makeStand } from './stand.js';

interface Named {
  id: string;
  digest: string;
  plan: { mode: string };
}

let stand: Stand;
/** The plan of the workspace as it was made, and the one of a mode of its own. */
let first: Named;
let mine: Named;

beforeAll(async () => {
  stand = await makeStand();
  put('ws/millrace-agents/modes/mine.toml', MINE);
  first = (await data(['compile', 'show'])) as unknown as Named;
  mine = (await data(['compile', 'show', '--mode', 'mine'])) as unknown as Named;
});
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const MINE = `id = "mine"
aliases = ["own"]
[planes]
execution = "execution.standard"
planning = "planning.standard"
[stages.builder]
runner = "scripted"
`;

const here = (args: readonly string[]): Promise<Ran> => stand.run(args, { cwd: stand.workspace });
const ACTIVE = 'ws/millrace-agents/state/compiled_plan.json';

function put(path: string, text: string): string {
  const file = join(stand.root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

async function data(args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await here([...args, '--json']);
  const answer = JSON.parse(stdout) as { ok: boolean; data: Record<string, unknown> };
  expect(answer.ok, stdout).toBe(true);
  return answer.data;
}

async function failing(args: readonly string[], code: number, says: RegExp): Promise<void> {
  const ran = await here(args);
  expect({ code: ran.code, text: ran.stderr }).toEqual({ code, text: expect.stringMatching(says) as string });
  expect(ran.stdout).toBe('');
}

/** As a worker leaves it. */
const activate = ({ id, digest, plan }: Named): string => put(ACTIVE, JSON.stringify({ id, digest, plan }));

function store({ digest, plan }: Named): void {
  const identity = readFileSync(join(stand.workspace, 'millrace-agents', 'workspace.json'), 'utf8');
  const { id } = JSON.parse(identity) as { id: string };
  put(`state/${id}/plans/${digest}.json`, JSON.stringify(plan));
}

describe('compile validate', () => {
  const standing = async (): Promise<unknown> => (await data(['compile', 'validate']))['standing'];

  test('says whether the plan is the active one', async () => {
    expect(await standing()).toEqual({ state: 'none', planId: null });
    activate(first);
    expect(await standing()).toEqual({ state: 'active', planId: first.id });
    activate(mine);
    expect(await standing()).toEqual({ state: 'another', planId: mine.id });
  });

  test('counts files that are new since then', async () => {
    activate(first);
    const shipped = new URL('../../assets/stages/builder.md', import.meta.url);
    const copy = put('ws/millrace-agents/stages/builder.md', '');
    cpSync(shipped, copy);
    expect(await standing()).toMatchObject({ state: 'active' });
    writeFileSync(copy, `${readFileSync(shipped, 'utf8')}\nBe brief.\n`);
    const { stdout } = await here(['compile', 'validate']);
    expect(stdout).toMatch(/Active is another one.*compile diff active current/s);
    rmSync(copy);
  });

  test('does not take a damaged file for the active plan', async () => {
    activate({ ...first, plan: { ...first.plan, mode: 'else' } });
    expect(await standing()).toMatchObject({ state: 'damaged' });
    put(ACTIVE, '{"id": "pl');
    expect(await standing()).toMatchObject({ state: 'damaged' });
    rmSync(join(stand.root, ACTIVE));
  });

  test('has every diagnostic as data when there is no plan', async () => {
    const config = put('bad.toml', '[runtime]\nidle_sleep_seconds = -1\ndefault_mod = "x"\n');
    const { code, stdout } = await here(['compile', 'validate', '--config', config, '--json']);
    const { error } = JSON.parse(stdout) as { error: { problems: { code: string; file: string }[] } };
    expect({ code, problems: error.problems.length }).toEqual({ code: 1, problems: 2 });
    await failing(['compile', 'graph', '--config', config], 1, /has 2 errors/);
  });
});

describe('compile show', () => {
  test('says of each node what gave it its model, and of each beginning how far it can go', async () => {
    const { stdout } = await here(['compile', 'show', '--mode', 'efficient_learning_codex']);
    expect(stdout).toMatch(/updater +updater +codex_cli +gpt-5\.4-mini +fast \(mode:stage:updater\) +xhigh/);
    expect(stdout).toMatch(/execution +task +at most \d+ stage runs, \d+ agent starts/);
    expect(stdout).toMatch(/bytes +\d+/);
  });
});

describe('compile graph', () => {
  test('shows bounds, resume rules, beginnings, the closure and triggers', async () => {
    const { stdout } = await here(['compile', 'graph', '--mode', 'learning_codex']);
    for (const says of [
      /FIX_NEEDED +-> +fixer \(fix_cycles 2\), then troubleshooter \(fix_repairs 2\)/,
      /with TROUBLESHOOT_COMPLETE it may name \(resume_stage\) where to go on: builder/,
      /an item may ask to begin at librarian; at most 1 stage run, 2 agent starts$/m,
      /a drained root is judged by arbiter; at most \d+ stage runs?, \d+ agent starts; closed at end:judged, a gap at end:remediation/,
      /end:stuck +block +blocked +needs you/,
      /execution doublechecker +DOUBLECHECK_PASS +-> analyst \(improve\)/,
      /at the same time\n +learning and execution/,
    ])
      expect(stdout).toMatch(says);
  });

  test('writes a chart where --output says, and nothing on top of what is no file', async () => {
    const file = join(stand.root, 'new', 'graph.mmd');
    expect(await here(['compile', 'graph', '--format', 'mermaid', '--output', file])).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(/^flowchart TD\n/);
    await failing(['compile', 'graph', '--output', stand.root], 1, /is not a regular file/);
  });

  test('as JSON in a file is the graph itself', async () => {
    const file = join(stand.root, 'graph.json');
    await here(['compile', 'graph', '--plane', 'planning', '--format', 'json', '--output', file]);
    const graph = JSON.parse(readFileSync(file, 'utf8')) as { planes: object };
    expect(Object.keys(graph.planes)).toEqual(['planning']);
  });

  test('leaves no file when there is no plan', async () => {
    const file = join(stand.root, 'none.json');
    await failing(['compile', 'graph', '--mode', 'nope', '--output', file], 1, /no mode nope/);
    expect(existsSync(file)).toBe(false);
  });
});

describe('compile diff', () => {
  const found = async (...args: string[]): Promise<string[]> => {
    const { differences } = (await data(['compile', 'diff', ...args])) as { differences: { where: string[] }[] };
    return differences.map(({ where }) => where.join(' '));
  };

  test('tells what another mode does differently, in text and as data', async () => {
    expect(await found('default_codex', 'own')).toEqual(['mode', 'execution builder runner']);
    const { code, stdout } = await here(['compile', 'diff', 'default_codex', 'mine']);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/execution builder runner +codex_cli +-> +scripted[^]*2 differences/) as string,
    });
  });

  test('says so when there is none', async () => {
    const { code, stdout } = await here(['compile', 'diff', 'current', 'standard_plain']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/No difference/) as string });
  });

  test('compares what is active with what is there now, when nothing is named', async () => {
    await failing(['compile', 'diff'], 4, /No plan is active/);
    activate(mine);
    expect(await found()).toEqual(['mode', 'execution builder runner']);
    rmSync(join(stand.root, ACTIVE));
  });

  test('finds stored plans by id and digest, and plans in files', async () => {
    store(mine);
    const kept = put('kept.json', JSON.stringify({ ok: true, data: mine }));
    const names = [mine.id, mine.digest.slice(0, 8), mine.id.slice(0, -4), kept];
    const all = await Promise.all(names.map((name) => found(name, 'mine')));
    expect(all).toEqual(names.map(() => []));
  });

  test.each([
    ['mien', 4, /no plan mien. Did you mean mine/],
    ['plan-other-0123456789ab', 4, /no plan/],
    ['workspace.json', 1, /holds no plan/],
  ])('%s exits %i', async (name, code, says) => {
    const cwd = join(stand.workspace, 'millrace-agents');
    const ran = await stand.run(['compile', 'diff', name, 'current'], { cwd });
    expect({ code: ran.code, text: ran.stderr }).toEqual({ code, text: expect.stringMatching(says) as string });
  });
});

describe('compile simulate', () => {
  const simulated = (text: string, ...args: string[]): string[] => {
    return ['compile', 'simulate', '--outcomes', put('outcomes.txt', text), ...args];
  };

  test('shows the route, the rungs and the counters, and the end', async () => {
    const { stdout } = await here(
      simulated('BUILDER_COMPLETE\nFIX_NEEDED\nFIXER_COMPLETE\nDOUBLECHECK_PASS\nUPDATE_COMPLETE'),
    );
    expect(stdout).toMatch(/2 +checker +FIX_NEEDED +followup_needed +1 of 4 +fixer +fix_cycles 1\/2/);
    expect(stdout).toMatch(/It ends done at end:done \(complete, success\)\./);
  });

  test('says where it stands, and what was not used', async () => {
    const { stdout } = await here(simulated('BUILDER_COMPLETE'));
    expect(stdout).toMatch(/stands at checker, stage 2, which may say CHECKER_PASS, FIX_NEEDED, BLOCKED/);
    const { stdout: more } = await here(simulated('RECON_NOOP\nBLOCKED\n', '--family', 'probe'));
    expect(more).toMatch(/not used[^]*line 2: BLOCKED/);
  });

  test('begins at a node of its own', async () => {
    expect(await data(simulated('UPDATE_COMPLETE', '--entry', 'updater'))).toMatchObject({ end: { state: 'done' } });
  });

  test.each([
    ['CHECKER_PASS', [], 1, /outcomes\.txt, line 1: CHECKER_PASS is no outcome of builder; legal: BUILDER_COMPLETE/],
    ['blocked\nBLOCKED why=so', [], 1, /line 1:[^]*line 2:/],
    ['BLOCKED', ['--family', 'tsk'], 4, /no entry for tsk. Did you mean task/],
    ['BLOCKED', ['--entry', 'bilder'], 4, /no node bilder. Did you mean builder/],
  ])('refuses %j %j', async (text, args, code, says) => {
    await failing(simulated(text, ...args), code, says);
  });

  test('needs a file', async () => {
    await failing(['compile', 'simulate'], 2, /--outcomes/);
    await failing(['compile', 'simulate', '--outcomes', 'nope'], 1, /nope cannot be read: there is no such file/);
  });
});

describe('modes', () => {
  test('are listed with their graphs, their origin and which is the default here', async () => {
    const { modes } = (await data(['modes', 'list'])) as { modes: object[] };
    expect(modes).toContainEqual(expect.objectContaining({ id: 'default_codex', origin: 'shipped', isDefault: true }));
    expect(modes).toContainEqual(expect.objectContaining({ id: 'mine', origin: 'workspace', isDefault: false }));
  });

  test('are shown by id and alias, with what they bind', async () => {
    const { stdout } = await here(['modes', 'show', 'own']);
    expect(stdout).toMatch(/mode +mine[^]*execution +execution\.standard[^]*builder +runner=scripted/);
  });

  test('that do not exist exit 4', async () => {
    await failing(['modes', 'show', 'default_codx'], 4, /no mode default_codx. Did you mean default_codex/);
  });
});

test('none of these commands writes anything', async () => {
  activate(mine);
  store(mine);
  const outcomes = put('outcomes.txt', 'BUILDER_COMPLETE');
  const before = fingerprint(stand.root);
  const commands = [
    ...['compile validate', 'compile validate --mode mine', 'compile show', 'compile show --mode mine --json'],
    ...['compile graph', 'compile graph --format mermaid', `compile diff ${mine.digest} current`, 'compile diff'],
    ...[`compile simulate --outcomes ${outcomes}`, 'modes list', 'modes show mine'],
  ];
  const ran = await Promise.all(commands.map((command) => here(command.split(' '))));
  expect(ran.map(({ code }) => code)).toEqual(commands.map(() => 0));
  expect(fingerprint(stand.root)).toEqual(before);
});
