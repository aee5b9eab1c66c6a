// Looking for a temporal binary with nothing but what the test gives: stand-ins on PATH and in the cache, and a proxy that is not there.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TemporalBinary } from '../../worker/server/binary.js';
import { findTemporal } from '../../worker/server/binary.js';
import { TEMPORAL_CLI_VERSION } from '../../worker/server/flags.js';
import { freePort } from '../../worker/server/ports.js';

let home: string;
let said: string[];
beforeEach(() => {
  said = [];
  home = mkdtempSync(join(tmpdir(), 'millrace-binary-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Nothing is on PATH but what a test puts into `bin`, and there is no way out. */
async function find(): Promise<TemporalBinary> {
  const env = { PATH: join(home, 'bin'), HTTPS_PROXY: `http://127.0.0.1:${await freePort([])}` };
  return findTemporal({ say: (line) => void said.push(line), cacheDir: join(home, 'cache'), env });
}

function program(path: string, script: string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const CACHED = `cache/temporal-${TEMPORAL_CLI_VERSION}`;
const GOOD = 'echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"';

describe('the temporal binary', () => {
  it('is the one on PATH before the one we have', async () => {
    program(CACHED, GOOD);
    const path = program('bin/temporal', GOOD);
    expect(await find()).toEqual({ path, version: 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)' });
    expect(said).toEqual([]);
  });

  it.each([
    ['too old', 'echo "temporal version 1.1.0 (Server 1.24.0, UI 2.28.0)"'],
    ['broken', 'exit 1'],
    ['something else', 'echo hello'],
  ])('is the one we have when that on PATH is %s', async (_, script) => {
    program('bin/temporal', script);
    const path = program(CACHED, GOOD);
    expect((await find()).path).toBe(path);
  });

  it('is built with go when there is no other, and kept', async () => {
    // Not Go itself: what it is asked to build, and where to.
    program(
      'bin/go',
      `printf '#!/bin/sh\\n${GOOD}\\n' >"$GOBIN/temporal"; [ "$2" = github.com/temporalio/cli/cmd/temporal@v1.5.1 ]`,
    );
    expect((await find()).path).toBe(join(home, CACHED));
    expect(said).toEqual(['Building Temporal CLI 1.5.1 with go, which takes minutes.']);
    expect(readdirSync(join(home, 'cache'))).toEqual([`temporal-${TEMPORAL_CLI_VERSION}`]);
  });

  it('that is nowhere is an error that lists what was tried and what to do', async () => {
    program('bin/temporal', 'echo "temporal version 1.1.0 (Server 1.24.0, UI 2.28.0)"');
    program('bin/go', 'echo "no such module" >&2; exit 1');
    const error: unknown = await find().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'no_binary' });
    const message = String(error);
    expect(message).toMatch(/PATH: .*server 1\.24, older than 1\.29/);
    expect(message).toMatch(/download from temporal\.download: cannot reach 127\.0\.0\.1/);
    expect(message).toMatch(/go install.*: no such module/);
    expect(message).toMatch(/Put Temporal CLI 1\.5\.1 or newer .* or name a running server/);
    expect(readdirSync(join(home, 'cache'))).toEqual([]);
  });
});
