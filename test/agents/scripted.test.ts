// The scripted runner plays every field of a script as a real process.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { contentOf, keptFolder } from '../../agents/desk/kept.js';
import { readText } from '../../agents/files.js';
import { runAgent } from '../../agents/run-stage.js';
import { checkNodes, readScript, strangeOutcomes } from '../../agents/scripted/script.js';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import type { Stand } from './stand.js';
import { makeStand } from './stand.js';

type Play = (change?: Partial<StageRunRequest>, prompt?: string) => Promise<RunnerRawResult>;

/** Each call is a new request, unless the change names one. */
function theatre(outcomes: unknown): { stand: Stand; play: Play } {
  const stand = makeStand();
  const script = join(stand.stateDir, 'script.json');
  writeFileSync(script, typeof outcomes === 'string' ? outcomes : JSON.stringify({ outcomes }));
  const env = { ...stand.deps().env, MILLRACE_SCRIPT: script };
  let number = 0;
  const play: Play = (change = {}, prompt = 'Prompt\n') => {
    const request = stand.request({ requestId: `request-${process.pid}-s${(number += 1)}`, ...change });
    return runAgent(request, stand.deps({ env, prompt: () => Promise.resolve(prompt) }));
  };
  return { stand, play };
}

const marker = async (result: Promise<RunnerRawResult>): Promise<string | undefined> =>
  /### (\S+)\n$/.exec((await result).finalMessage ?? '')?.[1];

const inWorkspace = (stand: Stand, path: string): string => join(stand.workspaceDir, path);
const read = (stand: Stand, path: string): string => readFileSync(inWorkspace(stand, path), 'utf8');

/** A file that the stage of this result left on its desk; null when it left none of this name. */
function left({ stateDir }: Stand, { requestId }: RunnerRawResult, name: string): string | null {
  return readText(contentOf(keptFolder(stateDir, { runId: 'run-1', requestId }), name));
}

test('a node without a list gives its success; consultant and recon their own', async () => {
  const { play } = theatre({});
  expect(await marker(play())).toBe('BUILDER_COMPLETE');
  const consultant = { CONSULT_COMPLETE: 'success', NEEDS_PLANNING: 'escalate_planning' } as const;
  expect(await marker(play({ node: 'consultant', kind: 'consultant', outcomes: consultant }))).toBe('NEEDS_PLANNING');
  const recon = { RECON_PLAN: 'success', RECON_NOOP: 'no_op' } as const;
  expect(await marker(play({ node: 'recon', kind: 'recon', outcomes: recon }))).toBe('RECON_NOOP');
});

test('a list is used up entry by entry; the key with the item goes before the key without', async () => {
  const { play } = theatre({ builder: ['A', { marker: 'B' }], 'builder:t2': [{ marker: 'C', repeat: true }] });
  const other = { item: { family: 'task', id: 't2', root: 's1', sha256: '0' } };
  expect(await marker(play())).toBe('A');
  expect(await marker(play(other))).toBe('C');
  expect(await marker(play())).toBe('B');
  expect(await marker(play())).toBe('BUILDER_COMPLETE');
  expect(await marker(play(other))).toBe('C');
});

