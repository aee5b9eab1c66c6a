// Skills: the shipped ones and those of the workspace; what may be installed, and that nothing leads out.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ran, Stand } from './stand.js';
import { fingerprint, makeStand } from './stand.js';

let stand: Stand;
beforeAll(async () => void (stand = await makeStand()));
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const here = (...args: string[]): Promise<Ran> => stand.run(args, { cwd: stand.workspace });
const shown = (path: string): string => join(stand.workspace, 'millrace-agents', path);

function put(path: string, content: string | Buffer): string {
  const file = join(stand.root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const skill = (name: string, text = 'Do it well.'): string =>
  `---\nname: ${name}\ndescription: "How to ${name}: well."\nlicense: MIT\n---\n\n# To ${name}\n\n${text}\n`;

async function skills(): Promise<{ id: string; origin: string; description: string }[]> {
  const { stdout } = await here('skills', 'ls', '--json');
  return (JSON.parse(stdout) as { data: { skills: { id: string; origin: string; description: string }[] } }).data.skills;
}

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
    symlinkSync('SKILL.md', join(stand.root, 'from/juggle/README.md'));
    expect(await here('skills', 'install', '../from/juggle')).toMatchObject({ code: 0, stderr: '' });
    expect(Object.keys(fingerprint(shown('skills/juggle')))).toEqual(['README.md', 'SKILL.md', 'scripts', 'scripts/throw.sh']);
    expect(statSync(shown('skills/juggle/scripts/throw.sh')).mode & 0o111).toBe(0o111);
    expect(await skills()).toContainEqual(
      expect.objectContaining({ id: 'juggle', origin: 'workspace', description: 'How to juggle: well.' }),
    );
    expect((await here('skills', 'search', 'WELL', 'juggle')).stdout).toMatch(/^juggle/m);
    expect((await here('skills', 'search', 'juggle', 'unheard')).stdout).toMatch(/No skill says/);
    expect((await here('skills', 'show', 'jug')).stdout).toMatch(/To juggle[^]*scripts\/throw\.sh/);
    expect(log()).toEqual([expect.objectContaining({ operation: 'install', skill_id: 'juggle' })]);
  });

  test('is used by a stage of the workspace that names it', async () => {
    const builder = readFileSync(new URL('../../assets/stages/builder.md', import.meta.url), 'utf8');
    mkdirSync(shown('stages'), { recursive: true });
    writeFileSync(shown('stages/builder.md'), builder.replace('"builder-core"', '"builder-core", "juggle"'));
    expect((await here('compile', 'show')).stdout).toMatch(/builder .*juggle/);
    rmSync(shown('stages/builder.md'));
  });

  test('that is there is replaced as a whole, and only with --force', async () => {
    put('again/juggle/SKILL.md', skill('juggle', 'Now with four.'));
    const before = fingerprint(stand.root);
    expect(await here('skills', 'install', '../again/juggle')).toMatchObject({ code: 5 });
    expect(fingerprint(stand.root)).toEqual(before);
    expect(await here('skills', 'install', '../again/juggle', '--force')).toMatchObject({ code: 0 });
    expect(Object.keys(fingerprint(shown('skills/juggle')))).toEqual(['SKILL.md']);
    expect(readFileSync(shown('skills/juggle/SKILL.md'), 'utf8')).toMatch(/four/);
    expect(log()).toHaveLength(2);
  });

  test('may be a SKILL.md alone; a shipped one is replaced only with --force', async () => {
    const file = put('alone/SKILL.md', skill('builder-core'));
    expect(await here('skills', 'install', file)).toMatchObject({ code: 5, stderr: expect.stringMatching(/shipped/) as string });
    expect(await here('skills', 'install', file, '--force')).toMatchObject({ code: 0 });
    const builders = (await skills()).filter(({ id }) => id === 'builder-core');
    expect(builders).toEqual([expect.objectContaining({ origin: 'workspace', description: 'How to builder-core: well.' })]);
    rmSync(shown('skills/builder-core'), { recursive: true });
  });

  test('of a folder of folders is listed, too', async () => {
    put('ws/millrace-agents/skills/team/deep/SKILL.md', skill('deep'));
    expect((await skills()).map(({ id }) => id)).toContain('deep');
    rmSync(shown('skills/team'), { recursive: true });
  });

  test('is exported as an archive, which is never written over', async () => {
    expect(await here('skills', 'export', 'juggle', '--output', '../juggle.tgz')).toMatchObject({ code: 0 });
    const names = execFileSync('tar', ['-tzf', join(stand.root, 'juggle.tgz')], { encoding: 'utf8' });
    expect(names).toMatch(/^juggle\/SKILL\.md$/m);
    expect(await here('skills', 'export', 'juggle', '--output', '../juggle.tgz')).toMatchObject({ code: 5 });
  });
});

