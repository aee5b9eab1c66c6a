// What was taken over from a release, and what an upgrade makes of it. An older release is a digest in the manifest.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { copy, list } from '../../cli/commands/assets.js';
import { upgrade as command } from '../../cli/commands/upgrade.js';
import { createContext, type Context } from '../../cli/context.js';
import { readSources } from '../../read/sources.js';
import { fingerprint } from '../cli/stand.js';
import { makeRoom, type Room } from './room.js';

let room: Room;
let context: Context;
beforeEach(async () => {
  room = await makeRoom();
  context = createContext({ workspace: room.workspace });
});

const text = (path: string): string => readFileSync(room.at(path), 'utf8');
const shipped = (path: string): string => readFileSync(new URL(`../../assets/${path}`, import.meta.url), 'utf8');

/** Notes that these files had this content when they were taken over. */
async function taken(files: Record<string, string>): Promise<void> {
  const entries = Object.entries(files).map(([relative_path, content]) => {
    const original_sha256 = createHash('sha256').update(content).digest('hex');
    return { relative_path, original_sha256, package_version: '0.0.1' };
  });
  await room.drop('state/baseline_manifest.json', JSON.stringify({ schema_version: 1, entries }));
}

interface Answer {
  counts: Record<string, number>;
  entries: { path: string; disposition: string }[];
}

interface Options {
  apply?: boolean;
  all?: boolean;
  theirs?: string[];
  ours?: string[];
}

const upgrade = async (options: Options = {}): Promise<Answer> =>
  (await command(context, { theirs: [], ours: [], ...options })).data as Answer;

/** The command is refused with this exit code, and nothing is written. */
async function refused(work: () => Promise<unknown>, exit: number, says: RegExp): Promise<void> {
  const before = fingerprint(room.workspace);
  const message = expect.stringMatching(says) as string;
  await expect(work()).rejects.toMatchObject({ failure: { exit }, message });
  expect(fingerprint(room.workspace)).toEqual(before);
}

const dispositions = ({ entries }: Answer): Record<string, string> =>
  Object.fromEntries(entries.map(({ path, disposition }) => [path, disposition]));

/** One file of each kind of change. */
async function oldWorkspace(): Promise<void> {
  const old = { 'stages/builder.md': 'old', 'stages/checker.md': 'old', 'stages/gone.md': 'old' };
  const more = {
    'stages/fixer.md': shipped('stages/fixer.md'),
    'stages/updater.md': 'old',
    'stages/planner.md': 'old',
  };
  await taken({ ...old, ...more });
  await room.drop('stages/builder.md', 'old');
  await room.drop('stages/checker.md', 'mine');
  await room.drop('stages/gone.md', 'old');
  await room.drop('stages/fixer.md', 'mine');
  await room.drop('stages/updater.md', shipped('stages/updater.md'));
}

