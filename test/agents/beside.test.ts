// A stage of the learning lane works beside the foreground in its tree: however it ends, the agent that holds the lease goes on.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAgent, readHost } from '../../agents/host/journal.js';
import { endLeftovers } from '../../agents/host/leftovers.js';
import { isAlive } from '../../disk/identity.js';
import { CANCEL } from '../../agents/host/wait.js';
import { runAgent } from '../../agents/run-stage.js';
import { makeStand, shRunner, type Stand, until } from './stand.js';

const LEARNING = 'request-of-learning';

/** What ends the learning stage, and how its result names that. */
const ENDS: Record<string, [how: (stand: Stand, cancel: AbortController) => void, exitKind: string]> = {
  'ends by itself': [(stand) => touch(stand, 'learned'), 'completed'],
  'is cancelled': [(_, cancel) => cancel.abort(CANCEL), 'cancelled'],
  'loses its host': [(stand) => process.kill(readHost(stand.journal(LEARNING))?.pid ?? 0, 'SIGKILL'), 'lost'],
  'loses its agent': [(stand) => process.kill(readAgent(stand.journal(LEARNING))?.pid ?? 0, 'SIGKILL'), 'lost'],
};

const touch = ({ workspaceDir }: Stand, file: string): void => writeFileSync(join(workspaceDir, file), '');
const waits = (begun: string, file: string): string => `: >${begun}; until [ -e ${file} ]; do sleep 0.02; done`;

test.each(Object.entries(ENDS))('one that %s leaves the agent that began after it', async (_, [how, exitKind]) => {
  const stand = makeStand();
  const { workspaceDir, stateDir } = stand;
  const has = (file: string): boolean => existsSync(join(workspaceDir, file));
  const cancel = new AbortController();
  const learning = runAgent(
    stand.request({ requestId: LEARNING, plane: 'learning' }),
    stand.deps({ adapters: [shRunner(waits('learns', 'learned'))], signal: cancel.signal }),
  );
  await until(() => has('learns'));
  const foreground = runAgent(stand.request(), stand.deps({ adapters: [shRunner(waits('builds', 'built'))] }));
  await until(() => has('builds'));
  how(stand, cancel);
  expect(await learning).toMatchObject({ exitKind });
  expect(endLeftovers(stateDir, workspaceDir)).toEqual([]);
  const agent = readAgent(stand.journal());
  expect(agent !== null && isAlive(agent)).toBe(true);
  touch(stand, 'built');
  expect(await foreground).toMatchObject({ exitKind: 'completed', notes: [] });
});
