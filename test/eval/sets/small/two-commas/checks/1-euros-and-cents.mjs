// Amounts are euros and cents with two digits, whichever sign stands between them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
const lines = execFileSync(process.execPath, ['bill.mjs', '1250', '5'], { encoding: 'utf8' }).trim().split('\n');
assert.match(lines[0], /\s12[.,]50$/);
assert.match(lines[1], /\s0[.,]05$/);
