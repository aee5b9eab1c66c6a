// A stage from request to result: the clocks, the three ways to be interrupted, and what stays on disk.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LaunchRefused } from '../../agents/adapter.js';
import { isAlive } from '../../disk/identity.js';
import { readAgent, readHost, recordEnding } from '../../agents/host/journal.js';
import { CANCEL, LEAVE } from '../../agents/host/wait.js';
import type { LiveView } from '../../agents/live.js';
import { UnknownRunnerError } from '../../agents/registry.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { forgetOutput, runAgent } from '../../agents/run-stage.js';
import type { Stand } from './stand.js';
import { makeStand, shRunner, starts, until } from './stand.js';

const artifact = (stand: Stand, name: string): string =>
  readFileSync(join(stand.workspaceDir, 'millrace-agents/runs/run-1', name), 'utf8');

/** Ignores the polite signals, has a child that does too, and one that left the session. */
const STUBBORN =
  "trap '' TERM INT HUP; sh -c 'trap \"\" TERM; sleep 61 & sleep 62' & " +
  'setsid nohup sleep 63 >/dev/null 2>&1 & env -i sleep 64 & : >ready; wait; sleep 65';

const ready = (stand: Stand): Promise<void> => until(() => existsSync(join(stand.workspaceDir, 'ready')));

test('a stage that ends by itself gives its result and leaves its artifacts', async () => {
  const stand = makeStand();
  const adapters = [shRunner('cat; echo "### BUILDER_COMPLETE"; echo noise >&2')];
  const request = stand.request();
  const result = await runAgent(request, stand.deps({ adapters }));
  expect(result).toMatchObject({ exitKind: 'completed', exitCode: 0, failure: null, requestId: request.requestId });
  expect(result.finalMessage).toBe('Do it.\n### BUILDER_COMPLETE\n');
  const id = request.requestId;
  expect(artifact(stand, `runner_prompt.${id}.md`)).toBe('Do it.\n');
  expect(artifact(stand, `runner_stdout.${id}.txt`)).toBe(result.finalMessage);
  expect(artifact(stand, `runner_events.${id}.jsonl`)).toBe(result.finalMessage);
  expect(artifact(stand, `runner_stderr.${id}.txt`)).toBe('noise\n');
  expect(JSON.parse(artifact(stand, `runner_invocation.${id}.json`))).toMatchObject({
    runner_name: 'sh',
    node_id: 'builder',
  });
  expect(JSON.parse(artifact(stand, `runner_completion.${id}.json`))).toMatchObject({
    exit_kind: 'completed',
    exit_code: 0,
  });
});

test('a second call for a finished request gives the stored result and runs nothing', async () => {
  const stand = makeStand();
  const adapters = [shRunner('echo once')];
  const first = await runAgent(stand.request(), stand.deps({ adapters }));
  const again = await runAgent(stand.request(), stand.deps({ adapters: [shRunner('exit 9')] }));
  expect(again).toEqual(first);
  expect(starts(stand)).toHaveLength(1);
});

test('a stage whose texts are damaged is attached to, answers from its journal and can be ended: only a start needs them', async () => {
  const stand = makeStand();
  const prompt = (): Promise<string> => Promise.reject(new Error('The stored text is damaged.'));
  const adapters = [shRunner('while [ ! -e go ]; do sleep 0.1; done')];
  const leaves = new AbortController();
  const left = runAgent(stand.request(), stand.deps({ adapters, signal: leaves.signal }));
  await until(() => starts(stand).length === 1);
  leaves.abort(LEAVE);
  await left.catch(() => undefined);
  const attached = runAgent(stand.request(), stand.deps({ adapters, prompt }));
  writeFileSync(join(stand.workspaceDir, 'go'), '');
  const result = await attached;
  expect(result.exitKind).toBe('completed');
  expect(await runAgent(stand.request(), stand.deps({ adapters, prompt }))).toEqual(result);
  const other = stand.request({ requestId: `${result.requestId}-b` });
  await expect(runAgent(other, stand.deps({ adapters, prompt }))).rejects.toThrow('is damaged');
  const ended = await runAgent(other, stand.deps({ adapters, prompt, signal: AbortSignal.abort(CANCEL) }));
  expect(ended.exitKind).toBe('cancelled');
  expect(starts(stand)).toHaveLength(1);
});

