import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Queue } from '../src/queue.js';

async function orderOf(...jobs) {
  const queue = new Queue();
  for (const [name, urgency] of jobs) queue.add(name, urgency);
  const done = [];
  await queue.run(async (name) => {
    done.push(name);
  });
  return done;
}

test('urgent jobs come first', async () => {
  assert.deepEqual(await orderOf(['later'], ['now', 5]), ['now', 'later']);
});

test('of equal ones the older comes first', async () => {
  assert.deepEqual(await orderOf(['first', 2], ['second', 2], ['third', 2]), ['first', 'second', 'third']);
});
