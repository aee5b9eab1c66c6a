// An agent that is spoken to while it works: it hears its first words whole, is let go when its work is over, by whichever
// worker is there, and is asked to break off before it is ended.
import { closeSync, constants, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Dialogue, RunnerAdapter } from '../../agents/adapter.js';
import { journalFiles } from '../../core/contracts/paths.js';
import { makePipes, tell } from '../../agents/host/dialogue.js';
import { look } from '../../agents/host/journal.js';
import { CANCEL, LEAVE } from '../../agents/host/wait.js';
import { lineStarts } from '../../agents/output/line-starts.js';
import { runAgent } from '../../agents/run-stage.js';
import type { Stand } from './stand.js';
import { makeStand, shRunner, starts, until } from './stand.js';

const dialogue: Dialogue = { isOver: (start) => start === 'over', stop: 'stop' };

/** An agent that is plain sh and hears `words` first. */
const spokenTo = (script: string, words: string): RunnerAdapter => {
  const plain = shRunner(script, { dialogue });
  return {
    ...plain,
    prepare: async (request, context) => {
      const stdin = join(context.journalDir, 'in');
      writeFileSync(stdin, words);
      await makePipes(context.journalDir);
      return { ...(await plain.prepare(request, context)), stdin };
    },
  };
};

const REPEATS = 'while read -r line; do echo "$line"; done; echo bye';
const out = (stand: Stand): string => readFileSync(join(stand.journal().dir, 'out'), 'utf8');
const said = (stand: Stand, line: string): Promise<void> =>
  until(() => look(stand.journal()).state === 'running' && hasSaid(stand, line));

/** The host holds the pipe from some moment on: what is said before is said to nobody. */
const listens = (stand: Stand): Promise<void> =>
  until(() => {
    try {
      const pipe = join(stand.journal().dir, journalFiles.pipe);
      closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
      return true;
    } catch {
      return false;
    }
  });

function hasSaid(stand: Stand, line: string): boolean {
  try {
    return out(stand).split('\n').includes(line);
  } catch {
    return false;
  }
}

test('it hears its first words, however long, and reads the end of its input when its work is over', async () => {
  const stand = makeStand();
  const long = 'x'.repeat(300_000);
  const adapters = [spokenTo(REPEATS, `${long}\nover\n`)];
  const result = await runAgent(stand.request(), stand.deps({ adapters }));
  expect(result).toMatchObject({ exitKind: 'completed', exitCode: 0, finalMessage: `${long}\nover\nbye\n` });
  expect(stand.left()).toEqual([]);
});

test('what a worker says reaches it after that', async () => {
  const stand = makeStand();
  const running = runAgent(stand.request(), stand.deps({ adapters: [spokenTo(REPEATS, 'first\n')] }));
  await said(stand, 'first');
  await listens(stand);
  for (const line of ['second', 'over']) tell(stand.journal(), line);
  expect(await running).toMatchObject({ exitKind: 'completed', finalMessage: 'first\nsecond\nover\nbye\n' });
});

test('when its work was over while no worker was there, the next one lets it go, and no clock ends it', async () => {
  const stand = makeStand();
  const leave = new AbortController();
  const adapters = [spokenTo(REPEATS, 'go\n')];
  const left = runAgent(stand.request(), stand.deps({ adapters, signal: leave.signal }));
  await said(stand, 'go');
  leave.abort(LEAVE);
  await expect(left).rejects.toThrow();
  await listens(stand);
  tell(stand.journal(), 'over');
  // The worker that left may have heard it in its last moment, and have let the agent go.
  await until(() => hasSaid(stand, 'over'));
  const result = await runAgent(stand.request({ timeoutSeconds: 0 }), stand.deps({ adapters }));
  expect(result).toMatchObject({ exitKind: 'completed', failure: null, finalMessage: 'go\nover\nbye\n' });
  expect(starts(stand)).toHaveLength(1);
});

test('a worker that leaves while it listens ends nothing', async () => {
  const stand = makeStand();
  const leave = new AbortController();
  const adapters = [spokenTo(REPEATS, 'go\n')];
  const beat = (): void => {
    if (look(stand.journal()).state === 'running') leave.abort(LEAVE);
  };
  await expect(runAgent(stand.request(), stand.deps({ adapters, signal: leave.signal, beat }))).rejects.toThrow();
  await listens(stand);
  tell(stand.journal(), 'over');
  const result = await runAgent(stand.request(), stand.deps({ adapters }));
  expect(result).toMatchObject({ exitKind: 'completed', finalMessage: 'go\nover\nbye\n' });
});

test('it is asked to break off, and its last words are waited for', async () => {
  const stand = makeStand();
  const cancel = new AbortController();
  const script = `read -r line; echo "$line"; read -r line; echo "heard $line"; echo over; ${REPEATS}`;
  const deps = stand.deps({ adapters: [spokenTo(script, 'go\n')], signal: cancel.signal, graceMs: 20_000 });
  const running = runAgent(stand.request(), deps);
  await said(stand, 'go');
  cancel.abort(CANCEL);
  expect(await running).toMatchObject({
    ...{ exitKind: 'cancelled', exitCode: 0, finalMessage: 'go\nheard stop\nover\nbye\n' },
  });
});

test('one that does not listen is ended by its signal', async () => {
  const stand = makeStand();
  const cancel = new AbortController();
  const adapters = [spokenTo('echo here; sleep 60', 'go\n')];
  const running = runAgent(stand.request(), stand.deps({ adapters, signal: cancel.signal }));
  await said(stand, 'here');
  cancel.abort(CANCEL);
  expect(await running).toMatchObject({ exitKind: 'cancelled', signal: 'SIGTERM' });
  expect(stand.left()).toEqual([]);
});

test('one that ends before it has heard everything leaves its exit code', async () => {
  const stand = makeStand();
  const adapters = [spokenTo('exit 7', 'x'.repeat(300_000))];
  const result = await runAgent(stand.request(), stand.deps({ adapters }));
  expect(result).toMatchObject({ exitKind: 'failed', exitCode: 7 });
  expect(stand.left()).toEqual([]);
});

test('of each line the beginning is read once, when the line is whole', async () => {
  const file = join(makeStand().stateDir, 'lines');
  const next = lineStarts(file);
  const heard = async (): Promise<string[]> => {
    const all: string[] = [];
    await next((start) => all.push(start));
    return all;
  };
  expect(await heard()).toEqual([]);
  writeFileSync(file, `one\n\n${'y'.repeat(200_000)}\ntw`);
  expect(await heard()).toEqual(['one', '', 'y'.repeat(200)]);
  writeFileSync(file, 'o\n', { flag: 'a' });
  expect(await heard()).toEqual(['two']);
  expect(await heard()).toEqual([]);
});
