// A worker tells each change of the ground once, though it reads it again only when something happened to it.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Context } from '../../cli/context.js';
import { watchGround } from '../../cli/run/ground-watch.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { readGround } from '../../read/ground.js';
import { acceptGround } from '../../worker/ground/accept.js';
import { homeOf } from '../../worker/ground/accepted.js';

const ID = 'here';
const LOOK_MS = 10;

let root: string;
let workspace: string;
let state: string;
let said: string[];
let end: () => void;
const at = (name: string): string => path.join(workspace, RUNTIME_DIR, name);

beforeEach(async () => {
  // By a clock that is so much later than that of the disk that all has come to rest.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  root = mkdtempSync(path.join(tmpdir(), 'millrace-ground-watch-'));
  workspace = path.join(root, 'w');
  state = path.join(root, 'state', ID);
  mkdirSync(at('stages'), { recursive: true });
  mkdirSync(state, { recursive: true });
  writeFileSync(at('millrace.toml'), '# ours\n');
  writeFileSync(at('stages/builder.md'), 'one\n');
  const { files } = readGround(workspace);
  await acceptGround(
    state,
    files,
    { issuer: 'ada', command: 'trust', at: '2026-01-01T00:00:00Z' },
    { programs: {}, senders: {} },
  );
  said = [];
  const context = { env: { MILLRACE_STATE_HOME: path.join(root, 'state') } } as unknown as Context;
  end = watchGround(context, { dir: workspace, id: ID, say: (line) => said.push(line) }, LOOK_MS);
  // Looked at more than once: from then on it is known to be still.
  await looks();
});

afterEach(() => {
  end();
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

const looks = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 10 * LOOK_MS));
const copy = (name: string): string => path.join(homeOf(state, acceptedDigest()), name);
const acceptedDigest = (): string => readdirSync(path.join(state, 'grounds'))[0] ?? '';

it.each<[string, () => void, string]>([
  ['a file is written over', () => writeFileSync(at('stages/builder.md'), 'two\n'), 'stages/builder.md changed'],
  ['a setting is added', () => appendFileSync(at('millrace.toml'), '#\n'), 'millrace.toml changed'],
  ['a file comes', () => writeFileSync(at('stages/other.md'), ''), 'stages/other.md added'],
  [
    'a folder comes',
    () => (mkdirSync(at('skills/a'), { recursive: true }), writeFileSync(at('skills/a/SKILL.md'), 'x')),
    'skills/a/SKILL.md added',
  ],
  ['a file that was not there comes', () => writeFileSync(at('artifacts.toml'), ''), 'artifacts.toml added'],
  ['a file goes', () => rmSync(at('stages/builder.md')), 'stages/builder.md removed'],
  ['a folder is another', () => renameSync(at('stages'), at('elsewhere')), 'stages/builder.md removed'],
  [
    'a link takes the place of a file',
    () => (renameSync(at('stages/builder.md'), at('x')), symlinkSync('/etc/hostname', at('stages/builder.md'))),
    'stages/builder.md: it is or lies behind a link that leads out',
  ],
  ['the accepted copy is damaged', () => writeFileSync(copy('stages/builder.md'), 'other'), 'stages/builder.md added'],
])('when %s', async (_what, happens, told) => {
  expect(said).toEqual([]);
  happens();
  await expect.poll(() => said).toHaveLength(1);
  expect(said[0]).toContain(told);
});

it('and tells when it is as it was accepted again', async () => {
  writeFileSync(at('stages/builder.md'), 'two\n');
  await expect.poll(() => said).toHaveLength(1);
  writeFileSync(at('stages/builder.md'), 'one\n');
  await expect.poll(() => said).toHaveLength(2);
  expect(said[1]).toContain('is as it was accepted again');
});

it('also behind a link, which its own file does not tell', async () => {
  renameSync(at('stages/builder.md'), path.join(workspace, 'builder.md'));
  symlinkSync(path.join(workspace, 'builder.md'), at('stages/builder.md'));
  await looks();
  expect(said).toEqual([]);
  writeFileSync(path.join(workspace, 'builder.md'), 'two\n');
  await expect.poll(() => said).toHaveLength(1);
});
