// Something of another kind in the place of a folder or a file of our state: every look answers and names it, and whoever writes makes place.
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createContext } from '../../cli/context.js';
import { statusModel } from '../../cli/commands/status-model.js';
import { lookAtProcesses } from '../../cli/doctor/processes.js';
import { lookAtState } from '../../cli/doctor/state.js';
import { lookAtWorkspace } from '../../cli/doctor/workspace.js';
import { agentState } from '../../cli/agent-state.js';
import { orElse } from '../../read/state-shape.js';
import type { RunSection } from '../../core/contracts/mirror.js';
import { createLayout } from '../../disk/layout.js';
import { oddPlaces, STATE_FILES, STATE_FOLDERS } from '../../disk/store/places.js';
import { claimFolder } from '../../worker/folder.js';

let room: string;
beforeEach(async () => {
  room = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'millrace-odd-'));
  fs.mkdirSync(at('work'));
  await createLayout(at('work'), '2026-01-01T00:00:00.000Z', '1234abcd');
  fs.mkdirSync(state(), { recursive: true });
});
afterEach(() => {
  fs.rmSync(room, { recursive: true, force: true });
});

const at = (name: string): string => path.join(room, name);
const identity = () => JSON.parse(fs.readFileSync(at('work/millrace-agents/workspace.json'), 'utf8')) as { id: string };
const state = (): string => at(`home/${identity().id}`);
const env = () => ({ ...process.env, MILLRACE_STATE_HOME: at('home') });
const context = () => ({ ...createContext({}), cwd: at('work'), given: at('work'), env: env() });

const KINDS: [string, (file: string) => void][] = [
  ['a file', (file) => fs.writeFileSync(file, 'mine')],
  ['a folder', (file) => fs.mkdirSync(path.join(file, 'inner'), { recursive: true })],
  ['a link to nowhere', (file) => fs.symlinkSync('/nowhere/at/all', file)],
];
const [FILE, FOLDER, LINK] = KINDS;

const PLACES = [
  ...STATE_FOLDERS.flatMap((name) =>
    [FILE, LINK].map((kind) => [name, ...(kind ?? [])] as [string, string, () => void]),
  ),
  ...STATE_FILES.map((name) => [name, ...(FOLDER ?? [])] as [string, string, () => void]),
] as [string, string, (file: string) => void][];

const running = { state: 'running', requestId: 'request-1' } as unknown as RunSection;

it.each(PLACES)('%s is %s: looks answer and name it, and a worker makes place', async (name, _kind, make) => {
  const place = path.join(state(), name);
  make(place);
  const { id } = identity();
  const needs = (await statusModel(context())).needsYou.filter(({ what }) => what === 'state');
  expect(needs).toMatchObject([{ name: place }]);
  expect(needs[0]?.remedy).toContain('millrace run');
  await orElse(() => agentState(id, running, env()), null);
  await expect(lookAtProcesses(at('work'), id, env())).resolves.toBeDefined();
  await expect(lookAtWorkspace(at('work'), env())).resolves.toBeDefined();
  const found = await lookAtState(at('work'), id, env());
  expect(found).toContainEqual(expect.objectContaining({ level: 'error', code: 'state_odd', where: place }));

  const said: string[] = [];
  const dirs = { workspace: at('work'), state: state() };
  await claimFolder(dirs, { schema: 1, created_at: '2026-01-01T00:00:00.000Z', ...identity() }, (line) =>
    said.push(line),
  );
  expect(oddPlaces(at('home'), state())).toEqual([]);
  expect(fs.lstatSync(`${place}.foreign`)).toBeDefined();
  expect(said.join('\n')).toContain(`${place}.foreign`);
});

describe('what is no folder at the very top', () => {
  it.each([
    ['our folder of the workspace', () => state()],
    ['the state home', () => at('home')],
  ])('%s', async (_what, place) => {
    const file = place();
    const { id } = identity();
    fs.rmSync(file, { recursive: true });
    fs.writeFileSync(file, '');
    const needs = (await statusModel(context())).needsYou;
    expect(needs).toContainEqual(expect.objectContaining({ what: 'state', name: file }));
    expect(await lookAtState(at('work'), id, env())).toContainEqual(expect.objectContaining({ where: file }));
  });

  it('a link to a folder is a folder, as whoever keeps it on another disk wants', () => {
    fs.mkdirSync(at('elsewhere'));
    fs.symlinkSync(at('elsewhere'), path.join(state(), 'run'));
    expect(oddPlaces(at('home'), state())).toEqual([]);
  });
});
