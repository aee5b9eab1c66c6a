import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from '../src/queue.js';

test('urgent jobs come first', async () => {
  const queue = new Queue();
  const done = [];
  queue.add('later');
  queue.add('now', 5);
  void queue.run(async (name) => {
    await sleep(Math.random() * 20);
    done.push(name);
  });
  await sleep(25);
  assert.deepEqual(done, ['now', 'later']);
});
