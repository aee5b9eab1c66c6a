// Files whose names have two dots in them are found as before, and all others.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { find } = await import(resolve('src/find.js'));
assert.equal(find('/srv/public', '/notes..txt'), '/srv/public/notes..txt');
assert.equal(find('/srv/public', '/..notes'), '/srv/public/..notes');
assert.equal(find('/srv/public', '/a%20b/c.txt'), '/srv/public/a b/c.txt');
