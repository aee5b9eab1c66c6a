// They check that urgent jobs come first, and that every job is done: they fail with a queue that does not.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
const source = readFileSync('src/queue.js', 'utf8');
for (const [from, to] of [['b.urgency - a.urgency', 'a.urgency - b.urgency'], ['await work(job.name)', 'if (job.urgency > 0) await work(job.name)']]) {
  assert.ok(source.includes(from));
  writeFileSync('src/queue.js', source.replace(from, to));
  assert.notEqual(spawnSync(process.execPath, ['--test'], { stdio: 'ignore', timeout: 60000 }).status, 0);
}
