// What lies outside of the folder is never found, for `..` in every form.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { find } = await import(resolve('src/find.js'));
const out = ['/../../etc/passwd', '/..', '/%2e%2e/%2E%2e/etc/passwd', '/a/../../b', '/..%2f..%2fetc/passwd', '/..\\..\\etc\\passwd', '../x'];
for (const path of out) assert.equal(find('/srv/public', path), null, path);
