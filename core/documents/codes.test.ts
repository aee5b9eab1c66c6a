// What people read of the codes: docs/documents.md has a row for each, with the very advice that they are given.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DOCUMENT_HINTS } from './codes.js';

const page = readFileSync(new URL('../../docs/documents.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(MR\d+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(([, code, , hint]) => [code, hint]);

it('docs/documents.md has a row for every code, with what to do', () => {
  expect(rows).toEqual(Object.entries(DOCUMENT_HINTS));
});
