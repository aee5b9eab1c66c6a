// A workspace without a server: making it, bringing documents in, reading it, and writing nothing while reading.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stand } from './stand.js';
import { fingerprint, makeStand, taskText } from './stand.js';

let stand: Stand;
beforeAll(async () => void (stand = await makeStand()));
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const here = (args: readonly string[]) => stand.run(args, { cwd: stand.workspace });
const shown = (path: string): string => join(stand.workspace, 'millrace-agents', path);

async function data(args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await here([...args, '--json']);
  const answer = JSON.parse(stdout) as { ok: boolean; data: Record<string, unknown> };
  expect(answer.ok).toBe(true);
  return answer.data;
}

describe('init', () => {
  test('repeated changes nothing and says so', async () => {
    const before = fingerprint(stand.workspace);
    expect(await here(['init'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/already/) as string });
    expect(fingerprint(stand.workspace)).toEqual(before);
  });

  test("repeated with a setting refuses it, because the configuration is the user's by then", async () => {
    const before = fingerprint(stand.workspace);
    const stderr = expect.stringMatching(/millrace\.toml is there already/) as string;
    expect(await here(['init', '--permission', 'maximum'])).toMatchObject({ code: 1, stderr });
    expect(fingerprint(stand.workspace)).toEqual(before);
  });

  test('makes few files, with the settings that were asked for', async () => {
    const other = join(stand.root, 'other');
    const args = ['init', other, '--permission', 'read_only', '--server', '127.0.0.1:7233', '--mode', 'default_codex'];
    expect(await stand.run(args)).toMatchObject({ code: 0 });
    const config = readFileSync(join(other, 'millrace-agents', 'millrace.toml'), 'utf8');
    expect(config).toMatch(/permission_default = "read_only"/);
    expect(config).toMatch(/^address = "127\.0\.0\.1:7233"/m);
    expect(await stand.run(['config', 'validate', '--workspace', other])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('which folder it is', () => {
  const id = (folder: string): string =>
    (JSON.parse(readFileSync(join(folder, 'millrace-agents/workspace.json'), 'utf8')) as { id: string }).id;

  test('a copy is refused and leaves nothing in the state of the first one, until it gets an id of its own', async () => {
    const copy = join(stand.root, 'copy');
    cpSync(stand.workspace, copy, { recursive: true });
    const state = fingerprint(join(stand.root, 'state'));
    const add = ['add-task', '-', '--workspace', copy, '--json'];
    for (const args of [add, ['pause', '--workspace', copy, '--json'], ['init', copy, '--json']]) {
      const { code, stdout } = await stand.run(args, { input: taskText('of-the-copy') });
      expect([code, stdout]).toEqual([5, expect.stringContaining('"code":"copied"')]);
    }
    const says = expect.stringContaining(`it is a copy of ${stand.workspace}`) as string;
    expect(await stand.run(['status', '--check', '--workspace', copy])).toMatchObject({ code: 20, stdout: says });
    expect(await stand.run(['doctor', '--workspace', copy])).toMatchObject({ code: 1, stdout: says });
    expect(fingerprint(join(stand.root, 'state'))).toEqual(state);
    expect(await stand.run(['init', '--new-id', copy])).toMatchObject({ code: 0 });
    expect(id(copy)).not.toBe(id(stand.workspace));
    expect(await stand.run(add, { input: taskText('of-the-copy') })).toMatchObject({ code: 7 });
    expect(existsSync(shown('tasks/queue/of-the-copy.md'))).toBe(false);
  });

  test('of another state home: status and add-* say from where it is served', async () => {
    const bound = { kind: 'embedded', home: join(stand.root, 'state'), boundAt: '2026-01-01T00:00:00Z' };
    const file = shown('state/temporal_binding.json');
    writeFileSync(file, JSON.stringify(bound));
    const there = { cwd: stand.workspace, env: { MILLRACE_STATE_HOME: join(stand.root, 'elsewhere') } };
    const says = expect.stringMatching(/served from elsewhere.*the state home .*\/state/) as string;
    expect(await stand.run(['status'], there)).toMatchObject({ code: 0, stdout: says });
    const given = { ...there, input: taskText('from-elsewhere') };
    expect(await stand.run(['add-task', '-'], given)).toMatchObject({ code: 7, stdout: says });
    expect(await stand.run(['pause'], there)).toMatchObject({ code: 5, stderr: says });
    rmSync(file);
    rmSync(shown('tasks/queue/from-elsewhere.md'));
  });
});

test('init writes at most 60 files and 300 kB, and all that people have to read', async () => {
  const fresh = join(stand.root, 'fresh');
  expect(await stand.run(['init', fresh])).toMatchObject({ code: 0 });
  const entries = readdirSync(fresh, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => join(entry.parentPath, entry.name));
  expect(files).toContain(join(fresh, 'millrace-agents', 'README.md'));
  expect(files.length).toBeLessThanOrEqual(60);
  expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThanOrEqual(300_000);
});

describe('adding a task without a server', () => {
  test('leaves it in the queue folder and says so with exit 7', async () => {
    const { code, stdout } = await stand.run(['add-task', '--text', taskText('T-1'), '-w', stand.workspace]);
    expect({ code, stdout }).toMatchObject({ code: 7, stdout: expect.stringMatching(/No server runs/) as string });
    expect(readFileSync(shown('tasks/queue/T-1.md'), 'utf8')).toBe(taskText('T-1'));
  });

  test('again is harmless, and another text under the same id is a conflict', async () => {
    expect(await here(['add-task', '--text', taskText('T-1')])).toMatchObject({ code: 0 });
    const before = fingerprint(stand.workspace);
    const { code, stderr } = await here(['add-task', '--text', taskText('T-1', { title: 'Another' })]);
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringMatching(/T-1 is taken/) as string });
    expect(fingerprint(stand.workspace)).toEqual(before);
  });

  test('knows ids of items that are done', async () => {
    writeFileSync(shown('tasks/done/T-9.md'), taskText('T-9'));
    expect(await here(['add-task', '--text', taskText('T-9')])).toMatchObject({ code: 0 });
    expect(await here(['add-task', '--text', taskText('T-9', { title: 'Other' })])).toMatchObject({ code: 5 });
    expect(existsSync(shown('tasks/queue/T-9.md'))).toBe(false);
  });

  test('takes JSON and stores the Markdown that it stands for', async () => {
    const lists = { target_paths: ['a'], acceptance: ['b'], required_checks: ['c'], references: ['d'], risk: ['e'] };
    const task = {
      task_id: 'T-2',
      title: 'From JSON',
      created_at: '2026-01-31T10:00:00Z',
      created_by: 'test',
      ...lists,
    };
    const { code } = await stand.run(['queue', 'add-task', '-'], { cwd: stand.workspace, input: JSON.stringify(task) });
    expect(code).toBe(7);
    expect(readFileSync(shown('tasks/queue/T-2.md'), 'utf8')).toMatch(/^# From JSON\n/);
  });

  test('takes many files and folders at once, and a bad one holds nobody up', async () => {
    const folder = join(stand.root, 'many');
    mkdirSync(folder);
    for (const id of ['M-1', 'M-2']) writeFileSync(join(folder, `${id}.md`), taskText(id));
    const good = await here(['add-task', folder]);
    expect(good).toMatchObject({
      code: 7,
      stdout: expect.stringMatching(/^2 files: 2 left for the next run\./) as string,
    });
    writeFileSync(join(folder, 'M-3.md'), 'no heading');
    writeFileSync(join(stand.root, 'M-4.md'), taskText('M-4'));
    const { code, stdout } = await here(['add-task', folder, join(stand.root, 'M-4.md'), '--json']);
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      {
        ok: false,
        error: {
          code: 'partly_refused',
          message: expect.stringMatching(/M-3\.md is no valid task.*MR2001/s) as string,
        },
      },
    ]);
    for (const id of ['M-1', 'M-2', 'M-4']) expect(existsSync(shown(`tasks/queue/${id}.md`))).toBe(true);
    rmSync(folder, { recursive: true });
    for (const id of ['M-1', 'M-2', 'M-4']) rmSync(shown(`tasks/queue/${id}.md`));
  });

  test('an idea becomes a spec, once; from a file, as text or from standard input', async () => {
    const file = join(stand.root, 'cool thing!.md');
    writeFileSync(file, '# Cool thing\n\nBuild it.\n');
    expect(await here(['add-idea', file])).toMatchObject({ code: 7 });
    expect(await here(['queue', 'add-idea', file])).toMatchObject({ code: 0 });
    const tried = async (...args: string[]): Promise<string> => (await here(['add-idea', '--dry-run', ...args])).stdout;
    expect(await tried(file)).toBe('The idea is already known: it is spec idea-cool-thing.\n');
    expect(await tried('--text', 'Anew.', '--title', 'Anew')).toBe('spec idea-anew is valid; nothing was changed.\n');
    writeFileSync(file, '# Cool thing\n\nBuild it otherwise.\n');
    expect(await tried(file)).toMatch(
      /^spec idea-cool-thing-\w+ is valid; .*Spec idea-cool-thing was made of another text/,
    );
    expect(readFileSync(shown('specs/queue/idea-cool-thing.md'), 'utf8')).toContain('Root-Idea-ID: idea-cool-thing\n');
    expect(await here(['add-idea', '--text', 'Build more.', '--title', 'More things'])).toMatchObject({ code: 7 });
    expect(readFileSync(shown('intake/ideas/idea-more-things.md'), 'utf8')).toBe('# More things\n\nBuild more.');
    const piped = await stand.run(['add-idea', '-'], { cwd: stand.workspace, input: ' ' });
    expect(piped).toMatchObject({ code: 1, stderr: expect.stringMatching(/is no idea: It is empty/) as string });
    for (const id of ['cool-thing', 'more-things']) rmSync(shown(`specs/queue/idea-${id}.md`));
  });

  test('only to try it writes nothing, and says what would become of it', async () => {
    const before = fingerprint(stand.root);
    const tried = (text: string) => here(['add-task', '--text', text, '--dry-run']);
    expect(await tried(taskText('T-3'))).toMatchObject({
      code: 0,
      stdout: 'task T-3 is valid; nothing was changed.\n',
    });
    expect(await tried(taskText('T-1'))).toMatchObject({
      code: 0,
      stdout: 'task T-1 is already known: it is queued.\n',
    });
    const stderr = expect.stringMatching(/T-1 is taken by another task, which is queued/) as string;
    expect(await tried(taskText('T-1', { title: 'Another' }))).toMatchObject({ code: 5, stderr });
    expect(fingerprint(stand.root)).toEqual(before);
  });

  test('that depends on itself says that it will never run', async () => {
    const text = `${taskText('T-S')}\nDepends-On:\n- T-S\n`;
    const note = expect.stringContaining(
      'It will not run: it depends on itself. Take T-S out of its `Depends-On`.',
    ) as string;
    expect(await here(['add-task', '--text', text, '--dry-run'])).toMatchObject({ code: 0, stdout: note });
    expect(await here(['add-task', '--text', text])).toMatchObject({ code: 7, stdout: note });
    expect((await here(['queue', 'ls'])).stdout).toMatch(/T-S .*waits for itself: T-S needs T-S/);
    rmSync(shown('tasks/queue/T-S.md'));
  });

  test('does not write through a queue folder that is a link', async () => {
    const elsewhere = join(stand.root, 'outside');
    mkdirSync(elsewhere);
    rmSync(shown('specs'), { recursive: true });
    symlinkSync(elsewhere, shown('specs'));
    const lists = ['Goals', 'Constraints', 'Acceptance', 'References'].map((label) => `${label}:\n- one\n`);
    const head =
      '# S\n\nSpec-ID: S-1\nSummary: s\nSource-Type: manual\nCreated-At: 2026-01-31T09:00:00Z\nCreated-By: t\n';
    const { code, stderr } = await here(['add-spec', '--text', [head, ...lists].join('\n')]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/symbolic link/) as string });
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(shown('specs'));
  });
});

