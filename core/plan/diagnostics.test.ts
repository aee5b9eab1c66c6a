// The table of messages: each is explained in docs/diagnostics.md, and each is really given by something.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DIAGNOSTICS } from './diagnostics.js';

const root = new URL('../../', import.meta.url).pathname;

function page(): string {
  const head = [
    '# Diagnostics of the compiler',
    '',
    'For whoever has a code such as MR1063 before them.',
    '',
    'What `millrace compile validate` and every command that needs a plan may say of modes, graphs, stage kinds, artifacts and',
    '`millrace.toml`. With an error there is no plan; a warning or a note stops nothing. Codes never change their meaning.',
  ];
  const codes = Object.entries(DIAGNOSTICS).map(([code, [severity, hint]]) => `## ${code}\n\n_${severity}_: ${hint}`);
  return `${[head.join('\n'), ...codes].join('\n\n')}\n`;
}

it('stands in docs/diagnostics.md as it is; `npx vitest -u` with this file writes it anew', async () => {
  await expect(page()).toMatchFileSnapshot(`${root}docs/diagnostics.md`);
});

/** All that other tests say. Some tests make test files for a moment: one that is gone says nothing. */
const said = ['core', 'cli', 'agents', 'test'].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.endsWith('plan/diagnostics.test.ts'))
    .map((name) => `${root}${folder}/${name}`)
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8')),
);

it.each(Object.keys(DIAGNOSTICS))('%s is given in some test', (code) => {
  expect(said.some((text) => text.includes(code))).toBe(true);
});
