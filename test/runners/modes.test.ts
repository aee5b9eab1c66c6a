// One lineage for each mode whose planes no other test runs with real agents: the real Codex or Pi in every stage, through the whole
// product. `test/pure/mode-differences.test.ts` compares the other modes with these.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, vi } from 'vitest';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import { approves, cuts, type Draft, taskOf, worksOut } from '../support/blueprint-papers.js';
import { Bench, type ScriptEntry } from '../support/bench.js';
import { compileShipped } from '../support/plan.js';
import { specText } from '../support/spec-text.js';
import { BUILT, DONE, manages, storiesOf } from '../support/stories.js';
import { quick, slow } from '../support/tier.js';
import { answersOf, type Played } from './answers.js';
import { codexConfig } from '../../agents/codex/trial.js';
import { API_KEY } from './bench.js';
import { installRunner } from './install.js';
import { makePiUser } from './pi-user.js';

vi.setConfig({ testTimeout: 180_000 });

let server: ModelServer;
let bench: Bench;
let home = '';
beforeEach(async () => {
  server = await startModelServer();
  bench = new Bench(inject('temporalAddress'));
  delete bench.env['MILLRACE_SCRIPT'];
  // Not below the temp folder: there Codex does not put its own tools on the PATH of commands.
  home = mkdtempSync(join(import.meta.dirname, '.home-'));
});
afterEach(async () => {
  bench.close();
  await server.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

/** A user of Codex, and of Pi. */
function useAgents(baseUrl: string): void {
  const pi = makePiUser(join(bench.stateHome, 'home'), installRunner('pi'));
  pi.use(baseUrl);
  writeFileSync(join(home, 'config.toml'), codexConfig(baseUrl));
  Object.assign(bench.env, pi.env, {
    ...{ MILLRACE_STATE_HOME: bench.stateHome, CODEX_HOME: home, OPENAI_API_KEY: API_KEY },
    PATH: `${installRunner('codex')}:${pi.env['PATH'] ?? ''}`,
  });
}

/** Works a spec and a request to learn off. */
async function play(mode: string, script: Readonly<Record<string, ScriptEntry>>): Promise<void> {
  const { plan } = compileShipped('', mode).named;
  const steps = answersOf({ plan, played: script as Played, room: home });
  await bench.ok('init', '--mode', mode);
  const config = bench.file('millrace.toml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('"basic"', '"maximum"'));
  await bench.ok('trust', '--accept');
  useAgents(server.session('stage', { routes: [{ match: /^Node ID: /m, steps, order: 'turn' }] }));
  writeFileSync(bench.file('specs/queue/s1.md'), specText('s1'));
  writeFileSync(bench.file('learning/requests/queue/l1.md'), REQUEST);
  const { code, output } = await bench.run('run', '--until', 'idle');
  expect(code, output).toBe(0);
  expect(bench.names('arbiter/verdicts')).toEqual(['s1.json']);
}

const REQUEST =
  '# L\n\nLearning-Request-ID: l1\nRequested-Action: improve\nCreated-At: 2026-01-01T00:00:00Z\nCreated-By: t\n';
const LEARNED = {
  'learning_request/l1': 'analyst:ANALYST_COMPLETE professor:PROFESSOR_COMPLETE curator:CURATOR_COMPLETE',
};
const JUDGED = 'arbiter:ARBITER_COMPLETE';
const manager = manages('ta', 's1')[0] ?? '';
const draft: Draft = { id: 's1-01', root: 's1', index: 1 };

slow('learning_codex_integrated, with the real Codex', async () => {
  await play('learning_codex_integrated', { manager });
  expect(storiesOf(bench)).toMatchObject({
    ...LEARNED,
    'spec/s1': `planner:PLANNER_COMPLETE manager:MANAGER_COMPLETE ${JUDGED}`,
    'task/ta': `${BUILT} integrator:INTEGRATION_COMPLETE checker:CHECKER_PASS updater:UPDATE_COMPLETE`,
  });
});

quick('blueprint_learning_codex, with the real Codex', async () => {
  await play('blueprint_learning_codex', {
    ...{ manager_blueprint: cuts(draft), contractor_blueprint: worksOut(draft, 1) },
    evaluator_blueprint: approves(draft, 1),
  });
  expect(storiesOf(bench)).toMatchObject({
    ...LEARNED,
    'spec/s1': `planner:PLANNER_COMPLETE manager_blueprint:MANAGER_BLUEPRINT_COMPLETE ${JUDGED}`,
    'blueprint_draft/s1-01': 'contractor_blueprint:BLUEPRINT_CANDIDATE_READY evaluator_blueprint:BLUEPRINT_APPROVED',
    [`task/${taskOf(draft)}`]: DONE,
  });
});

slow('learning_pi, with the real Pi', async () => {
  await play('learning_pi', { manager });
  expect(storiesOf(bench)).toMatchObject({
    ...LEARNED,
    'spec/s1': `planner:PLANNER_COMPLETE manager:MANAGER_COMPLETE ${JUDGED}`,
    'task/ta': DONE,
  });
});
