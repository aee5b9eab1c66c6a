// A rehearsal leaves a mark for good: what was played from a script says so, and what was not does not.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { markPlayed } from '../../activities/stage/played.js';
import { enlist } from '../../worker/fleet/roster.js';
import { tryLease } from '../../worker/fleet/lease.js';
import { readWorkspaceId } from '../../read/identity.js';
import { summarise } from '../../cli/run/summary.js';
import { createTally } from '../../cli/run/tally.js';
import { stageRequest } from '../support/stage-request.js';
import { makeStand, type Stand, taskText } from './stand.js';

let stand: Stand;
beforeAll(async () => {
  stand = await makeStand();
  put('tasks/done/played.md', taskText('played'));
  put('specs/done/root.md', '# Root\n\nSpec-ID: root\n');
  put('tasks/blocked/half.md', taskText('half'));
  put('tasks/done/mixed.md', taskText('mixed'));
  put('tasks/done/real.md', taskText('real'));
  put('tasks/queue/fresh.md', taskText('fresh'));
  ran('run-1', 'task/played', ['scripted', 'scripted']);
  ran('run-2', 'spec/root', ['scripted']);
  ran('run-3', 'spec/root', ['scripted']);
  ran('run-4', 'task/half', ['codex_cli', 'scripted', 'codex_cli']);
  ran('run-6', 'task/mixed', ['codex_cli', 'pi_rpc']);
  ran('run-7', 'task/mixed', ['scripted']);
  ran('run-5', 'task/real', ['codex_cli', 'pi_rpc']);
});
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  const file = join(stand.workspace, 'millrace-agents', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Leaves the stage results of one run, a stage per runner. */
function ran(run: string, item: string, runners: readonly string[]): void {
  const [family = '', id = ''] = item.split('/');
  runners.forEach((runner, at) => {
    const work = { work_item_family_id: family, work_item_id: id, runner_name: runner, terminal_result: 'X' };
    const requestId = `request-${run.slice(4)}${at}`;
    put(`runs/${run}/stage_results/${requestId}.json`, JSON.stringify(work));
    const request = stageRequest({ requestId, runId: run, item: { family, id, root: id, sha256: 'a'.repeat(64) } });
    // Twice, as when a stage is finished again after a kill.
    for (const _time of [1, 2]) markPlayed({ workspace: stand.workspace, state: stand.root }, request, runner);
  });
}

const said = async (...args: string[]): Promise<string> => (await stand.run(args, { cwd: stand.workspace })).stdout;
const MARK = /^played +from a script.*$/m;

it.each([
  ['a task', 'played', 'from a script'],
  ['a spec that was judged, in two runs', 'root', 'from a script'],
  ['a task that a model had worked on in a run before', 'mixed', 'from a script'],
  ['a blocked task of which one stage was played', 'half', 'from a script: 1 of 3 stages'],
])('%s that was played says so in `queue show`', async (_what, id, text) => {
  expect(MARK.exec(await said('queue', 'show', id))?.[0].replace(/ +/, ' ')).toBe(`played ${text}`);
});

it.each(['real', 'fresh'])('%s, which no script played, bears no mark', async (id) => {
  expect(await said('queue', 'show', id)).not.toMatch(/script/);
});

it('`queue ls` marks the played rows among real ones', async () => {
  const rows = (await said('queue', 'ls', '--all')).split('\n');
  const marked = rows.filter((row) => row.includes('from a script')).map((row) => row.split(/ +/)[2]);
  expect(marked.sort()).toEqual(['half', 'mixed', 'played', 'root']);
  expect(rows.some((row) => row.includes(' real '))).toBe(true);
});

it('`runs ls` and `runs show` mark the played runs', async () => {
  const marked = (await said('runs', 'ls')).split('\n').filter((row) => row.includes('from a script'));
  expect(marked.map((row) => row.split(' ')[0]).sort()).toEqual(['run-1', 'run-2', 'run-3', 'run-4', 'run-7']);
  expect(await said('runs', 'show', 'run-4')).toMatch(/^played +from a script: 1 of 3 stages$/m);
  expect(await said('runs', 'show', 'run-5')).not.toMatch(/script/);
});

it.each([
  ['plays a script', '/somewhere/script.json', true],
  ['asks models', null, false],
])('`status` of another process tells a worker that %s', async (_what, script, isTold) => {
  const stateDir = join(stand.root, 'state', readWorkspaceId(stand.workspace) ?? '');
  const member = enlist(stateDir, { role: 'serve', stays: false, endures: false, build: 'test', script });
  const tried = tryLease(stateDir, member.record);
  const text = await said('status');
  if (tried.kind === 'held') tried.lease.drop();
  member.leave();
  expect(text).toMatch(/running \(process/);
  expect(/^REHEARSAL .*\/somewhere\/script\.json; no model is asked$/m.test(text)).toBe(isTold);
});

it.each([true, false])('the summary of a run says whether it was a rehearsal: %s', (rehearsed) => {
  const end = {
    phase: 'idle',
    webUrl: null,
    servedBy: null,
    asAsked: false,
    rehearsed,
    report: null,
    changes: null,
    needs: [],
  } as const;
  const { data, lines } = summarise(stand.workspace, createTally(), end, 1000);
  expect(data).toMatchObject({ rehearsed });
  expect(lines?.some((line) => /^REHEARSAL .*no model was asked$/.test(line))).toBe(rehearsed);
});
