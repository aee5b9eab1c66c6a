// A Librarian chooses by source, id and digest from what the configuration names; the runtime takes it from there, and nothing else.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { putLearningSettings } from '../../activities/learning-settings.js';
import { papersOf } from '../../activities/stage/papers.js';
import { isAskedAgain } from '../../activities/stage/second-chance.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { offeredSkills } from '../../disk/skill-sources.js';
import { filedBy, judged, learningRequest, report, skillText } from './learned.js';
import { makeRoom, type Room } from './room.js';

const SOURCE = 'house';

function put(room: Room, file: string, content: string): void {
  const target = path.join(room.workspace, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/** A workspace whose configuration names a folder and a package, both with skills in them. */
async function shelves(): Promise<Room> {
  const room = await makeRoom();
  put(room, `${SOURCE}/care/SKILL.md`, skillText('care'));
  put(room, `${SOURCE}/care/run.sh`, 'true\n');
  chmodSync(path.join(room.workspace, SOURCE, 'care/run.sh'), 0o755);
  put(room, 'pack/juggle/SKILL.md', skillText('juggle'));
  put(room, 'unnamed/other/SKILL.md', skillText('other'));
  execFileSync('tar', ['-czf', 'juggle.tar.gz', '-C', 'pack', 'juggle'], { cwd: room.workspace });
  await putLearningSettings(room.state, { sources: [SOURCE, 'juggle.tar.gz'] });
  return room;
}

const digestOf = (room: Room, source: string): string =>
  offeredSkills(room.workspace, [source]).skills[0]?.sha256 ?? '';

const choiceOf = (...skills: object[]): string =>
  JSON.stringify({ schema_version: '1.0', kind: 'skill_choice', created_by: 'librarian', skills });

async function chosen(room: Room, choice: string, more: Record<string, string> = {}) {
  const request = await learningRequest(room, 'librarian');
  return { request, checked: await judged(room, request, { ...report, ...more, 'skill_choice.json': choice }) };
}

describe('what is chosen', () => {
  it.each([
    ['a folder', SOURCE, 'care', ['SKILL.md', 'run.sh']],
    ['a package', 'juggle.tar.gz', 'juggle', ['SKILL.md']],
  ])('of %s becomes a candidate with the files of the source, whatever was copied', async (_, source, id, files) => {
    const room = await shelves();
    const copied = { [`skill/${id}/SKILL.md`]: skillText(id, 'Run this.') };
    const { checked } = await chosen(room, choiceOf({ id, source, sha256: digestOf(room, source) }), copied);
    expect(checked.verdict.failureClass).toBeNull();
    const [candidate] = await filedBy(room, checked);
    expect(candidate).toMatchObject({ skill_id: id, source, created_by: 'librarian', replaces: null });
    expect(candidate?.files.map((file) => file.path).sort()).toEqual(files);
    const folder = runtimePaths.candidate(candidate?.candidate_id ?? '');
    expect(await room.read(`${folder}/skill/SKILL.md`)).toBe(skillText(id));
    expect(await room.names('skills')).toEqual([]);
  });

  it('is offered beforehand, with digests and pages, to a Librarian and to nobody else', async () => {
    const room = await shelves();
    const papers = await papersOf(room, await learningRequest(room, 'librarian'));
    const list = JSON.parse(papers.at(-1)?.text ?? '') as { skills: Record<string, string>[] };
    expect(papers.at(-1)?.path).toBe('skill_sources.json');
    expect(list.skills.map(({ id, source, sha256 }) => [id, source, sha256])).toEqual([
      ['care', SOURCE, digestOf(room, SOURCE)],
      ['juggle', 'juggle.tar.gz', digestOf(room, 'juggle.tar.gz')],
    ]);
    expect(papers.find((one) => `earlier/${one.path}` === list.skills[0]?.['page'])?.text).toBe(skillText('care'));
    expect(await papersOf(room, await learningRequest(room, 'curator'))).toEqual([]);
  });

  it('may be nothing: then nothing is filed', async () => {
    const room = await shelves();
    const { checked } = await chosen(room, choiceOf());
    expect([checked.verdict.failureClass, await filedBy(room, checked)]).toEqual([null, []]);
  });
});

describe('a choice that names something else is asked about once more, and nothing is filed:', () => {
  const good = (room: Room) => ({ id: 'care', source: SOURCE, sha256: digestOf(room, SOURCE) });
  const CASES: [name: string, choice: (room: Room) => object[] | string, says: RegExp][] = [
    [
      'a source that nobody named',
      (room) => [{ ...good(room), id: 'other', source: 'unnamed' }],
      /unnamed is no source/,
    ],
    ['a way out of a source', (room) => [{ ...good(room), source: `${SOURCE}/../unnamed` }], /is no source/],
    ['a part of a source', (room) => [{ ...good(room), source: `${SOURCE}/care` }], /is no source/],
    ['an address', (room) => [{ ...good(room), source: 'https://example.org/s.tar.gz' }], /is no source/],
    ['an id that is a path', (room) => [{ ...good(room), id: '../unnamed/other' }], /must be the id of a skill/],
    ['a skill that is not there', (room) => [{ ...good(room), id: 'nobody' }], /offers no skill nobody/],
    [
      'another digest',
      (room) => [{ ...good(room), sha256: 'a'.repeat(64) }],
      /has the digest [0-9a-f]{64}, and not aaa/,
    ],
    ['no digest', (room) => [{ ...good(room), sha256: 'latest' }], /must be the digest/],
    ['the same twice', (room) => [good(room), good(room)], /an id is there twice/],
    ['four', (room) => [good(room), ...['a', 'b', 'c'].map((id) => ({ ...good(room), id }))], /skills/],
    ['what is no JSON', () => 'care', /is no choice/],
    [
      'what changed since it was judged',
      (room) => {
        const choice = good(room);
        appendFileSync(path.join(room.workspace, SOURCE, 'care/SKILL.md'), 'Run this.\n');
        return [choice];
      },
      /it is not what you judged/,
    ],
    [
      'what holds a link since',
      (room) => {
        const choice = good(room);
        symlinkSync('/etc/passwd', path.join(room.workspace, SOURCE, 'care/x.md'));
        return [choice];
      },
      /offers no skill care/,
    ],
    [
      'one good, one not',
      (room) => [good(room), { id: 'juggle', source: 'juggle.tar.gz', sha256: 'a'.repeat(64) }],
      /juggle in juggle\.tar\.gz has the digest/,
    ],
  ];
  it.each(CASES)('%s', async (_, choice, says) => {
    const room = await shelves();
    const made = choice(room);
    const { request, checked } = await chosen(room, typeof made === 'string' ? made : choiceOf(...made));
    expect(checked.verdict).toMatchObject({ outcome: 'BLOCKED', failureClass: 'artifact_invalid' });
    expect(checked.verdict.detail).toMatch(says);
    expect(isAskedAgain(request, checked.verdict)).toBe(true);
    expect(await filedBy(room, checked)).toEqual([]);
  });

  it('no choice at all, and sources that nobody named', async () => {
    const room = await shelves();
    const request = await learningRequest(room, 'librarian');
    expect((await judged(room, request, report)).verdict.detail).toMatch(/skill_choice\.json is not in the Run/);
    await putLearningSettings(room.state, { sources: [] });
    const again = await learningRequest(room, 'librarian', 2);
    const files = { ...report, 'skill_choice.json': choiceOf(good(room)) };
    expect((await judged(room, again, files)).verdict.detail).toMatch(/house is no source/);
  });
});

describe('a source offers only what is sound and whole:', () => {
  const offers = (room: Room, ...sources: string[]) => offeredSkills(room.workspace, sources);
  const SOURCES: [name: string, make: (room: Room) => string, says: RegExp][] = [
    ['one that is not there', () => 'nowhere', /is not there/],
    ['one that is no folder', (room) => (put(room, 'x.txt', ''), 'x.txt'), /neither a folder nor a package/],
    ['a package that is none', (room) => (put(room, 'x.tgz', 'x'), 'x.tgz'), /no package that can be read/],
    [
      'a package that ends early',
      (room) => {
        writeFileSync(path.join(room.workspace, 'x.tgz'), gzipSync(Buffer.alloc(600, 1)));
        return 'x.tgz';
      },
      /no package that can be read/,
    ],
    [
      'a package with a link',
      (room) => {
        put(room, 'linked/care/SKILL.md', skillText('care'));
        symlinkSync('/etc/passwd', path.join(room.workspace, 'linked/care/x.md'));
        execFileSync('tar', ['-czf', 'x.tgz', '-C', 'linked', 'care'], { cwd: room.workspace });
        return 'x.tgz';
      },
      /care\/x\.md: it is neither a plain file/,
    ],
    [
      'a package whose names lead out',
      (room) => {
        const [work, from] = [path.join(room.workspace, 'a/b'), path.join(room.workspace, 'a/care')];
        put(room, 'a/care/SKILL.md', skillText('care'));
        mkdirSync(work);
        execFileSync('tar', ['-czPf', '../../x.tgz', '../care/SKILL.md'], { cwd: work });
        rmSync(from, { recursive: true });
        return 'x.tgz';
      },
      /^$/,
    ],
    [
      'a folder with a pipe in a skill',
      (room) => {
        put(room, 'piped/care/SKILL.md', skillText('care'));
        execFileSync('mkfifo', [path.join(room.workspace, 'piped/care/pipe')]);
        return 'piped';
      },
      /care\/pipe: it is no regular file/,
    ],
    [
      'a skill of another name',
      (room) => (put(room, 's/cure/SKILL.md', skillText('care')), 's'),
      /calls the skill care/,
    ],
  ];
  it.each(SOURCES)('%s', async (_, make, says) => {
    const room = await makeRoom();
    const { skills, unread } = offers(room, make(room));
    expect(skills).toEqual([]);
    expect(unread.map(({ reason }) => reason).join(' ')).toMatch(says);
  });

  it('a folder that is one skill, and a way to it that is a link', async () => {
    const room = await shelves();
    symlinkSync(path.join(room.workspace, SOURCE), path.join(room.workspace, 'way'));
    expect(offers(room, `${SOURCE}/care`, 'way').skills.map(({ id, source }) => [id, source])).toEqual([
      ['care', `${SOURCE}/care`],
      ['care', 'way'],
    ]);
  });
});
