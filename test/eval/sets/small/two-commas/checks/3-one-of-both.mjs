// A bill has one decimal sign throughout.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
const text = execFileSync(process.execPath, ['bill.mjs', '1250', '99', '100000'], { encoding: 'utf8' });
const signs = new Set(text.match(/[.,](?=\d\d$)/gm));
assert.equal(signs.size, 1);
