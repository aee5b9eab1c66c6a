// First documents: a template to fill in, a sentence in place of a file, and a file that was meant and is not there.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stand } from './stand.js';
import { fingerprint, makeStand } from './stand.js';

let stand: Stand;
beforeAll(async () => void (stand = await makeStand()));
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const here = (args: string[], folder = stand.workspace) => stand.run(args, { cwd: folder });
const queued = (family = 'tasks'): string[] =>
  readdirSync(join(stand.workspace, 'millrace-agents', family, 'queue')).filter((name) => name.endsWith('.md'));

describe('new', () => {
  test('writes a file named after the id, once, and says what is to be filled in and what comes next', async () => {
    const said = await here(['new', 'task', 'Drop', 'every space']);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toBe(
      'drop-every-space.md is written. Fill in Target-Paths, Acceptance, Required-Checks, References, Risk, then: millrace add-task drop-every-space.md\n',
    );
    const before = fingerprint(stand.root);
    expect(await here(['new', 'task', 'Drop every space'])).toMatchObject({ code: 5 });
    const unfilled = await here(['add-task', 'drop-every-space.md']);
    expect(unfilled.code).toBe(1);
    expect(unfilled.stderr).toMatch(/drop-every-space\.md:9: MR2004: The list `Target-Paths` holds an empty item/);
    expect(fingerprint(stand.root)).toEqual(before);
    const file = join(stand.workspace, 'drop-every-space.md');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^- $/gm, '- one'));
    expect(await here(['add-task', 'drop-every-space.md'])).toMatchObject({ code: 7 });
    expect(queued()).toEqual(['drop-every-space.md']);
  });

  test('prints it where that is wanted, outside of a workspace too, and leaves taken ids alone', async () => {
    const outside = join(stand.root, 'outside');
    mkdirSync(outside);
    const { stdout } = await here(['new', 'spec', '東京', '--stdout'], outside);
    expect(stdout).toMatch(/^# 東京\n\nSpec-ID: dongjing\nSource-Type: manual\n/);
    expect(readdirSync(outside)).toEqual([]);
    const { stdout: json } = await here(['new', 'task', 'drop every space', '--stdout', '--json']);
    expect(JSON.parse(json)).toMatchObject({ ok: true, data: { id: 'drop-every-space-2' } });
  });

  test.each([
    [['new', 'tusk', 'x'], 4, /There is no family tusk\. Did you mean task\?/],
    [['new', 'task', ' '], 2, /A title has/],
    [['new', 'task'], 2, /missing required argument 'title'/],
    [['new', 'task', 'x', '--id', '../x'], 2, /is not an id/],
  ])('%j is refused', async (args, code, says) => {
    const said = await here(args);
    expect(said.code).toBe(code);
    expect(said.stderr).toMatch(says);
  });

  test('is refused where it would be taken in half filled', async () => {
    const said = await here(['new', 'task', 'x'], join(stand.workspace, 'millrace-agents/tasks/queue'));
    expect(said).toMatchObject({ code: 2 });
    expect(queued()).not.toContain('x.md');
  });
});

describe('a sentence', () => {
  test('becomes a task that says what nobody stated; the same again is no second one', async () => {
    const said = await here(['add-task', '--text', 'run the audit again']);
    expect(said).toMatchObject({ code: 7, stderr: expect.stringMatching(/What nobody stated is marked/) as string });
    const text = readFileSync(join(stand.workspace, 'millrace-agents/tasks/queue/run-the-audit-again.md'), 'utf8');
    expect(text).toMatch(/^Acceptance:\n- Not stated beyond the title/m);
    const again = await here(['add-task', 'run the audit again']);
    expect(again).toMatchObject({ code: 0, stdout: 'The same is said already: task run-the-audit-again is queued.\n' });
    expect(await here(['add-task', 'Run the audit, again!'])).toMatchObject({ code: 7 });
    expect(queued()).toContain('run-the-audit-again-2.md');
  });

  test('becomes an idea, and a probe', async () => {
    expect(await here(['add-idea', 'make the links shorter'])).toMatchObject({ code: 7 });
    expect(await here(['add-probe', 'why does the start take 9 s?'])).toMatchObject({ code: 7 });
    expect([...queued('specs'), ...queued('probes')]).toEqual([
      ...['idea-make-the-links-shorter.md', 'why-does-the-start-take-9-s.md'],
    ]);
  });

  test('may end in the name of a file', async () => {
    expect(await here(['add-task', 'write a greeting to hello.txt'])).toMatchObject({ code: 7 });
    expect(await here(['add-task', 'say in README.md how to begin'])).toMatchObject({ code: 7 });
    const more = ['fix src/nothere.js', 'mend README.md', 'src/slug.js is wrong', 'see docs/a b.md'];
    for (const said of more) expect(await here(['add-task', said])).toMatchObject({ code: 7 });
  });

  test('that is the name of a file is that file', async () => {
    writeFileSync(join(stand.workspace, 'cool new thing.md'), '# Cool\n\nIt is.\n');
    expect(await here(['add-idea', 'cool new thing.md', '--dry-run'])).toMatchObject({
      ...{ code: 0, stdout: 'spec idea-cool-new-thing is valid; nothing was changed.\n' },
    });
    mkdirSync(join(stand.workspace, 'a folder of ideas'));
    expect((await here(['add-idea', 'a folder of ideas'])).stderr).toMatch(/holds no \.md/);
  });

  test.each([
    [['add-idea', 'cool new thin.md'], /There is no file cool new thin\.md\.\n.*--text/],
    [['add-idea', 'a folder of ideas/no such.md'], /There is no file a folder of ideas\/no such\.md\.\n.*--text/],
    [['add-task', 'nothere.md'], /There is no file nothere\.md\.\n.*--text/],
    [['add-idea', './what is this'], /There is no file \.\/what is this/],
    [['add-idea', 'links'], /There is no file links\.\nA document is .* in quotes/],
    [
      ['add-task', 'make', 'it', 'faster'],
      /None of these is a file: make it faster\n.* millrace add-task "make it faster"/,
    ],
    [['add', 'incident', '--text', 'it broke'], /MR2001/],
    [['add-task', '--text', ' '], /The text is empty/],
  ])('is not seen in %j, and nothing is added', async (args, says) => {
    const before = fingerprint(join(stand.workspace, 'millrace-agents'));
    const said = await here(args);
    expect(said.code).toBe(1);
    expect(said.stderr).toMatch(says);
    expect(fingerprint(join(stand.workspace, 'millrace-agents'))).toEqual(before);
    expect(existsSync(join(stand.workspace, 'links'))).toBe(false);
  });
});
