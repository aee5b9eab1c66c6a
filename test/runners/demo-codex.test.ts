// The demo's task, worked by the real Codex through the whole product, against a model server on this machine.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StepUsage } from '../../agents/suite/model-server/script.js';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import { type DemoRoom, openDemoRoom } from '../support/demo.js';
import { codexConfig } from '../../agents/codex/trial.js';
import { API_KEY } from './bench.js';
import { DEMO_ROUTES, usage } from './demo-task.js';
import { installRunner } from './install.js';

let server: ModelServer;
let room: DemoRoom;
let home = '';
let shown: Awaited<ReturnType<DemoRoom['demo']>>;

beforeAll(async () => {
  const binFolder = installRunner('codex');
  server = await startModelServer();
  // Not below the temp folder: there Codex does not put its own tools on the PATH of commands.
  home = mkdtempSync(join(import.meta.dirname, '.home-'));
  writeFileSync(join(home, 'config.toml'), codexConfig(server.session('demo', { routes: DEMO_ROUTES })));
  const path = { PATH: `${binFolder}:${process.env['PATH']}` };
  room = await openDemoRoom({ ...path, HOME: home, CODEX_HOME: home, OPENAI_API_KEY: API_KEY });
  shown = await room.demo('--runner', 'codex', '--permission', permission(join(binFolder, 'codex')));
}, 600_000);

afterAll(async () => {
  await room.close();
  await server.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

/** The demo's own choice wherever a sandbox works; in some containers none does. */
function permission(codex: string): 'basic' | 'maximum' {
  const { status } = spawnSync(codex, ['sandbox', '--', 'true'], { env: { ...process.env, CODEX_HOME: home } });
  return status === 0 ? 'basic' : 'maximum';
}

describe('the demo with the real Codex', () => {
  test('ends with the task done and the tests passing', () => {
    expect(shown.exitCode, shown.output).toBe(0);
    expect(shown.output).toContain('The task is done after 3 stages');
  });

  test('has its files edited by Codex', () => {
    expect(readFileSync(join(room.project(), 'src', 'slug.js'), 'utf8')).toContain('replace(/[^a-z0-9]+/g');
    expect(readFileSync(join(room.project(), 'CHANGELOG.md'), 'utf8')).toContain('single dashes only');
  });

  test('asks the model in the name of each stage, with the task in the prompt', () => {
    const nodes = server.requests('demo').map(({ userText }) => /^Node ID: (.+)$/m.exec(userText)?.[1]);
    expect(nodes).toEqual(['builder', 'builder', 'checker', 'checker', 'updater', 'updater']);
    expect(server.requests('demo')[0]?.userText).toContain('A slug neither begins nor ends with a dash.');
  });

  test('gets what the checks print back to the model', () => {
    const [, second] = server.requests('demo').filter(({ userText }) => userText.includes('Node ID: checker'));
    const [output] = (second?.body['input'] as { type: string; output?: string }[]).slice(-1);
    expect(output?.output).toContain('# fail 0');
    expect(output?.output).toContain('exited with code 0');
  });

  test.each(Object.keys(usage))('counts the tokens of the %s as the server sent them', (node) => {
    const [first, last] = usage[node] ?? [];
    const sum = (key: keyof StepUsage): number => (first?.[key] ?? 0) + (last?.[key] ?? 0);
    expect(room.stageResults().find(({ node_id: one }) => one === node)).toMatchObject({
      runner_name: 'codex_cli',
      token_usage: {
        input_tokens: sum('input'),
        cached_input_tokens: sum('cached'),
        output_tokens: sum('output'),
        thinking_tokens: sum('reasoning'),
        total_tokens: sum('input') + sum('output'),
      },
    });
  });
});