test('an agent sees the listed variables, its own and the mark, and no others', async () => {
  const stand = makeStand();
  const env = { ...stand.deps().env, LC_ALL: 'C', SECRET_THING: 'x', https_proxy: 'http://p', NODE_OPTIONS: '' };
  const result = await runAgent(stand.request(), stand.deps({ env, adapters: [shRunner('exec env')] }));
  const names = (result.finalMessage ?? '').split('\n').map((line) => line.split('=')[0]);
  const known = ['GIT_REFLOG_ACTION', 'HOME', 'LC_ALL', 'MILLRACE_REQUEST', 'OWN', 'PATH', 'https_proxy'];
  // PWD, OLDPWD, SHLVL and _ are the shell's own.
  expect(names.filter((name) => !['', '_', 'PWD', 'OLDPWD', 'SHLVL'].includes(name ?? '')).sort()).toEqual(known);
});

test('secrets of the worker are in nothing that is stored', async () => {
  const stand = makeStand();
  const env = { ...stand.deps().env, MY_TOKEN: 'very-secret-value' };
  const adapters = [shRunner('echo very-secret-value; echo very-secret-value >&2')];
  const result = await runAgent(stand.request(), stand.deps({ env, adapters }));
  const id = result.requestId;
  const stored = [`runner_stdout.${id}.txt`, `runner_events.${id}.jsonl`, `runner_stderr.${id}.txt`];
  const texts = [JSON.stringify(result), ...stored.map((name) => artifact(stand, name))];
  for (const text of texts) expect(text).not.toContain('very-secret-value');
  await forgetOutput(stand.stateDir, id);
  expect(['out', 'err'].filter((name) => existsSync(join(stand.journal().dir, name)))).toEqual([]);
});

test('records that a power cut tore are made again from what the agent put out, and it is not run again', async () => {
  const stand = makeStand();
  const adapters = [shRunner('echo said')];
  const result = await runAgent(stand.request(), stand.deps({ adapters }));
  for (const name of ['result.json', 'request.json', 'desk.json']) writeFileSync(join(stand.journal().dir, name), '');
  const again = await runAgent(stand.request(), stand.deps({ adapters }));
  expect(again).toEqual(result);
  expect(starts(stand)).toHaveLength(1);
});

test('a desk whose record a power cut tore before its agent was started is made anew', async () => {
  const stand = makeStand();
  writeFileSync(join(stand.journal().dir, 'desk.json'), '');
  const desk = join(stand.workspaceDir, 'millrace-agents', runtimePaths.desk(stand.request().requestId));
  mkdirSync(desk, { recursive: true });
  writeFileSync(join(desk, 'planted'), '');
  const result = await runAgent(stand.request(), stand.deps({ adapters: [shRunner(`ls '${desk}'`)] }));
  expect(result.finalMessage?.split('\n')).toContain('outbox');
  expect(result.finalMessage).not.toContain('planted');
});

test('the deadline ends a stubborn agent with everything it started', async () => {
  const stand = makeStand();
  const request = stand.request({ timeoutSeconds: 1 });
  const result = await runAgent(request, stand.deps({ adapters: [shRunner(STUBBORN)] }));
  expect(result).toMatchObject({ exitKind: 'timeout', failure: { class: 'runner_timeout' } });
  expect(stand.left()).toEqual([]);
});

test('an environment cause that the runner names counts more than the deadline', async () => {
  const stand = makeStand();
  const plain = shRunner('sleep 60');
  const failure = { class: 'network_unavailable', detail: 'no route' } as const;
  const collect: typeof plain.collect = async (...all) => ({ ...(await plain.collect(...all)), failure });
  const request = stand.request({ timeoutSeconds: 1 });
  const result = await runAgent(request, stand.deps({ adapters: [{ ...plain, collect }] }));
  expect(result).toMatchObject({ exitKind: 'timeout', failure: { class: 'network_unavailable' } });
});