describe('upgrade', () => {
  test('says that nothing was taken over', async () => {
    const { lines } = await command(context, { theirs: [], ours: [] });
    expect(lines.join()).toMatch(/Nothing was taken over/);
  });

  test('tells what each file came to, and writes nothing', async () => {
    await oldWorkspace();
    const before = fingerprint(room.workspace);
    expect(dispositions(await upgrade({ all: true }))).toEqual({
      'stages/builder.md': 'safe_package_update',
      'stages/checker.md': 'conflict',
      'stages/fixer.md': 'local_only_modification',
      'stages/gone.md': 'localized_removed',
      'stages/planner.md': 'given_back',
      'stages/updater.md': 'already_converged',
    });
    expect(Object.keys(dispositions(await upgrade()))).not.toContain('stages/fixer.md');
    expect(fingerprint(room.workspace)).toEqual(before);
  });

  test('refuses as a whole while one file is in conflict', async () => {
    await oldWorkspace();
    await refused(() => upgrade({ apply: true }), 5, /stages\/checker\.md/);
  });

  test.each([
    ['ours', 'mine', 'local_only_modification'],
    ['theirs', shipped('stages/checker.md'), 'unchanged'],
  ])('with %s for the conflict is carried out, and asks nothing a second time', async (side, content, then) => {
    await oldWorkspace();
    await upgrade({ [side]: ['millrace-agents/stages/checker.md'], apply: true });
    expect(text('stages/builder.md')).toBe(shipped('stages/builder.md'));
    expect(text('stages/checker.md')).toBe(content);
    expect([text('stages/fixer.md'), text('stages/gone.md')]).toEqual(['mine', 'old']);
    expect(existsSync(room.at('stages/planner.md'))).toBe(false);
    expect(dispositions(await upgrade({ all: true }))).toEqual({
      'stages/builder.md': 'unchanged',
      'stages/checker.md': then,
      'stages/fixer.md': 'local_only_modification',
      'stages/updater.md': 'unchanged',
    });
    const before = fingerprint(room.workspace);
    await upgrade({ apply: true });
    expect(fingerprint(room.workspace)).toEqual(before);
  });

  test('removes what is no longer shipped where that is asked for', async () => {
    await taken({ 'stages/gone.md': 'old' });
    await room.drop('stages/gone.md', 'old');
    await upgrade({ theirs: ['stages/gone.md'], apply: true });
    expect(existsSync(room.at('stages/gone.md'))).toBe(false);
    expect(await upgrade({ all: true })).toMatchObject({ entries: [] });
  });

  test('takes a file of its own in the place of a shipped one for a conflict, until it is kept once', async () => {
    await room.drop('stages/builder.md', 'mine');
    expect(dispositions(await upgrade())).toEqual({ 'stages/builder.md': 'conflict' });
    await upgrade({ ours: ['stages/builder.md'], apply: true });
    expect(text('stages/builder.md')).toBe('mine');
    expect(await upgrade()).toMatchObject({ entries: [], counts: { local_only_modification: 1 } });
  });

  test.each([
    [{ theirs: ['stages/nothing.md'] }, 4, /was not taken over/],
    [{ theirs: ['../../etc/passwd'] }, 4, /was not taken over/],
    [{ theirs: ['stages/checker.md'], ours: ['stages/checker.md'] }, 2, /named by --theirs and by --ours/],
  ])('refuses %j', async (options, exit, says) => {
    await oldWorkspace();
    await refused(() => upgrade({ ...options, apply: true }), exit, says);
  });

  test.each(['stages/builder.md', 'stages'])('refuses while %s is a link', async (path) => {
    await taken({ 'stages/builder.md': 'old' });
    if (path !== 'stages') mkdirSync(room.at('stages'));
    symlinkSync('/etc', room.at(path));
    for (const apply of [false, true]) await refused(() => upgrade({ apply }), 1, /is a link/);
  });

  test.each(['', '{"schema_version":1,"entries":[{"relative_path":"../x"}]}'])(
    'refuses a manifest that says %j',
    async (content) => {
      await room.drop('state/baseline_manifest.json', content);
      await refused(() => upgrade(), 1, /does not say what was taken over/);
    },
  );
});

describe('assets', () => {
  const stagesOf = (): (string | undefined)[] => {
    const builders = readSources(room.workspace).stages.filter(({ path }) => path.endsWith('builder.md'));
    return builders.map(({ text }) => text);
  };

  test('that are copied are the shipped ones word for word, and known as taken over', async () => {
    await copy(context, {}, ['stages/builder', 'builder-core']);
    expect(new Set(stagesOf()).size).toBe(1);
    expect(stagesOf()).toHaveLength(2);
    expect(await upgrade()).toMatchObject({ entries: [], counts: { unchanged: 2 } });
    expect((await list(context)).lines.join('\n')).toMatch(/stages\/builder +taken over/);
  });

  test('that are there already stay as they are', async () => {
    await room.drop('stages/builder.md', 'mine');
    await refused(() => copy(context, {}, ['stages/checker', 'stages/builder']), 5, /already/);
  });

  test.each([
    ['nothing', 4],
    ['', 4],
    ['../x', 4],
    ['stages/c', 2],
  ])('are not guessed: %s', async (id, exit) => {
    await refused(() => copy(context, {}, [id]), exit, /./);
  });
});
