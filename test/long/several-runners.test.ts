// More than one runner at work on one item, each the real one against a model server of the tests: a limit that lasts sends stages to who
// stands in, and a lineage whose stage kinds have different runners counts what each spent, whenever its worker is killed.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { codexConfig } from '../../agents/codex/trial.js';
import type { Route, Step, StepUsage } from '../../agents/suite/model-server/script.js';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import { claudeEnv } from '../runners/claude-user.js';
import { installRunner } from '../runners/install.js';
import { makePiUser, PROVIDER } from '../runners/pi-user.js';
import { exampleIn } from '../runners/stands.js';
import { Bench, until } from '../support/bench.js';
import { taskText } from '../support/task-text.js';

let server: ModelServer;
let bench: Bench;
let home = '';

beforeAll(async () => void (server = await startModelServer()));
afterAll(() => server.close());
beforeEach(() => {
  bench = new Bench(inject('temporalAddress'));
  // Not below the temp folder: there Codex does not put its own tools on the PATH of commands.
  home = mkdtempSync(join(import.meta.dirname, '.home-'));
});
afterEach(() => {
  bench.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

/** Tokens of the one answer of each stage, so that no two sums are alike. */
const USAGE: Record<string, StepUsage> = {
  builder: { input: 5000, cached: 4000, output: 120, reasoning: 60 },
  checker: { input: 3100, cached: 0, output: 70, reasoning: 30 },
  integrator: { input: 1700, cached: 500, output: 33, reasoning: 0 },
  updater: { input: 2050, cached: 1000, output: 17, reasoning: 5 },
};

const totalOf = (...nodes: string[]): number =>
  nodes.reduce((sum, node) => sum + (USAGE[node]?.input ?? 0) + (USAGE[node]?.output ?? 0), 0);

const reply = (node: string, marker: string): Step => {
  const usage = USAGE[node];
  return { reply: `It is done.\n\n### ${marker}`, ...(usage && { usage }) };
};

const route = (node: string, ...steps: Step[]): Route => ({
  match: new RegExp(`^Node ID: ${node}$`, 'm'),
  order: 'sequence',
  steps,
});

const AGAIN = { times: 9 };
const work = (): Route[] => [
  route('builder', { ...reply('builder', 'BUILDER_COMPLETE'), ...AGAIN }),
  route('checker', { ...reply('checker', 'CHECKER_PASS'), ...AGAIN }),
  route('integrator', { ...reply('integrator', 'INTEGRATION_COMPLETE'), ...AGAIN }),
  route('updater', { ...reply('updater', 'UPDATE_COMPLETE'), ...AGAIN }),
];

/** All the users that the runners have here, in one environment; the sessions are called as the runners. */
function become(name: string, routes: Record<'codex' | 'claude' | 'pi' | 'tiny', Route[]>): void {
  const url = (runner: keyof typeof routes): string => server.session(`${name}-${runner}`, { routes: routes[runner] });
  const bins = ['codex', 'claude', 'pi'].map(installRunner);
  const pi = makePiUser(home, `${installRunner('pi')}:${installRunner('codex')}`);
  pi.use(url('pi'));
  writeFileSync(join(home, 'config.toml'), codexConfig(url('codex'), 'requires_openai_auth = true'));
  const claude = claudeEnv(home, url('claude'), ...bins);
  delete bench.env['MILLRACE_SCRIPT'];
  const more = {
    TESTS_API_KEY: pi.env['TESTS_API_KEY'],
    OPENAI_BASE_URL: url('tiny'),
    OPENAI_API_KEY: 'tiny-key-0123456789',
  };
  for (const [key, value] of Object.entries({ ...claude, ...more, CODEX_HOME: home })) {
    if (key.startsWith('MILLRACE_') || key.startsWith('TEMPORAL_')) continue;
    if (value !== undefined) bench.env[key] = value;
  }
  const env = { ...bench.env, CODEX_HOME: home };
  execFileSync(join(installRunner('codex'), 'codex'), ['login', '--with-api-key'], {
    ...{ env, input: 'codex-key-0123456789\n', stdio: ['pipe', 'ignore', 'ignore'] },
  });
}

async function configured(text: string): Promise<void> {
  writeFileSync(bench.file('millrace.toml'), text);
  await bench.ok('trust', '--accept');
}

interface Played {
  node_id: string;
  attempt: number;
  runner_name: string;
  token_usage: { total_tokens: number } | null;
  fallback?: { from: string; because: string };
}

/** Of every attempt of the item's run, in the order in which they ended. */
async function played(item: string): Promise<Played[]> {
  const runs = JSON.parse(await bench.ok('runs', 'ls', '--json')) as {
    data: { runs: { runId: string; item: string }[] };
  };
  const ids = runs.data.runs.filter((run) => run.item === `task/${item}`).map(({ runId }) => runId);
  const found = ids.flatMap((run) =>
    bench.names(`runs/${run}/stage_results`).map((name) => {
      const text = readFileSync(bench.file(`runs/${run}/stage_results/${name}`), 'utf8');
      return JSON.parse(text) as Played & { completed_at: string };
    }),
  );
  return found.sort((a, b) => a.completed_at.localeCompare(b.completed_at));
}

const asked = (session: string): (string | undefined)[] =>
  server.requests(session).map(({ userText }) => /^Node ID: (.+)$/m.exec(userText)?.[1]);

test('a limit of Codex for two hours sends its stages to Claude Code, and they go back to it when that is over', async () => {
  const resets = Math.floor(Date.now() / 1000) + 7200;
  const error = { type: 'usage_limit_reached', message: 'limit', plan_type: 'pro', resets_at: resets };
  const [builder, ...others] = work();
  const limited = route('builder', { status: 429, body: { error } }, ...(builder?.steps as Step[]));
  await bench.withTasks('t1');
  become('limit', { codex: [limited, ...others], claude: work(), pi: [], tiny: [] });
  await configured(
    '[runtime]\nenvironment_backoff_seconds = [1]\n[runners.codex]\npermission_default = "maximum"\n' +
      '[fallback]\nafter_seconds = 1800\ncodex_cli = ["claude_code"]\n',
  );
  await bench.ok('run', '--until', 'idle');
  const first = await played('t1');
  expect(first.map(({ node_id, attempt, runner_name }) => `${node_id} ${attempt} ${runner_name}`)).toEqual([
    ...['builder 1 codex_cli', 'builder 2 claude_code', 'checker 1 claude_code', 'updater 1 claude_code'],
  ]);
  expect(first.slice(1).every(({ fallback }) => fallback?.from === 'codex_cli')).toBe(true);
  expect(first.slice(1).map(({ token_usage: used }) => used?.total_tokens)).toEqual([
    ...[totalOf('builder'), totalOf('checker'), totalOf('updater')],
  ]);
  expect(asked('limit-codex'), 'nobody asks Codex again before').toEqual(['builder']);
  expect(bench.events('stage_falls_back')).toMatchObject([{ data: { runner: 'codex_cli', to: 'claude_code' } }]);
  expect(await bench.ok('status')).toMatch(/limited +codex_cli is asked again after/);
  const run = String(bench.events('stage_falls_back')[0]?.data['run_id']);
  expect(await bench.ok('runs', 'show', run)).toContain(
    'claude_code in place of codex_cli (the limit of the account is reached)',
  );
  const ledger = readFileSync(bench.file('state/usage_governance_ledger.jsonl'), 'utf8').trim().split('\n');
  expect(ledger.map((line) => (JSON.parse(line) as Played).runner_name)).toEqual(Array(3).fill('claude_code'));

  // Whoever starts a worker anew says that things may have changed: Codex is asked first again.
  writeFileSync(bench.file('tasks/queue/t2.md'), taskText('t2'));
  await bench.ok('run', '--until', 'idle');
  expect((await played('t2')).map(({ node_id, runner_name }) => `${node_id} ${runner_name}`)).toEqual([
    ...['builder codex_cli', 'checker codex_cli', 'updater codex_cli'],
  ]);
});

test('a lineage with a runner of its own for each stage kind counts what each spent, with its worker killed twice', async () => {
  const tiny = join(home, 'tiny.py');
  writeFileSync(tiny, exampleIn('python'));
  chmodSync(tiny, 0o755);
  await bench.withTasks('t1');
  const routes = work();
  become('mixed', { codex: routes, claude: routes, pi: routes, tiny: routes });
  await configured(
    [
      ...['[runtime]', 'default_mode = "default_codex_integrated"', '[runners.codex]'],
      ...['permission_default = "maximum"', '[runners.pi]', `provider = "${PROVIDER}"`, '[runners.command.tiny]'],
      ...[`argv = ["${tiny}", "{model}"]`, 'dialect = "millrace"', 'permissions = ["maximum"]'],
      'pass_env = ["OPENAI_BASE_URL", "OPENAI_API_KEY"]',
      ...['[stages.builder]', 'runner = "pi_rpc"', '[stages.integrator]', 'runner = "command.tiny"'],
      ...['[stages.checker]', 'runner = "claude_code"', ''],
    ].join('\n'),
  );
  for (const node of ['builder', 'checker']) {
    const worker = bench.start('run', '--until', 'idle');
    const isAt = () => bench.events('stage_started').some(({ data }) => data['node_id'] === node);
    await until(() => isAt() || worker.child.exitCode !== null, `the ${node}`);
    worker.child.kill('SIGKILL');
    await worker.ended;
  }
  await bench.ok('run', '--until', 'idle');
  const all = await played('t1');
  const used = all.map(({ node_id, runner_name, token_usage: tokens }) => [node_id, runner_name, tokens?.total_tokens]);
  expect(used).toEqual([
    ['builder', 'pi_rpc', totalOf('builder')],
    ['integrator', 'command.tiny', totalOf('integrator')],
    ['checker', 'claude_code', totalOf('checker')],
    ['updater', 'codex_cli', totalOf('updater')],
  ]);
  // What the server answered is what is counted, by runner: nobody asked twice.
  expect(Object.fromEntries(['codex', 'claude', 'pi', 'tiny'].map((one) => [one, asked(`mixed-${one}`)]))).toEqual({
    ...{ codex: ['updater'], claude: ['checker'], pi: ['builder'], tiny: ['integrator'] },
  });
  const ledger = readFileSync(bench.file('state/usage_governance_ledger.jsonl'), 'utf8').trim().split('\n');
  const sums = ledger.map((line) => JSON.parse(line) as Played);
  expect(Object.fromEntries(sums.map((one) => [one.runner_name, one.token_usage?.total_tokens]))).toEqual({
    ...{ codex_cli: totalOf('updater'), claude_code: totalOf('checker') },
    ...{ pi_rpc: totalOf('builder'), 'command.tiny': totalOf('integrator') },
  });
  expect(sums).toHaveLength(4);
  expect(await bench.ok('usage', '--by', 'runner')).toMatch(/pi_rpc +1 /);
});