test('silence ends an agent, but not one whose tool is open', async () => {
  const silent = makeStand();
  const request = silent.request({ silenceSeconds: 1 });
  const result = await runAgent(request, silent.deps({ adapters: [shRunner('echo begin; sleep 60')] }));
  expect(result).toMatchObject({ exitKind: 'silent', failure: { class: 'runner_timeout' } });
  expect(silent.left()).toEqual([]);
  const busy = makeStand();
  const adapters = [shRunner('sleep 2.5', { toolOpen: async () => true })];
  const other = await runAgent(busy.request({ silenceSeconds: 1 }), busy.deps({ adapters }));
  expect(other.exitKind).toBe('completed');
});

test('an agent that speaks now and then is not silent', async () => {
  const stand = makeStand();
  const adapters = [shRunner('for i in 1 2 3 4 5 6 7 8 9 10 11; do echo $i; sleep 0.5; done')];
  const result = await runAgent(stand.request({ silenceSeconds: 5 }), stand.deps({ adapters }));
  expect(result.exitKind).toBe('completed');
});

test('cancel ends the agent with everything it started, and beats meanwhile', async () => {
  const stand = makeStand();
  const controller = new AbortController();
  let beats = 0;
  const beat = (): void => void (beats += 1);
  const deps = stand.deps({ adapters: [shRunner(STUBBORN)], signal: controller.signal, beat, graceMs: 600 });
  const running = runAgent(stand.request(), deps);
  await ready(stand);
  const before = beats;
  controller.abort(CANCEL);
  expect(await running).toMatchObject({ exitKind: 'cancelled', failure: null });
  expect(beats).toBeGreaterThan(before + 3);
  expect(stand.left()).toEqual([]);
});

test('a stage cancelled before it began starts nothing', async () => {
  const stand = makeStand();
  const signal = AbortSignal.abort(CANCEL);
  const result = await runAgent(stand.request(), stand.deps({ adapters: [shRunner('true')], signal }));
  expect(result.exitKind).toBe('cancelled');
  expect(starts(stand)).toEqual([]);
});

test('an agent that was left at work is attached to again: the same process, the same deadline', async () => {
  const stand = makeStand();
  const controller = new AbortController();
  const adapters = [shRunner(': >ready; while [ ! -e go ]; do sleep 0.05; done; echo finished')];
  const running = runAgent(stand.request(), stand.deps({ adapters, signal: controller.signal }));
  await ready(stand);
  const agent = readAgent(stand.journal());
  controller.abort(LEAVE);
  await expect(running).rejects.toThrow(/left at work/);
  expect(stand.left()).toContain(agent?.pid);
  const again = runAgent(stand.request(), stand.deps({ adapters }));
  await sleep(50);
  mkdirSync(join(stand.workspaceDir, 'go'));
  expect((await again).finalMessage).toBe('finished\n');
  expect(starts(stand)).toEqual([agent?.pid]);
});

test('a deadline that passed while nobody watched ends the agent at once', async () => {
  const stand = makeStand();
  const controller = new AbortController();
  const deps = stand.deps({ adapters: [shRunner(': >ready; sleep 60')], signal: controller.signal });
  const running = runAgent(stand.request(), deps);
  await ready(stand);
  controller.abort(LEAVE);
  await expect(running).rejects.toThrow();
  await sleep(1100);
  const result = await runAgent(stand.request({ timeoutSeconds: 1 }), stand.deps({ adapters: [shRunner('true')] }));
  expect(result.exitKind).toBe('timeout');
  expect(stand.left()).toEqual([]);
});

