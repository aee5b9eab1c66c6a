// A path that cannot be decoded, or has a zero byte in it, gives null and throws nothing.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { find } = await import(resolve('src/find.js'));
for (const path of ['/%zz', '/%', '/a%00.txt', '/a\0']) assert.equal(find('/srv/public', path), null, path);
