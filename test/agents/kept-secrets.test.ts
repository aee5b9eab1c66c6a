// What a stage leaves on its desk is kept without the secrets that it holds: reports, documents, and what is no text.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptBytes, keptFolder, readKept } from '../../agents/desk/kept.js';
import { runAgent } from '../../agents/run-stage.js';
import { REDACTED } from '../../agents/secrets/shapes.js';
import { makeStand, shRunner } from './stand.js';

const TOKEN = `ghp_${'a1'.repeat(18)}`;

test('a report, a document and a binary file with a token in them, and a key that the output is full of', async () => {
  const stand = makeStand();
  const lines = [
    'cd millrace-agents/desk/*/',
    `printf '# Report\\n\\nused ${TOKEN}\\n' > report.md`,
    `printf 'Task-ID: t\\n\\n${TOKEN} hunter2hunter2\\n' > outbox/t.md`,
    `printf '\\211PNG\\377\\000 ${TOKEN} \\376' > shot.png`,
    "printf '\\211PNG\\377\\000\\376' > plain.png",
    'yes "an ordinary line of output" | head -n 2300',
    'echo "-----BEGIN PRIVATE KEY-----"; yes MIIEowIBAAKCAQEAxyz0123456789 | head -n 50; echo "-----END PRIVATE KEY-----"',
    'yes "an ordinary line of output" | head -n 9000',
  ];
  const request = stand.request();
  const env = { ...stand.deps().env, DB_PASSWORD: 'hunter2hunter2' };
  await runAgent(request, stand.deps({ env, adapters: [shRunner(lines.join('\n'))] }));
  const kept = readKept(stand.stateDir, request);
  const bytes = (path: string): Buffer | null => {
    const file = kept?.files.find((one) => one.path === path);
    return kept === null || file === undefined ? null : keptBytes(stand.stateDir, kept, file);
  };
  expect(bytes('report.md')?.toString()).toBe(`# Report\n\nused ${REDACTED}\n`);
  expect(bytes('outbox/t.md')?.toString()).toBe(`Task-ID: t\n\n${REDACTED} ${REDACTED}\n`);
  expect(bytes('shot.png')?.toString('latin1')).toBe(`\x89PNG\xff\0 ${REDACTED} \xfe`);
  expect(bytes('plain.png')?.toString('latin1')).toBe('\x89PNG\xff\0\xfe');
  const events = `runner_events.${request.requestId}.jsonl`;
  const said = readFileSync(join(stand.workspaceDir, 'millrace-agents/runs/run-1', events), 'utf8');
  expect(said).not.toContain('MIIEow');
  expect(said.split('\n')).toHaveLength(11_302);
  expect(readFileSync(join(keptFolder(stand.stateDir, request), 'runner_stdout.txt'), 'utf8')).not.toContain('MIIEow');
});