test('a normal end ends what the agent left behind, also outside its session', async () => {
  const stand = makeStand();
  const adapters = [shRunner('setsid nohup sleep 60 >/dev/null 2>&1 & env -i sleep 61 & sleep 0.3; echo done')];
  const result = await runAgent(stand.request(), stand.deps({ adapters }));
  expect(result.exitKind).toBe('completed');
  expect(stand.left()).toEqual([]);
});

test('a host killed while somebody waits gives `lost`, and no second run', async () => {
  const stand = makeStand();
  const adapters = [shRunner(': >ready; sleep 60')];
  const running = runAgent(stand.request(), stand.deps({ adapters }));
  await ready(stand);
  const claim = JSON.parse(readFileSync(join(stand.journal().dir, 'claim-1'), 'utf8')) as { pid: number };
  process.kill(claim.pid, 'SIGKILL');
  expect(await running).toMatchObject({ exitKind: 'lost', failure: { class: 'runner_lost' } });
  expect(starts(stand)).toHaveLength(1);
  expect(stand.left()).toEqual([]);
});

test('a hung host is ended together with its agent', async () => {
  const stand = makeStand();
  const adapters = [shRunner(': >ready; sleep 60')];
  const running = runAgent(stand.request({ timeoutSeconds: 1 }), stand.deps({ adapters }));
  await ready(stand);
  const claim = JSON.parse(readFileSync(join(stand.journal().dir, 'claim-1'), 'utf8')) as { pid: number };
  process.kill(claim.pid, 'SIGSTOP');
  expect(await running).toMatchObject({ exitKind: 'timeout', failure: { class: 'runner_timeout' } });
  const host = readHost(stand.journal());
  expect(host && isAlive(host)).toBe(false);
  expect(stand.left()).toEqual([]);
});

test('an ending that a dead worker began is gone on with', async () => {
  const stand = makeStand();
  const controller = new AbortController();
  const adapters = [shRunner(': >ready; sleep 60')];
  const running = runAgent(stand.request(), stand.deps({ adapters, signal: controller.signal }));
  await ready(stand);
  controller.abort(LEAVE);
  await expect(running).rejects.toThrow();
  recordEnding(stand.journal(), 'cancelled');
  expect((await runAgent(stand.request(), stand.deps({ adapters }))).exitKind).toBe('cancelled');
  expect(stand.left()).toEqual([]);
});

test('an agent that cannot be started is a result, and may be started later', async () => {
  const stand = makeStand();
  const refuse = async (): Promise<never> => {
    throw new LaunchRefused('runner_binary_missing', 'There is no such program. Install it.');
  };
  const adapters = [shRunner('', { prepare: refuse })];
  const result = await runAgent(stand.request(), stand.deps({ adapters }));
  expect(result).toMatchObject({ exitKind: 'not_started', failure: { class: 'runner_binary_missing' } });
  const later = await runAgent(stand.request(), stand.deps({ adapters: [shRunner('true')] }));
  expect(later.exitKind).toBe('completed');
});

test('an unknown runner is refused with the known names and a suggestion', async () => {
  const stand = makeStand();
  const attempt = runAgent(stand.request({ runner: 'codex_clii' }), stand.deps());
  await expect(attempt).rejects.toThrow(UnknownRunnerError);
  await expect(attempt).rejects.toThrow(/codex_cli, pi_rpc, claude_code, scripted.*Did you mean codex_cli\?/);
});

