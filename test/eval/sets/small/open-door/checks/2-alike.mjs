// A folder beside it whose name begins alike is outside.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { find } = await import(resolve('src/find.js'));
assert.equal(find('/srv/public', '/../public-old/a'), null);
