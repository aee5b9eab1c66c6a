// The table of messages: each is explained in docs/diagnostics.md, and each is really given by something.
import { readdirSync, readFileSync } from 'node:fs';
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

it.each(Object.keys(DIAGNOSTICS))('%s is given in some test', (code) => {
  const folders = ['core', 'cli', 'agents', 'test'];
  const files = folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts') && !name.endsWith('plan/diagnostics.test.ts'))
      .map((name) => readFileSync(`${root}${folder}/${name}`, 'utf8')),
  );
  expect(files.some((text) => text.includes(code))).toBe(true);
});