test.each([
  ['a link in the place of the run folder', `rm -rf "$R"; ln -s "$V" "$R"`],
  ['a link in the place of the folder of all runs', `D=$(dirname "$R"); rm -rf "$D"; ln -s "$V" "$D"`],
  ['a file in the place of the run folder', `rm -rf "$R"; echo x >"$R"`],
  [
    'folders, pipes and links in the place of its files',
    `for a in prompt stdout stderr events completion; do
     mkfifo "$R/runner_$a.$Q.txt" "$R/runner_$a.$Q.jsonl"; ln -sf "$V/x" "$R/runner_$a.$Q.md"; mkdir -p "$R/runner_$a.$Q.json/in"; done`,
  ],
])('%s neither leads the writing out of the workspace nor stops it, and is said', async (_what, attack) => {
  const stand = makeStand();
  const request = stand.request();
  const runDir = join(stand.workspaceDir, 'millrace-agents/runs/run-1');
  const victim = join(stand.workspaceDir, '../victim');
  mkdirSync(victim);
  const script = `R='${runDir}' V='${victim}' Q='${request.requestId}'; ${attack}; echo said`;
  const result = await runAgent(request, stand.deps({ adapters: [shRunner(script)] }));
  expect(result).toMatchObject({ exitKind: 'completed', finalMessage: 'said\n' });
  expect(result.notes.join()).toContain('.foreign');
  expect(readdirSync(victim)).toEqual([]);
  expect(artifact(stand, `runner_stdout.${request.requestId}.txt`)).toBe('said\n');
  expect(artifact(stand, `runner_prompt.${request.requestId}.md`)).toBe('Do it.\n');
});

test('an agent that is killed from outside is lost, not failed', async () => {
  const stand = makeStand();
  const running = runAgent(stand.request(), stand.deps({ adapters: [shRunner(': >ready; sleep 60')] }));
  await ready(stand);
  process.kill(starts(stand)[0] ?? 0, 'SIGKILL');
  expect(await running).toMatchObject({ exitKind: 'lost', signal: 'SIGKILL', failure: { class: 'runner_lost' } });
  expect(stand.left()).toEqual([]);
});

test('while an agent works its last line, redacted, and its process can be seen, also from a file', async () => {
  const stand = makeStand();
  const controller = new AbortController();
  const env = { ...stand.deps().env, MY_TOKEN: 'very-secret-value' };
  const views: LiveView[] = [];
  const beat = (view: LiveView): void => void views.push(view);
  const adapters = [shRunner('sleep 2; echo one; echo "using  very-secret-value"; sleep 60')];
  const running = runAgent(stand.request(), stand.deps({ adapters, env, beat, signal: controller.signal }));
  const kept = (): LiveView => JSON.parse(readFileSync(join(stand.journal().dir, 'live.json'), 'utf8')) as LiveView;
  await until(() => views.at(-1)?.line?.startsWith('using') === true && kept().line !== 'one');
  const pid = starts(stand)[0];
  // The first look may find the agent at work, and before it says anything.
  expect(views[0]).toMatchObject({ node: 'builder', line: null });
  expect(['starting', 'running']).toContain(views[0]?.agent);
  expect(views.at(-1)).toMatchObject({ agent: 'running', pid, line: 'using [redacted]', tokens: null });
  expect(kept()).toMatchObject({ agent: 'running', pid, line: 'using [redacted]' });
  controller.abort(CANCEL);
  await running;
});

function isRemoved(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

test('a journal that is removed while the agent works ends the wait with an error, and never spins', async () => {
  const stand = makeStand();
  const running = runAgent(stand.request(), stand.deps({ adapters: [shRunner('sleep 5')] }));
  await until(() => readAgent(stand.journal()) !== null);
  // Whoever watches may write a file into it at that very moment.
  await until(() => isRemoved(stand.journal().dir));
  await expect(running).rejects.toThrow('was removed while its agent worked');
});

test('the agent waits for what has to be done before it, and is not started when that fails', async () => {
  const stand = makeStand();
  const marker = join(stand.workspaceDir, 'recorded');
  const adapters = [shRunner('[ -e recorded ] && echo "after it"')];
  const before = async (): Promise<void> => {
    await sleep(300);
    writeFileSync(marker, '');
  };
  const result = await runAgent(stand.request(), { ...stand.deps({ adapters }), before });
  expect(result.finalMessage).toBe('after it\n');
  const other = stand.request({ requestId: `${result.requestId}-b` });
  const fails = (): Promise<void> => sleep(100).then(() => Promise.reject(new Error('left')));
  await expect(runAgent(other, { ...stand.deps({ adapters }), before: fails })).rejects.toThrow('left');
  expect(starts(stand)).toHaveLength(1);
});
