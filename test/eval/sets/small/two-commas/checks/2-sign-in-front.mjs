// A negative amount has its sign in front.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
const lines = execFileSync(process.execPath, ['bill.mjs', '-50'], { encoding: 'utf8' }).trim().split('\n');
assert.match(lines.at(-1), /\s-0[.,]50$/);
