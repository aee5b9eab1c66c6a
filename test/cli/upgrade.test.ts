// What was taken over from a release, and what an upgrade makes of it. An older release is a digest in the manifest.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Ran, Stand } from './stand.js';
import { fingerprint, makeStand } from './stand.js';

let stand: Stand;
beforeEach(async () => void (stand = await makeStand()));
afterEach(() => rmSync(stand.root, { recursive: true, force: true }));

const here = (...args: string[]): Promise<Ran> => stand.run(args, { cwd: stand.workspace });
const shown = (path: string): string => join(stand.workspace, 'millrace-agents', path);
const text = (path: string): string => readFileSync(shown(path), 'utf8');
const shipped = (path: string): string => readFileSync(new URL(`../../assets/${path}`, import.meta.url), 'utf8');

function put(path: string, content: string): void {
  mkdirSync(dirname(shown(path)), { recursive: true });
  writeFileSync(shown(path), content);
}

/** Notes that these files had this content when they were taken over. */
function taken(files: Record<string, string>): void {
  const entries = Object.entries(files).map(([relative_path, content]) => {
    const original_sha256 = createHash('sha256').update(content).digest('hex');
    return { relative_path, original_sha256, package_version: '0.0.1' };
  });
  put('state/baseline_manifest.json', JSON.stringify({ schema_version: 1, entries }));
}

interface Answer {
  counts: Record<string, number>;
  entries: { path: string; disposition: string }[];
}

