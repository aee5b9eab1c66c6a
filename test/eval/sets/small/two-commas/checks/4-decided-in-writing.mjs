// Point and comma exclude each other: it is decided in the README with its reason, or a person was asked.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
const readme = readFileSync('README.md', 'utf8');
const decided = /comma/i.test(readme) && /point/i.test(readme);
const asked = process.env.MILLRACE_EVAL_ASKED === 'yes';
assert.ok(decided || asked);
