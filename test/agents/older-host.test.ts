// A host of an older build is understood: its journal is attached to while the agent works, and its result taken after that.
// `older/` keeps every host script that ever wrote journals otherwise than the one of now; none is removed or changed.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { REQUEST_MARK } from '../../agents/environment.js';
import { look } from '../../agents/host/journal.js';
import { runAgent } from '../../agents/run-stage.js';
import { makeStand, shRunner, type Stand, starts, until } from './stand.js';

const older = fileURLToPath(new URL('older/', import.meta.url));

/** What a worker of that build did: the journal's folders, the record of the request, the host. */
function startOlderHost(stand: Stand, script: string, agent: string): void {
  const journal = stand.journal();
  const slot = join(journal.dir, 'claim-1');
  const { workspaceDir } = stand;
  const record = { request: stand.request(), workspaceDir, runner: 'sh', argv: [], stdin: null, notes: [] };
  writeFileSync(join(journal.dir, 'request.json'), JSON.stringify(record));
  const files = [
    slot,
    journal.dir,
    journal.done,
    'nonce',
    '/dev/null',
    join(journal.dir, 'out'),
    join(journal.dir, 'err'),
  ];
  spawn('sh', [join(older, script), ...files, 'foreground', 'sh', '-c', `echo $$ >>starts; ${agent}`], {
    cwd: workspaceDir,
    env: { ...process.env, [REQUEST_MARK]: journal.requestId },
    detached: true,
    stdio: 'ignore',
  }).unref();
}

for (const script of readdirSync(older)) {
  test(`${script}: an agent at work is attached to`, async () => {
    const stand = makeStand();
    startOlderHost(stand, script, 'sleep 0.4; echo "### BUILDER_COMPLETE"');
    await until(() => look(stand.journal()).state === 'running');
    const result = await runAgent(stand.request(), stand.deps({ adapters: [shRunner('exit 9')] }));
    expect(result).toMatchObject({ exitKind: 'completed', finalMessage: '### BUILDER_COMPLETE\n' });
    expect(starts(stand)).toHaveLength(1);
  });

  test(`${script}: a result is taken`, async () => {
    const stand = makeStand();
    mkdirSync(stand.journal().doneDir, { recursive: true });
    startOlderHost(stand, script, 'exit 7');
    await until(() => look(stand.journal()).state === 'done');
    const result = await runAgent(stand.request(), stand.deps({ adapters: [shRunner('exit 9')] }));
    expect(result).toMatchObject({ exitKind: 'failed', exitCode: 7 });
    expect(starts(stand)).toHaveLength(1);
  });
}