describe('what is no good skill is refused, with nothing written:', () => {
  const cases: [string, number, RegExp, () => void][] = [
    ['nowhere', 4, /no catalogue/, () => undefined],
    ['empty', 1, /is no skill/, () => mkdirSync(join(stand.root, 'empty'))],
    ['note.md', 1, /is no skill/, () => put('note.md', 'x')],
    ['frontless', 1, /front matter/, () => put('frontless/SKILL.md', '# Hello')],
    ['untold', 1, /no description/, () => put('untold/SKILL.md', '---\nname: untold\n---\n')],
    ['misnamed', 1, /calls the skill other/, () => put('misnamed/SKILL.md', skill('other'))],
    ['outward', 1, /is no id/, () => put('outward/SKILL.md', skill('../../outward'))],
    ['many', 1, /101 files/, () => { for (let i = 0; i < 100; i += 1) put(`many/${i}`, ''); put('many/SKILL.md', skill('many')); }], // prettier-ignore
    ['large', 1, /at most 1048576/, () => { put('large/SKILL.md', skill('large')); put('large/x', Buffer.alloc(1 << 20)); }], // prettier-ignore
    ['linked', 1, /passwd is a link that leads out/, () => { put('linked/SKILL.md', skill('linked')); symlinkSync('/etc/passwd', join(stand.root, 'linked/passwd')); }], // prettier-ignore
    ['etc', 1, /etc is a link that leads out/, () => { put('etc/SKILL.md', skill('etc')); symlinkSync('/etc', join(stand.root, 'etc/etc')); }], // prettier-ignore
    ['lost', 1, /is no regular file/, () => { put('lost/SKILL.md', skill('lost')); symlinkSync('nowhere', join(stand.root, 'lost/x')); }], // prettier-ignore
    ['piped', 1, /is no regular file/, () => { put('piped/SKILL.md', skill('piped')); execFileSync('mkfifo', [join(stand.root, 'piped/pipe')]); }], // prettier-ignore
    ['slashed', 1, /no name for a file/, () => { put('slashed/SKILL.md', skill('slashed')); put('slashed/..\\x', ''); }], // prettier-ignore
  ];
  test.each(cases)('%s', async (name, code, says, make) => {
    make();
    const before = fingerprint(stand.workspace);
    const ran = await here('skills', 'install', join('..', name));
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) as string });
    expect(ran.stderr).not.toMatch(/^ +at /m);
    expect(fingerprint(stand.workspace)).toEqual(before);
  });

  test('one whose place in the workspace is a link', async () => {
    put('care/SKILL.md', skill('care'));
    mkdirSync(join(stand.root, 'elsewhere'));
    symlinkSync(join(stand.root, 'elsewhere'), shown('skills/care'));
    const ran = await here('skills', 'install', '../care', '--force');
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(/symbolic link/) as string });
    expect(existsSync(join(stand.root, 'elsewhere/SKILL.md'))).toBe(false);
    rmSync(shown('skills/care'));
  });
});

test.each([
  ['create', 'a skill that juggles'],
  ['improve', 'juggle', '--foreground'],
  ['promote', 'juggle'],
  ['refresh-remote-index'],
])('skills %s says why it does nothing', async (...args) => {
  const before = fingerprint(stand.root);
  const { code, stdout, stderr } = await here('skills', ...args);
  expect({ code, stdout, says: stderr.length > 40 }).toEqual({ code: 1, stdout: '', says: true });
  expect(fingerprint(stand.root)).toEqual(before);
});
