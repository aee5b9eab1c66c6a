// `npm run demo` as a newcomer meets it: it ends with a task that is done, and shows what came of it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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
}, 180_000);
afterAll(() => room.close());

describe('the demo', () => {
  it('ends with exit code 0 and the task done', () => {
    expect(shown.exitCode, shown.output).toBe(0);
    expect(existsSync(room.file('tasks', 'done', 'fix-slug.md'))).toBe(true);
    expect(shown.output).toContain('Task fix-slug is done after 5 stages');
  });

  it('shows a test that fails, then passes, and so it does', () => {
    expect(shown.output).toMatch(/FAILS {3}every space[\s\S]*passes {2}every space/);
    const env = { PATH: process.env['PATH'] };
    expect(spawnSync(process.execPath, ['--test'], { cwd: room.project(), env }).status).toBe(0);
  });

  it('fails its test as long as nobody works on it', () => {
    expect(git('show', 'HEAD:src/slug.js')).toContain("replace(' ', '-')");
    expect(git('log', '--oneline').trim().split('\n')).toHaveLength(1);
  });

  it('goes over a check that finds the first change incomplete', () => {
    const outcomes = [...room.stageResults()].map(([node, { terminal_result: outcome }]) => [node, outcome]);
    expect(Object.fromEntries(outcomes)).toEqual({
      builder: 'BUILDER_COMPLETE',
      checker: 'FIX_NEEDED',
      fixer: 'FIXER_COMPLETE',
      doublechecker: 'DOUBLECHECK_PASS',
      updater: 'UPDATE_COMPLETE',
    });
  });

  it('shows the diff as git tells it', () => {
    for (const line of git('diff', '--unified=0', 'src').trim().split('\n')) expect(shown.output).toContain(line);
    expect(shown.output).toContain('CHANGELOG.md');
  });

  it('names the workspace, the task, the reports and the Web UI, each of them there', () => {
    const told = (what: string): string => new RegExp(`^${what} +(\\S+)$`, 'm').exec(shown.output)?.[1] ?? '';
    expect(told('workspace')).toBe(room.project());
    expect(existsSync(join(room.project(), told('task')))).toBe(true);
    expect(readFileSync(join(room.project(), told('reports'), 'report.md'), 'utf8')).toContain('D1');
    expect(told('web UI')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/namespaces\/millrace\/workflows\//);
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
    ['pi', '@mariozechner/pi-coding-agent'],
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
