// The demo's task, worked by the real Pi through the whole product, against a model server on this machine.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { boxWorks } from '../../agents/walls/box.js';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import { type DemoRoom, openDemoRoom } from '../support/demo.js';
import { DEMO_ROUTES, usage } from './demo-task.js';
import { installRunner } from './install.js';
import { makePiUser } from './pi-user.js';

let server: ModelServer;
let room: DemoRoom;
let home = '';
let isBoxed = false;
let shown: Awaited<ReturnType<DemoRoom['demo']>>;

beforeAll(async () => {
  server = await startModelServer();
  home = mkdtempSync(join(tmpdir(), 'millrace-pi-home-'));
  // Codex's package carries a bubblewrap.
  const user = makePiUser(home, `${installRunner('pi')}:${installRunner('codex')}`);
  user.use(server.session('demo', { routes: DEMO_ROUTES }));
  room = await openDemoRoom(user.env);
  const around = { workspaceDir: home, config: DEFAULT_RUNNER_CONFIG, env: user.env };
  isBoxed = await boxWorks(around);
  shown = await room.demo('--runner', 'pi', ...(isBoxed ? [] : ['--permission', 'maximum']));
}, 600_000);

afterAll(async () => {
  await room.close();
  await server.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

describe('the demo with the real Pi', () => {
  test('ends with the task done and the tests passing, by files that Pi edited', () => {
    expect(shown.exitCode, shown.output).toBe(0);
    expect(shown.output).toContain('The task is done after 3 stages');
    expect(readFileSync(join(room.project(), 'src', 'slug.js'), 'utf8')).toContain('replace(/[^a-z0-9]+/g');
  });

  test('has each stage run in bubblewrap, by the permission basic, and says so nowhere as a thing without walls', ({
    skip,
  }) => {
    skip(!isBoxed, 'no sandbox works on this machine');
    const names = readdirSync(room.file('runs'), { recursive: true, encoding: 'utf8' });
    const started = names.filter((name) => /runner_invocation.*\.json$/.test(name));
    expect(started).toHaveLength(3);
    for (const name of started)
      expect(readFileSync(room.file('runs', name), 'utf8')).toMatch(/bwrap.*--unshare-pid.*"--mode",\s*"rpc"/s);
    expect(readFileSync(room.file('millrace.toml'), 'utf8')).toMatch(
      /permission_default = "basic"[^]*sandbox = "bubblewrap"/,
    );
    expect(shown.output).not.toContain('MR1052');
  });

  test('asks the model in the name of each stage, and gives it what the checks print', () => {
    const nodes = server.requests('demo').map(({ userText }) => /^Node ID: (.+)$/m.exec(userText)?.[1]);
    expect(nodes).toEqual(['builder', 'builder', 'checker', 'checker', 'updater', 'updater']);
    expect(JSON.stringify(server.requests('demo')[3]?.body['messages'])).toContain('# fail 0');
  });

  test.each(Object.keys(usage))('counts the tokens of the %s as the server sent them', (node) => {
    const [first, last] = usage[node] ?? [];
    const total = [first, last].reduce((sum, one) => sum + (one?.input ?? 0) + (one?.output ?? 0), 0);
    const found = room.stageResults().find(({ node_id: one }) => one === node);
    expect(found).toMatchObject({ runner_name: 'pi_rpc', token_usage: { total_tokens: total } });
  });
});
