// For files of tests with the real Codex: a model server for the file, and a bench of its own for each test.
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import { type Bench, openBench } from '../runners/bench.js';
import { installRunner } from '../runners/install.js';

export interface CodexStand {
  /** Folder of the real `codex`. */
  binFolder: string;
  server: ModelServer;
  bench: Bench;
}

/** Called once at the top of a file. Server and bench are there within tests alone. */
export function useCodex(): CodexStand {
  const stand = { binFolder: installRunner('codex') } as CodexStand;
  beforeAll(async () => void (stand.server = await startModelServer()));
  afterAll(() => stand.server.close());
  beforeEach(() => void (stand.bench = openBench(stand.binFolder)));
  afterEach(() => stand.bench.remove());
  return stand;
}
