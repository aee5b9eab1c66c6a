// `npm run demo` as a newcomer meets it: it ends with an idea that is done and judged, and shows what came of it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoRoom, openDemoRoom } from '../support/demo.js';

let room: DemoRoom;
let shown: Awaited<ReturnType<DemoRoom['demo']>>;

const git = (...args: string[]): string => execFileSync('git', args, { cwd: room.project(), encoding: 'utf8' });

beforeAll(async () => {
  // A workspace or a repository that the caller is at work in is none of the demo's business.
  room = await openDemoRoom({ MILLRACE_WORKSPACE: '/nowhere', GIT_DIR: '/nowhere/.git' });
  shown = await room.demo();
});
afterAll(() => room.close());

const ROOT = 'idea-links';

/** Exit status of the project's own tests. */
const testsOf = (cwd: string): number | null =>
  spawnSync(process.execPath, ['--test'], { cwd, env: { PATH: process.env['PATH'] } }).status;

const text = (...parts: string[]): string => readFileSync(room.file(...parts), 'utf8');

describe('the demo', () => {
  it('ends with exit code 0, the spec of the idea and both tasks done', () => {
    expect(shown.exitCode, shown.output).toBe(0);
    expect(shown.output).toContain('The idea is done and closed after 11 stages');
    expect(text('specs', 'done', `${ROOT}.md`)).toContain('# Links that never break');
    expect(readdirSync(room.file('tasks', 'done'))).toEqual(['numbering.md', 'safe-slugs.md']);
  });

  it('shows tests that fail, then pass, and so they do', () => {
    expect(shown.output).toMatch(/FAILS {3}every space[\s\S]*passes {2}no address[\s\S]*passes {2}every space/);
    const before = join(room.project(), '..', 'before');
    git('clone', '--quiet', '.', before);
    execFileSync('git', ['checkout', '--quiet', 'HEAD~2'], { cwd: before });
    expect(testsOf(before)).toBe(1);
    expect(testsOf(room.project())).toBe(0);
  });

  it('makes a commit of each task, on a branch that it merges as a user would, and shows it at its end', () => {
    expect(git('log', '--format=%s').trim().split('\n')).toEqual([
      'Give no address twice',
      'Keep only words in a slug',
      'A first version',
    ]);
    const [, told = ''] = /^\$ git log --oneline --stat millrace\/idea-links\n([\s\S]*?)\n\n/m.exec(shown.output) ?? [];
    for (const line of git('log', '--format=%h %s', '--stat', 'millrace/idea-links').trim().split('\n'))
      if (line !== '') expect(told).toContain(line);
  });

  it('plans, works on one task after the other, repairs what a check finds, and is judged', () => {
    const stages = room.stageResults().map((result) => {
      const { work_item_id: item, node_id: node, terminal_result: outcome } = result;
      return [item, node, outcome].map(String).join(' ');
    });
    expect(stages).toEqual([
      `${ROOT} planner PLANNER_COMPLETE`,
      `${ROOT} manager MANAGER_COMPLETE`,
      'safe-slugs builder BUILDER_COMPLETE',
      'safe-slugs checker FIX_NEEDED',
      'safe-slugs fixer FIXER_COMPLETE',
      'safe-slugs doublechecker DOUBLECHECK_PASS',
      'safe-slugs updater UPDATE_COMPLETE',
      'numbering builder BUILDER_COMPLETE',
      'numbering checker CHECKER_PASS',
      'numbering updater UPDATE_COMPLETE',
      `${ROOT} arbiter ARBITER_COMPLETE`,
    ]);
  });

  it('shows that the second task waits for the first', () => {
    expect(shown.output).toMatch(/numbering .* waits for task safe-slugs/);
    expect(text('tasks', 'done', 'numbering.md')).toContain('Depends-On:\n- safe-slugs\n');
  });

  it('closes the root upon verdict, rubric and report', () => {
    expect(JSON.parse(text('arbiter', 'targets', `${ROOT}.json`))).toMatchObject({ state: 'closed' });
    expect(shown.output).toMatch(/^ {2}\S+ root {3}idea-links +closed$/m);
    const verdict: unknown = JSON.parse(text('arbiter', 'verdicts', `${ROOT}.json`));
    expect(verdict).toMatchObject({ root_spec_id: ROOT, result: 'ARBITER_COMPLETE' });
    expect(text('arbiter', 'rubrics', `${ROOT}.md`)).toContain('C3');
    const [, report = ''] = /^\$ cat (\S+arbiter_report\.md)$/m.exec(shown.output) ?? [];
    for (const line of readFileSync(join(room.project(), report), 'utf8').trim().split('\n'))
      expect(shown.output).toContain(line);
  });

  it('shows the diff as git tells it', () => {
    for (const line of git('diff', '--unified=0', 'HEAD~2', '--', 'src').trim().split('\n'))
      expect(shown.output).toContain(line);
    expect(shown.output).toContain('CHANGELOG.md');
  });

  it('names where to look: workspace, documents, verdict, reports and Web UI, each of them there', () => {
    const told = (what: string): string[] =>
      [...shown.output.matchAll(new RegExp(`^${what} +(\\S+)$`, 'gm'))].map(([, where = '']) => where);
    expect(told('workspace')).toEqual([room.project()]);
    const places = ['spec', 'task', 'rubric', 'verdict', 'target', 'reports'].flatMap(told);
    expect(places).toHaveLength(7);
    for (const place of places) expect(existsSync(join(room.project(), place)), place).toBe(true);
    expect(told('web UI')).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/namespaces\/millrace\/workflows\//),
    ]);
  });

  it('leaves the link to a Web UI that answers', async () => {
    const url = /^web UI +(\S+)$/m.exec(shown.output)?.[1] ?? '';
    expect((await fetch(url)).status).toBe(200);
  });

  it('has no colour when nobody looks at a terminal', () => {
    expect(shown.output).not.toContain('\u001b');
  });
});

describe('the demo refuses', () => {
  it('a runner that it does not know', async () => {
    expect(await room.demo('--runner', 'nobody')).toMatchObject({ exitCode: 2 });
  });

  it('to begin without git, says so and leaves nothing', async () => {
    const bare = await openDemoRoom({ PATH: '/nowhere' });
    const { exitCode, output } = await bare.demo();
    expect(() => bare.project()).toThrow('0 folders');
    await bare.close();
    expect(exitCode).toBe(1);
    expect(output).toContain('git is missing');
  });

  it.each([
    ['codex', '@openai/codex'],
    ['pi', '@earendil-works/pi-coding-agent'],
  ])('the real %s where it is not installed, and says how to get it', async (runner, name) => {
    const bare = await openDemoRoom({ PATH: '/nowhere' });
    const { exitCode, output } = await bare.demo('--runner', runner);
    expect(() => bare.project()).toThrow('0 folders');
    await bare.close();
    expect(exitCode).toBe(1);
    expect(output).toContain(`npm install -g ${name}`);
    expect(output).not.toMatch(/^\s+at /m);
  });
});
