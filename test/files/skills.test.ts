// Skills: the shipped ones and those of the workspace; what may be installed, and that nothing leads out.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as commands from '../../cli/commands/skills.js';
import { createContext, type Context } from '../../cli/context.js';
import { createLayout } from '../../disk/layout.js';
import { fingerprint } from '../cli/stand.js';

let root: string;
let workspace: string;
let context: Context;
beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-skills-')));
  workspace = join(root, 'ws');
  mkdirSync(workspace);
  await createLayout(workspace, '2026-01-01T00:00:00Z', '0a1b2c3d');
  context = { ...createContext({ workspace }), cwd: workspace };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const shown = (path: string): string => join(workspace, 'millrace-agents', path);
const install = (given: string, force = false) => commands.install(context, { force }, given);

function put(path: string, content: string | Buffer): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** The command is refused with this exit code, and nothing is written. */
async function refused(work: () => Promise<unknown>, exit: number, says: RegExp): Promise<void> {
  const before = fingerprint(root);
  await expect(work()).rejects.toMatchObject({ failure: { exit }, message: expect.stringMatching(says) as string });
  expect(fingerprint(root)).toEqual(before);
}

const skill = (name: string, text = 'Do it well.'): string =>
  `---\nname: ${name}\ndescription: "How to ${name}: well."\nlicense: MIT\n---\n\n# To ${name}\n\n${text}\n`;

const skills = async () => ((await commands.list(context)).data as { skills: object[] }).skills;
const lines = async (answer: Promise<{ lines: string[] }>): Promise<string> => (await answer).lines.join('\n');

