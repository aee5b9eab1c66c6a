// Tests show each of these: they pass, and fail with the old code.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
const tests = () => spawnSync(process.execPath, ['--test'], { stdio: 'ignore' }).status;
assert.equal(tests(), 0);
execFileSync('git', ['checkout', '-q', process.env.MILLRACE_EVAL_BASE, '--', 'src/find.js']);
assert.notEqual(tests(), 0);