async function upgrade(...args: string[]): Promise<Answer> {
  const { stdout, code, stderr } = await here('upgrade', ...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return (JSON.parse(stdout) as { data: Answer }).data;
}

const dispositions = ({ entries }: Answer): Record<string, string> =>
  Object.fromEntries(entries.map(({ path, disposition }) => [path, disposition]));

/** One file of each kind of change. */
function oldWorkspace(): void {
  const old = { 'stages/builder.md': 'old', 'stages/checker.md': 'old', 'stages/gone.md': 'old' };
  const more = { 'stages/fixer.md': shipped('stages/fixer.md'), 'stages/updater.md': 'old', 'stages/planner.md': 'old' };
  taken({ ...old, ...more });
  put('stages/builder.md', 'old');
  put('stages/checker.md', 'mine');
  put('stages/gone.md', 'old');
  put('stages/fixer.md', 'mine');
  put('stages/updater.md', shipped('stages/updater.md'));
}

describe('upgrade', () => {
  test('says that nothing was taken over', async () => {
    const { code, stdout } = await here('upgrade');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/Nothing was taken over/) as string });
  });

  test('tells what each file came to, and writes nothing', async () => {
    oldWorkspace();
    const before = fingerprint(stand.root);
    expect(dispositions(await upgrade('--all'))).toEqual({
      'stages/builder.md': 'safe_package_update',
      'stages/checker.md': 'conflict',
      'stages/fixer.md': 'local_only_modification',
      'stages/gone.md': 'localized_removed',
      'stages/planner.md': 'given_back',
      'stages/updater.md': 'already_converged',
    });
    expect(Object.keys(dispositions(await upgrade()))).not.toContain('stages/fixer.md');
    expect(fingerprint(stand.root)).toEqual(before);
  });

  test('refuses as a whole while one file is in conflict', async () => {
    oldWorkspace();
    const before = fingerprint(stand.root);
    const { code, stderr } = await here('upgrade', '--apply');
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringMatching(/stages\/checker\.md/) as string });
    expect(fingerprint(stand.root)).toEqual(before);
  });

  test.each([
    ['--ours', 'mine', 'local_only_modification'],
    ['--theirs', shipped('stages/checker.md'), 'unchanged'],
  ])('with %s for the conflict is carried out, and asks nothing a second time', async (side, content, then) => {
    oldWorkspace();
    await upgrade(side, 'millrace-agents/stages/checker.md', '--apply');
    expect(text('stages/builder.md')).toBe(shipped('stages/builder.md'));
    expect(text('stages/checker.md')).toBe(content);
    expect([text('stages/fixer.md'), text('stages/gone.md')]).toEqual(['mine', 'old']);
    expect(existsSync(shown('stages/planner.md'))).toBe(false);
    expect(dispositions(await upgrade('--all'))).toEqual({
      'stages/builder.md': 'unchanged',
      'stages/checker.md': then,
      'stages/fixer.md': 'local_only_modification',
      'stages/updater.md': 'unchanged',
    });
    const before = fingerprint(stand.root);
    expect((await here('upgrade', '--apply')).stdout).toMatch(/Nothing had to be changed/);
    expect(fingerprint(stand.root)).toEqual(before);
  });

  test('removes what is no longer shipped where that is asked for', async () => {
    taken({ 'stages/gone.md': 'old' });
    put('stages/gone.md', 'old');
    await upgrade('--theirs', 'stages/gone.md', '--apply');
    expect(existsSync(shown('stages/gone.md'))).toBe(false);
  });

  test('takes a file of its own in the place of a shipped one for a conflict', async () => {
    put('stages/builder.md', 'mine');
    expect(dispositions(await upgrade())).toEqual({ 'stages/builder.md': 'conflict' });
    await upgrade('--ours', 'stages/builder.md', '--apply');
    expect(text('stages/builder.md')).toBe('mine');
    expect(await upgrade()).toMatchObject({ entries: [], counts: { local_only_modification: 1 } });
  });

  test.each([
    [['--theirs', 'stages/nothing.md'], 4, /was not taken over/],
    [['--theirs', '../../etc/passwd'], 4, /was not taken over/],
    [['--theirs', 'stages/checker.md', '--ours', 'stages/checker.md'], 2, /named by --theirs and by --ours/],
  ])('refuses %j', async (args, code, says) => {
    oldWorkspace();
    const ran = await here('upgrade', ...args, '--apply');
    expect(ran).toMatchObject({ code, stderr: expect.stringMatching(says) as string });
  });

  test.each(['stages/builder.md', 'stages'])('refuses while %s is a link', async (path) => {
    taken({ 'stages/builder.md': 'old' });
    symlinkSync(join(stand.root, 'elsewhere'), shown(path === 'stages' ? path : (mkdirSync(shown('stages')), path)));
    for (const args of [['upgrade'], ['upgrade', '--apply']]) {
      expect(await here(...args)).toMatchObject({ code: 1, stderr: expect.stringMatching(/is a link/) as string });
    }
  });

  test.each(['', '{"schema_version":1,"entries":[{"relative_path":"../x"}]}'])(
    'refuses a manifest that says %j',
    async (content) => {
      put('state/baseline_manifest.json', content);
      const { code, stderr } = await here('upgrade');
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/Restore it/) as string });
    },
  );
});

describe('assets', () => {
  test('that are copied compile to the same plan, until they are edited', async () => {
    const digest = async (): Promise<string> => {
      const { stdout } = await here('compile', 'validate', '--json');
      return (JSON.parse(stdout) as { data: { digest: string } }).data.digest;
    };
    const before = await digest();
    expect(await here('assets', 'copy', 'stages/builder', 'builder-core')).toMatchObject({ code: 0, stderr: '' });
    expect(await digest()).toBe(before);
    expect(await upgrade()).toMatchObject({ entries: [], counts: { unchanged: 2 } });
    put('stages/builder.md', `${text('stages/builder.md')}\nAnd more.\n`);
    expect(await digest()).not.toBe(before);
    expect((await here('assets', 'ls')).stdout).toMatch(/stages\/builder +taken over/);
  });

  test('that are there already stay as they are', async () => {
    put('stages/builder.md', 'mine');
    const before = fingerprint(stand.root);
    expect(await here('assets', 'copy', 'stages/checker', 'stages/builder')).toMatchObject({ code: 5 });
    expect(fingerprint(stand.root)).toEqual(before);
  });

  test.each([
    ['nothing', 4],
    ['stages/', 4],
    ['../x', 4],
    ['stages/c', 2],
  ])('are not guessed: %s', async (id, code) => {
    expect(await here('assets', 'copy', id)).toMatchObject({ code });
  });
});
