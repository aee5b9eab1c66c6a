// A task worked by the real Pi through the whole product: built command line, Temporal server, agent host, pipe.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { isAlive } from '../../disk/identity.js';
import type { Route, Script, Step } from '../../agents/suite/model-server/script.js';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import { runningAgent } from '../support/agent.js';
import { Bench, until } from '../support/bench.js';
import { WHOLE } from '../support/stages.js';
import { installRunner } from './install.js';
import { makePiUser } from './pi-user.js';
import { slow } from '../support/tier.js';

const SETTINGS = `
${['builder', 'checker', 'updater'].map((kind) => `[stages.${kind}]\nrunner = "pi_rpc"`).join('\n')}
`;

let server: ModelServer;
let bench: Bench;

beforeAll(async () => void (server = await startModelServer()));
afterAll(() => server.close());
beforeEach(async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1');
  const file = bench.file('millrace.toml');
  const text = readFileSync(file, 'utf8').replace('[runtime]', '[runtime]\nenvironment_backoff_seconds = [1]');
  writeFileSync(file, text.replace('"basic"', '"maximum"') + SETTINGS);
  await bench.ok('trust', '--accept');
  delete bench.env['MILLRACE_SCRIPT'];
});
afterEach(() => bench.close());

const stage = (node: string, ...steps: Step[]): Route => ({ match: new RegExp(`^Node ID: ${node}$`, 'm'), steps });

/** The model's answers, and a user who has it. */
function serve(script: Script): void {
  const user = makePiUser(join(bench.stateHome, 'home'), installRunner('pi'));
  user.use(server.session('stage', script));
  Object.assign(bench.env, user.env, { MILLRACE_STATE_HOME: bench.stateHome });
}

const asked = (): (string | undefined)[] =>
  server.requests('stage').map(({ userText }) => /^Node ID: (.+)$/m.exec(userText)?.[1]);

slow('a stage whose provider is down waits and runs again, and the task is done', async () => {
  serve({
    routes: [
      stage('builder', { status: 503 }, { shell: 'echo made >made' }, { reply: '### BUILDER_COMPLETE' }),
      stage('checker', { reply: 'Looks good.\n\n### CHECKER_PASS' }),
      stage('updater', { reply: '### UPDATE_COMPLETE' }),
    ],
  });
  const { code, output } = await bench.run('run', '--until', 'idle');
  expect(code, output).toBe(0);
  expect(bench.stages()).toEqual(WHOLE);
  expect(bench.events('stage_waits_for_environment')).toHaveLength(1);
  expect(readFileSync(join(bench.workspace, 'made'), 'utf8')).toBe('made\n');
  expect(asked()).toEqual(['builder', 'builder', 'builder', 'checker', 'updater']);
});

slow('a worker that is killed loses nothing: the next one speaks on with the same Pi', async () => {
  serve({
    routes: [
      stage(
        'builder',
        { shell: 'touch begun; while [ ! -e go ]; do sleep 0.05; done' },
        { reply: '### BUILDER_COMPLETE' },
      ),
      stage('checker', { reply: '### CHECKER_PASS' }),
      stage('updater', { reply: '### UPDATE_COMPLETE' }),
    ],
  });
  const first = bench.start('run', '--until', 'idle');
  const { agent, journal } = await runningAgent(bench);
  const said = (): string => readFileSync(join(journal.dir, 'out'), 'utf8');
  await until(() => said().includes('"tool_execution_start"'), 'Pi runs its command');
  first.child.kill('SIGKILL');
  await first.ended;
  writeFileSync(join(bench.workspace, 'go'), '');
  await until(() => /^\{"type":"agent_end"/m.test(said()), 'the work is over');
  expect(isAlive(agent), 'Pi waits for somebody to let it go').toBe(true);
  expect((await bench.run('run', '--until', 'idle')).code).toBe(0);
  expect(bench.stages()).toEqual(WHOLE);
  expect(asked()).toEqual(['builder', 'builder', 'checker', 'updater']);
});
