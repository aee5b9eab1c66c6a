// G10: processes that an agent leaves in disguise. With the subreaper all are ended, without it all that still hold something of ours.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isEnded, readStat } from '../../disk/identity.js';
import { isSubreaper, subreaper } from '../../agents/host/subreaper.js';
import { readParent } from '../../agents/host/journal.js';
import { processesOf, type SweepTarget } from '../../agents/host/sweep.js';
import { runAgent } from '../../agents/run-stage.js';
import { makeStand, shRunner, type Stand, until } from './stand.js';

const WITHOUT = 'MILLRACE_NO_SUBREAPER';
afterEach(() => {
  Reflect.deleteProperty(process.env, WITHOUT);
});

/** A process of its own session and without its environment, whose parent ends; it writes its pid to the file `escaped`. */
const escapes = (what: string, redirect = ''): string =>
  `( env -i PATH="$PATH" setsid sh -c '${what}' </dev/null ${redirect} & ); until [ -s escaped ]; do sleep 0.02; done`;
const SLEEP = 'echo $$ >escaped; exec sleep 300';

/** What leaves nothing of ours open, and so can only be found by a subreaper. */
const HIDDEN: Record<string, string> = {
  'one that closes every file': escapes(SLEEP, '>/dev/null 2>&1 9>&-'),
  'one that closes every file and ignores SIGTERM': escapes(`trap "" TERM HUP INT; ${SLEEP}`, '>/dev/null 2>&1 9>&-'),
  'one that forks again and again': escapes(
    'echo $$ >escaped; n=0; while [ $n -lt 400 ]; do (sleep 300 &) ; n=$((n+1)); sleep 0.005; done; sleep 300',
    '>/dev/null 2>&1 9>&-',
  ),
};
const HOLDING: Record<string, string> = {
  'one that holds the lease': escapes(SLEEP, '>/dev/null 2>&1'),
  'one that holds only its stderr': escapes(SLEEP, '>/dev/null 9>&-'),
  'one that holds only its output': escapes(SLEEP, '2>/dev/null 9>&-'),
  'setsid -f': `env -i PATH="$PATH" setsid -f sh -c '${SLEEP}' </dev/null; until [ -s escaped ]; do sleep 0.02; done`,
};

async function alive(stand: Stand, script: string): Promise<number[]> {
  const result = await runAgent(stand.request(), stand.deps({ adapters: [shRunner(script)] }));
  expect(result).toMatchObject({ exitKind: 'completed', notes: [] });
  const pid = Number(readFileSync(join(stand.workspaceDir, 'escaped'), 'utf8'));
  // Whoever adopted it may not have asked for its end yet.
  const stat = readStat(pid);
  expect(stat === null || isEnded(stat)).toBe(true);
  return stand.left();
}

describe.runIf(subreaper().length > 0)('with the subreaper', () => {
  test.each(Object.entries({ ...HOLDING, ...HIDDEN }))('%s is ended with its stage', async (_name, script) => {
    expect(await alive(makeStand(), script)).toEqual([]);
  });

  test('what is below it is found while the agent works, however it is disguised', async () => {
    const stand = makeStand();
    const script = `${HIDDEN['one that closes every file'] ?? ''}; until [ -e go ]; do sleep 0.02; done`;
    const running = runAgent(stand.request(), stand.deps({ adapters: [shRunner(`${script}`)] }));
    const escaped = join(stand.workspaceDir, 'escaped');
    await until(() => existsSync(escaped) && readFileSync(escaped, 'utf8') !== '');
    const reaper = readParent(stand.journal()) ?? 0;
    expect(isSubreaper(reaper)).toBe(true);
    const pid = Number(readFileSync(escaped, 'utf8'));
    const target: SweepTarget = { requestId: stand.journal().requestId, agent: null, host: null, first: reaper };
    expect(processesOf({ ...target, reaper })).toContain(pid);
    expect(processesOf(target)).not.toContain(pid);
    process.kill(pid, 'SIGKILL');
    await runAgentDone(stand, running);
  });
});

describe('without it', () => {
  test.each(Object.entries(HOLDING))('%s is ended with its stage', async (_name, script) => {
    process.env[WITHOUT] = '1';
    const stand = makeStand();
    expect(await alive(stand, script)).toEqual([]);
    expect(isSubreaper(readParent(stand.journal()) ?? 0)).toBe(false);
  });
});

test('without it one that hides from all of these escapes: what the subreaper is for', async () => {
  process.env[WITHOUT] = '1';
  const stand = makeStand();
  await runAgent(stand.request(), stand.deps({ adapters: [shRunner(HIDDEN['one that closes every file'] ?? '')] }));
  const pid = Number(readFileSync(join(stand.workspaceDir, 'escaped'), 'utf8'));
  const stat = readStat(pid);
  expect(stat !== null && !isEnded(stat)).toBe(true);
  process.kill(pid, 'SIGKILL');
});

test('somebody who reads the output of an agent is not one of its processes', async () => {
  const stand = makeStand();
  const { spawn } = await import('node:child_process');
  const running = runAgent(
    stand.request(),
    stand.deps({ adapters: [shRunner('until [ -e go ]; do sleep 0.02; done')] }),
  );
  await until(() => existsSync(join(stand.journal().dir, 'out')));
  const reader = spawn('tail', ['-f', join(stand.journal().dir, 'out')], { stdio: 'ignore' });
  await runAgentDone(stand, running);
  expect(reader.exitCode ?? reader.signalCode).toBeNull();
  reader.kill();
});

async function runAgentDone(stand: Stand, running: Promise<unknown>): Promise<void> {
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(stand.workspaceDir, 'go'), '');
  await running;
}