const log = (): Record<string, unknown>[] =>
  readFileSync(shown('skills/skill_operations.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a skill', () => {
  test('is installed with its files from anywhere, listed, found and shown', async () => {
    put('from/juggle/SKILL.md', skill('juggle'));
    chmodSync(put('from/juggle/scripts/throw.sh', 'true'), 0o755);
    put('from/juggle/.git/config', 'not a part of it');
    symlinkSync('SKILL.md', join(root, 'from/juggle/README.md'));
    await install('../from/juggle');
    expect(Object.keys(fingerprint(shown('skills/juggle')))).toEqual([
      'README.md',
      'SKILL.md',
      'scripts',
      'scripts/throw.sh',
    ]);
    expect(statSync(shown('skills/juggle/scripts/throw.sh')).mode & 0o111).toBe(0o111);
    expect(await skills()).toContainEqual(
      expect.objectContaining({ id: 'juggle', origin: 'workspace', description: 'How to juggle: well.' }),
    );
    expect(await lines(commands.search(context, {}, ['WELL', 'juggle']))).toMatch(/^juggle/m);
    expect(await lines(commands.search(context, {}, ['juggle', 'unheard']))).toMatch(/No skill says/);
    expect(await lines(commands.show(context, {}, 'jug'))).toMatch(/To juggle[^]*scripts\/throw\.sh/);
    expect(log()).toEqual([expect.objectContaining({ operation: 'install', skill_id: 'juggle' })]);
  });

  test('that is there is replaced as a whole, and only with --force', async () => {
    put('again/juggle/SKILL.md', skill('juggle', 'Now with four.'));
    await refused(() => install('../again/juggle'), 5, /already/);
    await install('../again/juggle', true);
    expect(Object.keys(fingerprint(shown('skills/juggle')))).toEqual(['SKILL.md']);
    expect(readFileSync(shown('skills/juggle/SKILL.md'), 'utf8')).toMatch(/four/);
    expect(log()).toHaveLength(2);
  });

  test('may be a SKILL.md alone; a shipped one is replaced only with --force', async () => {
    const file = put('alone/SKILL.md', skill('builder-core'));
    await refused(() => install(file), 5, /shipped/);
    await install(file, true);
    const own = { id: 'builder-core', origin: 'workspace', replaces: true, description: 'How to builder-core: well.' };
    expect(await skills()).toContainEqual(expect.objectContaining(own));
    rmSync(shown('skills/builder-core'), { recursive: true });
  });

  test('of a folder of folders is listed, and replaced where it is', async () => {
    put('ws/millrace-agents/skills/team/deep/SKILL.md', skill('deep'));
    put('new/deep/SKILL.md', skill('deep', 'Deeper.'));
    await install('../new/deep', true);
    expect(readFileSync(shown('skills/team/deep/SKILL.md'), 'utf8')).toMatch(/Deeper/);
    expect(existsSync(shown('skills/deep'))).toBe(false);
  });

  test('is exported as an archive, which is never written over', async () => {
    await commands.exportSkill(context, { output: '../juggle.tgz' }, 'juggle');
    const names = execFileSync('tar', ['-tzf', join(root, 'juggle.tgz')], { encoding: 'utf8' });
    expect(names).toMatch(/^juggle\/SKILL\.md$/m);
    await refused(() => commands.exportSkill(context, { output: '../juggle.tgz' }, 'juggle'), 5, /is there already/);
  });
});

test('every shipped skill could be installed as it is', async () => {
  const shipped = (await skills()).filter((one) => 'origin' in one && one.origin === 'shipped');
  expect(shipped.length).toBeGreaterThan(10);
  for (const one of shipped) expect(one).toMatchObject({ fault: null });
});

describe('what is no good skill is refused, with nothing written:', () => {
  const good = (name: string): string => put(`${name}/SKILL.md`, skill(name));
  const link = (target: string, path: string): void => symlinkSync(target, join(root, path));
  const many = (): void => {
    good('many');
    for (let number = 0; number < 100; number += 1) put(`many/${number}`, '');
  };
  const CASES: [name: string, exit: number, says: RegExp, make: () => unknown][] = [
    ['nowhere', 4, /no catalogue/, () => undefined],
    ['empty', 1, /is no skill/, () => mkdirSync(join(root, 'empty'))],
    ['note.md', 1, /is no skill/, () => put('note.md', 'x')],
    ['frontless', 1, /front matter/, () => put('frontless/SKILL.md', '# Hello')],
    ['untold', 1, /no description/, () => put('untold/SKILL.md', '---\nname: untold\n---\n')],
    ['misnamed', 1, /calls the skill other/, () => put('misnamed/SKILL.md', skill('other'))],
    ['outward', 1, /is no id/, () => put('outward/SKILL.md', skill('../../outward'))],
    ['many', 1, /101 files/, many],
    ['large', 1, /at most 1048576/, () => [good('large'), put('large/x', Buffer.alloc(1 << 20))]],
    ['linked', 1, /passwd is a link that leads out/, () => [good('linked'), link('/etc/passwd', 'linked/passwd')]],
    ['etc', 1, /etc is a link that leads out/, () => [good('etc'), link('/etc', 'etc/etc')]],
    ['lost', 1, /is no regular file/, () => [good('lost'), link('nowhere', 'lost/x')]],
    ['piped', 1, /is no regular file/, () => [good('piped'), execFileSync('mkfifo', [join(root, 'piped/pipe')])]],
    ['slashed', 1, /no name for a file/, () => [good('slashed'), put('slashed/..\\x', '')]],
  ];
  test.each(CASES)('%s', async (name, exit, says, make) => {
    make();
    await refused(() => install(join('..', name)), exit, says);
  });

  test('one whose place in the workspace is a link', async () => {
    good('care');
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), shown('skills/care'));
    await refused(() => install('../care', true), 1, /symbolic link/);
    rmSync(shown('skills/care'));
  });
});

test.each(['create', 'improve', 'refresh-remote-index'] as const)(
  '%s says in a sentence why it does nothing',
  async (name) => {
    await refused(commands.elsewhere(name), 1, /^[A-Z].{40,}\.$/);
  },
);
