// What is dropped where only signed work is taken in: set aside because nobody signed it, and for no other reason.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { enqueueDropped } from '../../worker/intake-unsigned.js';
import { letServe, workerSigner } from '../../worker/signing/worker-key.js';
import { NotAllowed, type Send } from '../../worker/workspace-client.js';
import { makeRoom } from './room.js';

const args = { commandId: 'c', issuer: 'file drop', reason: '', documents: [] };
const found = [{ family: 'task', path: 'tasks/queue/T-1.md' }];

async function dropped(why: string) {
  const room = await makeRoom();
  await room.drop('tasks/queue/T-1.md', '# Task');
  const send: Send = () => Promise.reject(new NotAllowed('Refused.', why));
  return { room, answer: await enqueueDropped(room, send, args, found).catch((error: unknown) => error) };
}

it.each(['unsigned', 'unknown_operator', 'right_missing'])(
  'is set aside where the worker may not bring it: %s',
  async (why) => {
    const { room, answer } = await dropped(why);
    expect(answer).toEqual([]);
    expect(await room.names('tasks/queue')).toContain('T-1.md.invalid');
  },
);

it.each(['from_the_future', 'stale', 'bad_signature', 'reordered'])(
  'waits where the fault is not its own: %s',
  async (why) => {
    const { room, answer } = await dropped(why);
    expect(answer).toBeInstanceOf(NotAllowed);
    expect(await room.names('tasks/queue')).toEqual(['T-1.md']);
  },
);

function aState(): string {
  const state = mkdtempSync(path.join(os.tmpdir(), 'millrace-key-'));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  return state;
}

it('a worker that may not begin is told of its clock where that is the fault, and of its key otherwise', () => {
  const dirs = { workspace: '', state: aState() };
  const words = (why: string): string => letServe({ dirs }, new NotAllowed('Refused.', why));
  for (const why of ['from_the_future', 'stale']) expect(words(why)).toContain('clock');
  for (const why of ['bad_signature', 'unknown_operator']) expect(words(why)).toContain(workerSigner(dirs.state).key);
});

it('a rehearsal makes no key, and what is kept stays the same', () => {
  const state = aState();
  expect(workerSigner(state, false).key).toMatch(/^ssh-ed25519 /);
  expect(readdirSync(state)).toEqual([]);
  const { key } = workerSigner(state);
  expect([workerSigner(state, false).key, workerSigner(state).key]).toEqual([key, key]);
});