test('the same request plays the same entry, also after its process was lost before it began', async () => {
  const { stand, play } = theatre({ builder: ['A', 'B'] });
  // Its agent cannot be started: its host is a script, and there is no `sh` on this PATH.
  vi.stubEnv('MILLRACE_NO_SUBREAPER', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const env = { PATH: '/nowhere', MILLRACE_SCRIPT: join(stand.stateDir, 'script.json') };
  const nowhere = stand.deps({ env });
  const first = stand.request({ requestId: 'request-a' });
  expect((await runAgent(first, nowhere)).exitKind).toBe('not_started');
  expect(await marker(play({ requestId: 'request-a' }))).toBe('A');
  expect(await marker(play({ requestId: 'request-b' }))).toBe('B');
});

test('raw, no_last, stdout, stderr, exit and tokens', async () => {
  const { play } = theatre({
    builder: [
      { raw: 'only this\n', tokens: 70 },
      { no_last: true, exit: 3, stderr: 'went wrong' },
      { no_last: true, stdout: ['### UPDATE_COMPLETE'] },
      { exit: 3 },
    ],
  });
  const usage = { input: 70, cachedInput: 0, output: 10, thinking: 0, total: 80 };
  expect(await play()).toMatchObject({ finalMessage: 'only this\n', exitKind: 'completed', usage });
  expect(await play()).toMatchObject({ finalMessage: null, exitKind: 'failed', exitCode: 3 });
  expect((await play()).finalMessage, 'raw output is no final message').toBeNull();
  expect(await play()).toMatchObject({ exitKind: 'failed', exitCode: 3, usage: { total: 0 } });
});

test('files are written with their variables replaced, and removed', async () => {
  const files = [
    { path: 'src/${ITEM}.txt', content: '${FAMILY} ${ROOT_SPEC} ${RUN_ID} ${UNKNOWN}' },
    { path: '${RUN_DIR}/packet.json', content: { root: '${ROOT}' } },
    { path: 'millrace-agents/runs/${RUN_ID}/outbox/a.md', content: 'by the name that people know' },
    { path: 'lines', content: ['# ${ITEM}', '', 'text'] },
  ];
  const { stand, play } = theatre({ builder: [{ files, delete: ['old'] }] });
  mkdirSync(inWorkspace(stand, 'old'));
  const result = await play();
  expect(read(stand, 'src/t1.txt')).toBe('task s1 run-1 ${UNKNOWN}');
  expect(JSON.parse(left(stand, result, 'packet.json') ?? '')).toEqual({ root: stand.workspaceDir });
  expect(left(stand, result, 'outbox/a.md')).toBe('by the name that people know');
  expect(read(stand, 'lines')).toBe('# t1\n\ntext\n');
  expect(existsSync(inWorkspace(stand, 'old'))).toBe(false);
});

test('a path that leads out of the workspace is refused before anything is played', async () => {
  for (const entry of [{ files: [{ path: '../out', content: 'x' }] }, { delete: ['/etc/hostname'] }]) {
    const { stand, play } = theatre({ builder: [entry] });
    expect(await play()).toMatchObject({ exitKind: 'not_started', failure: { class: 'runner_misconfigured' } });
    expect(existsSync(join(stand.workspaceDir, '../out'))).toBe(false);
  }
});

test('a link in the workspace cannot lead a file out of it', async () => {
  const { stand, play } = theatre({ builder: [{ files: [{ path: 'link/out', content: 'x' }] }] });
  symlinkSync(stand.stateDir, inWorkspace(stand, 'link'));
  expect(await play()).toMatchObject({ exitKind: 'failed', exitCode: 2 });
  expect(existsSync(join(stand.stateDir, 'out'))).toBe(false);
});

test('a planner leaves the disposition that fits, another one, or none', async () => {
  const { stand, play } = theatre({
    planner: [{}, { marker: 'BLOCKED' }, { child_specs: ['s2'] }, { disposition: 'odd' }],
  });
  const outcomes = { PLANNER_COMPLETE: 'success', BLOCKED: 'blocked' } as const;
  const seen: unknown[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const result = await play({ node: 'planner', kind: 'planner', outcomes });
    const file = JSON.parse(left(stand, result, 'planner_disposition.json') ?? '') as Record<string, unknown>;
    seen.push([file['disposition'], file['emitted_spec_ids'], file['refined_active_source']]);
  }
  expect(seen).toEqual([
    ['active_source_ready_for_manager', [], true],
    ['blocked', [], false],
    ['emitted_child_specs', ['s2'], false],
    ['odd', [], false],
  ]);
  const none = theatre({ planner: [{ no_disposition: true }] });
  const result = await none.play({ node: 'planner', kind: 'planner', outcomes });
  expect(left(none.stand, result, 'planner_disposition.json')).toBeNull();
});

test('an arbiter leaves its evidence where the prompt says, a troubleshooter its report', async () => {
  const { stand, play } = theatre({ arbiter: [{ marker: 'REMEDIATION_NEEDED' }, { no_side_effects: true }] });
  const prompt = (folder: string): string =>
    ['Rubric', 'Verdict', 'Report']
      .map((name) => `Preferred ${name} Path: ${join(stand.workspaceDir, folder, name)}`)
      .join('\n');
  const arbiter = { node: 'arbiter', kind: 'arbiter', outcomes: { ARBITER_COMPLETE: 'success' } } as const;
  await play(arbiter, prompt('first'));
  expect(JSON.parse(read(stand, 'first/Verdict'))).toMatchObject({ root_spec_id: 's1', result: 'REMEDIATION_NEEDED' });
  expect(read(stand, 'first/Rubric') && read(stand, 'first/Report')).not.toBe('');
  await play(arbiter, prompt('second'));
  expect(existsSync(inWorkspace(stand, 'second'))).toBe(false);
  const result = await play({ node: 'troubleshooter', kind: 'troubleshooter' });
  expect(left(stand, result, 'troubleshoot_report.md')).toContain('# Troubleshoot report');
});

test('a deadline ends a sleeping agent and the child it has put aside', async () => {
  const { stand, play } = theatre({ builder: [{ sleep: 60, spawn_child: 60 }] });
  const result = await play({ requestId: 'request-late', timeoutSeconds: 1 });
  expect(result).toMatchObject({ exitKind: 'timeout', failure: { class: 'runner_timeout' } });
  expect(stand.left('request-late')).toEqual([]);
});

test('a final message written before the deadline is kept', async () => {
  const { play } = theatre({ builder: [{ sleep_after: 60 }] });
  const result = play({ timeoutSeconds: 2 });
  expect(await marker(result)).toBe('BUILDER_COMPLETE');
  expect((await result).exitKind).toBe('timeout');
});

test.each([
  [{ outcome: {} }, 'outcome: unknown; allowed: outcomes, log'],
  [{ outcomes: { builder: [{ sleep: -1 }] } }, 'outcomes.builder.0.sleep: '],
  [{ outcomes: { builder: [7] } }, 'outcomes.builder.0: '],
  [{ outcomes: { builder: [{ broken: { klass: 'x' } }] } }, 'outcomes.builder.0.broken.'],
  [
    { outcomes: { builder: [{ files: [{ path: 'a', content: 'b', mode: 1 }] }] } },
    'files.0.mode: unknown; allowed: path, content',
  ],
])('a script with a wrong field names the file, the field and what is allowed: %j', (script, said) => {
  const file = join(makeStand().stateDir, 'script.json');
  writeFileSync(file, JSON.stringify(script));
  expect(() => readScript(file)).toThrow(
    `script.json: ${said.startsWith('files') ? 'outcomes.builder.0.' : ''}${said}`,
  );
});

test('every field that an outcome may have stands in docs/rehearsal.md, and no other', () => {
  const file = join(makeStand().stateDir, 'script.json');
  writeFileSync(file, JSON.stringify({ outcomes: { builder: [{ odd: 1 }] } }));
  let said = '';
  try {
    readScript(file);
  } catch (error) {
    said = String(error);
  }
  const allowed = /allowed: (.*)\. Correct/.exec(said)?.[1]?.split(', ') ?? [];
  const page = readFileSync(new URL('../../docs/rehearsal.md', import.meta.url), 'utf8');
  const told = [...page.matchAll(/^\| `(\w+)` /gm)].map(([, field]) => field);
  expect(told.sort()).toEqual(allowed.sort());
});

test.each([
  ['{\n  "outcomes": {,}\n}', "line 2, column 16: Expected property name or '}'."],
  ['{"outcomes": {"builder": ["A",]}}', "line 1, column 31: Unexpected token ']'."],
  ['{"outcomes": {"builder": [\n"A', 'line 2, column 3: Unterminated string.'],
  ['{}\n{}', 'line 2, column 1: Unexpected non-whitespace character after JSON.'],
  ['', 'line 1, column 1: Unexpected end of JSON input.'],
])('a script that is no JSON names line and column: %j', (text, said) => {
  const file = join(makeStand().stateDir, 'script.json');
  writeFileSync(file, text);
  expect(() => readScript(file)).toThrow(`script.json: ${said} Correct the script.`);
});

test('a script that is not there, or no file, is said in plain words', () => {
  const { stateDir } = makeStand();
  expect(() => readScript(join(stateDir, 'none.json'))).toThrow('none.json cannot be read: there is no such file.');
  expect(() => readScript(stateDir)).toThrow(`${stateDir} cannot be read: it is a folder. Name a file that can.`);
});

test('a list of a node that the plan does not have is refused, with the nodes that it has', () => {
  const file = join(makeStand().stateDir, 'script.json');
  writeFileSync(file, JSON.stringify({ outcomes: { builder: ['A'], 'buildr:t1': ['A'] } }));
  const check =
    (...nodes: string[]) =>
    () =>
      checkNodes(file, readScript(file), new Map(nodes.map((node) => [node, ['A']])));
  expect(check('builder', 'checker')).toThrow(/script\.json: outcomes\.buildr:t1: .*its nodes: builder, checker/);
  expect(check('builder', 'buildr')).not.toThrow();
});

test.each([
  ['alone', ['CHECKER_PASS', 'CHECKER_PAS'], 'CHECKER_PAS'],
  ['in an entry', [{}, { marker: 'BUILDER_COMPLETE', sleep: 1 }], 'BUILDER_COMPLETE'],
  ['for when it is asked once more', [{}, { marker: 'CHECKER_PASS', again: 'PASS' }], 'PASS'],
  ['in what is played then', [{}, { again: { marker: 'PASS' } }], 'PASS'],
])('an outcome that its node does not have is told, and played: %s', (_what, entries, strange) => {
  const file = join(makeStand().stateDir, 'script.json');
  const told = (outcomes: object): string[] => {
    writeFileSync(file, JSON.stringify({ outcomes }));
    return strangeOutcomes(file, readScript(file), new Map([['checker', ['CHECKER_PASS', 'BLOCKED']]]));
  };
  const says = `outcomes.checker:t1.1: ${strange} is no outcome of the node; it has CHECKER_PASS, BLOCKED.`;
  expect(told({ 'checker:t1': entries })).toEqual([`${file}: ${says}`]);
  expect(told({ checker: ['CHECKER_PASS', {}, { raw: '### PASS' }] })).toEqual([]);
});

test('a script that is missing or wrong says where and what', async () => {
  const wrong = theatre({ builder: [{ markr: 'X' }] });
  const result = await wrong.play();
  expect(result).toMatchObject({ exitKind: 'not_started', failure: { class: 'runner_misconfigured' } });
  expect(result.failure?.detail).toMatch(/script\.json: outcomes\.builder\.0\.markr: unknown; allowed: marker, raw/);
  expect((await theatre('{').play()).failure?.detail).toMatch(/script\.json: line 1, column 2: Expected property name/);
  const stand = makeStand();
  const unset = await runAgent(stand.request({ runner: 'scripted' }), stand.deps());
  expect(unset.failure?.detail).toMatch(/MILLRACE_SCRIPT/);
});
