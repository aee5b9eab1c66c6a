// A test shows the fault as customers see it: the tests pass, and fail with the old code.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const tests = () => spawnSync(process.execPath, ['--test'], { stdio: 'ignore' }).status;
assert.equal(tests(), 0);
writeFileSync(
  'src/total.js',
  'export const total = (lines) => Math.floor(lines.reduce((sum, { price, pieces, discount = 0 }) => sum + price * pieces * (1 - discount / 100), 0));\n',
);
assert.notEqual(tests(), 0);