describe('reading', () => {
  test('lists the queue in the order of claims', async () => {
    await here(['add-task', '--text', taskText('T-0', { created: '2026-03-01T00:00:00Z' })]);
    const { items } = (await data(['queue', 'ls'])) as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual(['T-1', 'T-2', 'T-0']);
  });

  test('finds an item by the beginning of its id, and asks for more when it fits several', async () => {
    expect(await data(['queue', 'show', 'T-9'])).toMatchObject({ id: 'T-9', state: 'done' });
    writeFileSync(shown('tasks/done/unique-name.md'), taskText('unique-name'));
    expect(await data(['queue', 'show', 'uniq'])).toMatchObject({ id: 'unique-name' });
    const { code, stderr } = await here(['queue', 'show', 'T-']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/fits \d/) as string });
  });

  test('makes control characters of a title inert', async () => {
    writeFileSync(shown('tasks/queue/evil.md'), taskText('evil', { title: 'red \u001b[31m \u202e bell \u0007' }));
    const { stdout } = await here(['queue', 'ls']);
    expect(stdout).toContain('red \\x1b[31m \\u202e bell \\x07');
    expect(stdout).not.toContain('\u001b');
    rmSync(shown('tasks/queue/evil.md'));
  });

  test('says that something needs a person, in words and with exit 20', async () => {
    expect(await here(['status', '--check'])).toMatchObject({ code: 0 });
    writeFileSync(shown('tasks/queue/bad.md.invalid'), 'nonsense');
    const line = {
      at: '2026-01-31T09:00:00Z',
      source_name: 'bad.md',
      quarantine_name: 'bad.md.invalid',
      error: 'no title',
    };
    writeFileSync(shown('tasks/queue/invalid-artifacts.jsonl'), `${JSON.stringify(line)}\n`);
    const { code, stdout } = await here(['status', '--check']);
    expect({ code, stdout }).toMatchObject({
      code: 20,
      stdout: expect.stringMatching(/Needs you[^]*no title/) as string,
    });
    expect(await data(['status'])).toMatchObject({ needsYou: [{ what: 'quarantined', reason: 'no title' }] });
    for (const elsewhere of [['queue', 'ls'], ['quarantine', 'ls'], ['doctor', '--no-probe'], ['report']])
      expect((await here(elsewhere)).stdout, elsewhere.join(' ')).toMatch(/1 file was set aside|bad\.md\.invalid/);
    expect(await data(['queue', 'ls'])).toMatchObject({ setAside: ['tasks/queue/bad.md.invalid'] });
  });

  test('shows a blocked item with its reason and what to do', async () => {
    writeFileSync(shown('tasks/blocked/B-1.md'), taskText('B-1'));
    const blocked = { node: 'builder', outcome: 'BLOCKED', failureClass: 'builder_blocked', needsYou: true };
    const why = { reason: 'the disk is full', remedy: 'make room' };
    writeFileSync(shown('diagnostics/blocked/task-B-1.json'), JSON.stringify({ ...blocked, ...why }));
    for (const args of [['status'], ['queue', 'show', 'B-1']]) {
      const { stdout } = await here(args);
      expect(stdout).toMatch(/the disk is full/);
      expect(stdout).toMatch(/make room/);
    }
  });

  test('shows what agents may do, as the plan in force says it', async () => {
    expect((await here(['status'])).stdout).not.toMatch(/agents may/);
    const nodes = (levels: object) => ({ nodes: levels });
    const execution = nodes({ builder: { permission: 'maximum' }, checker: { permission: 'basic' } });
    const planning = nodes({ planner: { permission: 'basic' } });
    writeFileSync(shown('state/compiled_plan.json'), JSON.stringify({ plan: { planes: { planning, execution } } }));
    expect((await here(['status'])).stdout).toMatch(/agents may +basic; maximum: builder\n/);
    rmSync(shown('state/compiled_plan.json'));
  });

  test('survives a torn snapshot, log and stage result', async () => {
    writeFileSync(shown('state/runtime_snapshot.json'), '{"schema_ver');
    writeFileSync(shown('logs/runtime_events.jsonl'), '{"event_type":"router_dec');
    mkdirSync(shown('runs/run-0a/stage_results'), { recursive: true });
    writeFileSync(shown('runs/run-0a/stage_results/request-0b.json'), '{"node_id"');
    for (const args of [
      ['status'],
      ['queue', 'ls'],
      ['runs', 'ls'],
      ['runs', 'show', 'run-0a'],
      ['runs', 'show', '0a'],
    ]) {
      expect(await here(args), args.join(' ')).toMatchObject({ code: 0, stderr: '' });
    }
  });

  test('shows the stages of a run with outcome, time and tokens', async () => {
    const result = { node_id: 'builder', terminal_result: 'BUILDER_COMPLETE', work_item_family_id: 'task' };
    const times = { started_at: '2026-01-31T09:00:00Z', completed_at: '2026-01-31T09:02:08Z' };
    mkdirSync(shown('runs/run-1c/stage_results'), { recursive: true });
    const put = (name: string, value: object): void =>
      writeFileSync(shown(`runs/run-1c/${name}`), JSON.stringify(value));
    put('stage_results/request-1d.json', { ...result, ...times, work_item_id: 'T-1' });
    put('runner_completion.request-1d.json', { token_usage: { total: 41_000 } });
    const { stdout } = await here(['runs', 'show', 'run-1c']);
    expect(stdout).toMatch(/builder +BUILDER_COMPLETE +2m08s +41k/);
    expect(stdout).toMatch(/runner_completion\.request-1d\.json/);
  });

  test('says of a stage that an operator ended what it was ended as, not that it is blocked', async () => {
    mkdirSync(shown('runs/run-2c/stage_results'), { recursive: true });
    const failure = { failure_class: 'runner_transport_failure', failure_origin: 'runner' };
    const times = { started_at: '2026-01-31T09:00:00Z', completed_at: '2026-01-31T09:01:00Z' };
    const result = { node_id: 'builder', terminal_result: 'BLOCKED', metadata: failure, ...times };
    writeFileSync(shown('runs/run-2c/stage_results/request-2d.json'), JSON.stringify(result));
    expect((await here(['runs', 'ls'])).stdout).toMatch(/run-2c .* builder +BLOCKED/);
    const completion = JSON.stringify({ exit_kind: 'cancelled' });
    writeFileSync(shown('runs/run-2c/runner_completion.request-2d.json'), completion);
    expect((await here(['runs', 'ls'])).stdout).toMatch(/run-2c .* builder +ended /);
    const event = (type: string, data: object): string =>
      JSON.stringify({
        key: type,
        event_type: type,
        occurred_at: times.completed_at,
        data: { run_id: 'run-2c', ...data },
      });
    const came = [
      event('stage_ended', { request_id: 'request-2d' }),
      event('work_item_cancelled', { to: 'cancelled' }),
    ];
    writeFileSync(shown('logs/runtime_events.jsonl'), `${came.join('\n')}\n`);
    expect((await here(['runs', 'ls'])).stdout).toMatch(/run-2c .* builder +ended: cancelled/);
    const { stdout } = await here(['runs', 'show', 'run-2c']);
    expect(stdout).toMatch(/builder +ended: cancelled +1m00s/);
    rmSync(shown('runs/run-2c'), { recursive: true });
    rmSync(shown('logs/runtime_events.jsonl'));
  });

  const READS = ['status', 'queue ls --all', 'queue show T-1', 'runs ls', 'runs tail', 'server status', 'modes list'];
  const PURE = [
    'compile validate',
    'compile show',
    'compile graph',
    'config validate',
    'config show',
    'model-aliases list',
  ];
  const SHELF = ['skills ls', 'skills show builder-core', 'skills search care', 'assets ls', 'upgrade'];
  test.each([...READS, ...PURE, ...SHELF])('with %s writes nothing', async (command) => {
    const before = fingerprint(stand.root);
    expect(await here(command.split(' '))).toMatchObject({ code: 0 });
    expect(fingerprint(stand.root)).toEqual(before);
  });

  test('finds the workspace from a folder below it, by option and by environment', async () => {
    const below = join(stand.workspace, 'src', 'deep');
    mkdirSync(below, { recursive: true });
    const env = { MILLRACE_WORKSPACE: stand.workspace };
    const ways = [
      stand.run(['status', '--json'], { cwd: below }),
      stand.run(['status', '--json', '-w', stand.workspace]),
      stand.run(['-w', stand.workspace, 'status', '--json']),
      stand.run(['status', '--json'], { env }),
    ];
    for (const { code, stdout } of await Promise.all(ways)) {
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ data: { dir: stand.workspace } });
    }
  });
});

describe('assets of the workspace', () => {
  const mode = (id: string): string =>
    `id = "${id}"\n[planes]\nexecution = "execution.standard"\nplanning = "planning.standard"\n`;

  test('are found beside the shipped ones', async () => {
    mkdirSync(shown('modes'));
    writeFileSync(shown('modes/mine.toml'), mode('mine'));
    const { modes } = (await data(['modes', 'list'])) as { modes: { id: string; path: string }[] };
    expect(modes).toContainEqual(expect.objectContaining({ id: 'mine', path: 'millrace-agents/modes/mine.toml' }));
    expect(await data(['compile', 'validate', '--mode', 'mine'])).toMatchObject({ mode: 'mine' });
  });

  test('are refused when a link leads out of the workspace', async () => {
    writeFileSync(join(stand.root, 'outside.toml'), mode('outside'));
    symlinkSync(join(stand.root, 'outside.toml'), shown('modes/outside.toml'));
    const { code, stderr } = await here(['compile', 'validate']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/leads out of/) as string });
    rmSync(shown('modes/outside.toml'));
  });
});
