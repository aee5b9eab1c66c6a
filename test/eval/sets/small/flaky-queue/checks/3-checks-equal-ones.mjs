// The tests check that of two jobs of the same urgency the older one comes first: they fail with a queue in which it does not, and with that alone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
const passes = () => spawnSync(process.execPath, ['--test'], { stdio: 'ignore', timeout: 60000 }).status === 0;
for (let turn = 0; turn < 4; turn += 1) assert.ok(passes());
const source = readFileSync('src/queue.js', 'utf8');
writeFileSync('src/queue.js', source.replace('this.#jobs.push(', 'this.#jobs.unshift('));
for (let turn = 0; turn < 4; turn += 1) assert.ok(!passes());
