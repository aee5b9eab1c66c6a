// Escaping of `&`, `<` and `>` stands in one place of `src/` only, in a module of its own.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
const holding = readdirSync('src').flatMap((name) => (readFileSync(`src/${name}`, 'utf8').match(/&lt;/g) ?? []).map(() => name));
assert.equal(holding.length, 1);
assert.ok(!['page.js', 'feed.js'].includes(holding[0]));
