// Whatever is dropped into whichever intake folder is taken in, or goes into quarantine with the reason: nobody waits for a file that
// nobody looks at.
import { mkdir, symlink } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { FAMILIES } from '../../core/contracts/families.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { scanIdeas } from '../../disk/intake/inbox.js';
import { isLookedAt } from '../../disk/intake/misnamed.js';
import { quarantineFile, scanDrops, type Scope } from '../../disk/intake/scan.js';
import { listInvalid } from '../../read/invalid.js';
import { makeRoom } from './room.js';

const REFUSED = ['a.json', 'b.txt', 'c.MD', 'd.markdown', 'e', 'f.md.txt', 'g.yaml', 'h.md '];
const QUIET = [
  '.a.md',
  '.b.json',
  'c.md~',
  'd.tmp',
  'e.md.part',
  '.f.swp',
  'g.md.bak',
  'h.md.invalid',
  'i.json.invalid.2',
];

it.each(Object.keys(FAMILIES))('a file of any ending in the folder of %s is taken or refused', async (family) => {
  const room = await makeRoom();
  const folder = runtimePaths.stateFolder(family, 'queued');
  for (const name of [...REFUSED, ...QUIET, 'z.md']) await room.drop(`${folder}/${name}`, '{}');
  await mkdir(room.at(`${folder}/sub`), { recursive: true });
  await symlink('/etc/passwd', room.at(`${folder}/link.json`));
  // As a watch tells.
  const happened = [...REFUSED, ...QUIET, 'z.md', 'link.json', 'sub', 'gone.txt'].filter(isLookedAt);
  const told = happened.map((name) => `${folder}/${name}`);
  for (const scope of ['names', { paths: told }] satisfies Scope[]) {
    const { refused } = await scanDrops(room, scope, { restMs: 0 });
    const misnamed = refused.filter(({ path }) => path !== `${folder}/z.md`);
    expect(misnamed.map(({ path }) => path).sort()).toEqual(
      [...REFUSED, 'link.json'].map((name) => `${folder}/${name}`).sort(),
    );
    expect(new Set(misnamed.map((one) => one.family))).toEqual(new Set([family]));
  }
  for (const one of (await scanDrops(room, 'names', { restMs: 0 })).refused) await quarantineFile(room, one);
  expect((await scanDrops(room, 'contents', { restMs: 0 })).refused).toEqual([]);
  const names = await room.names(folder);
  expect(names).toEqual(expect.arrayContaining([...QUIET, 'a.json.invalid', 'e.invalid', 'link.json.invalid']));
  const listed = listInvalid(room.workspace).filter((one) => one.family === family);
  expect(listed.find(({ path }) => path.endsWith('a.json.invalid'))?.reason).toMatch(
    /ending \.md.*name a\.md.*millrace add/,
  );
});

it('an idea of another ending is refused beside those that are taken', async () => {
  const room = await makeRoom();
  for (const inbox of runtimePaths.ideaInboxes) {
    for (const name of ['one.txt', 'two.json', 'three'])
      await room.drop(`${inbox}/${name}`, '# An idea\n\nBuild it.\n');
    await room.drop(`${inbox}/four.md`, '# An idea\n\nBuild it.\n');
    await room.drop(`${inbox}/five.md.tmp`, 'half');
  }
  const { refused, found } = await scanIdeas(room, { files: new Map(), taken: new Set(), pending: [] }, { restMs: 0 });
  const wanted = runtimePaths.ideaInboxes.flatMap((inbox) =>
    ['one.txt', 'two.json', 'three'].map((name) => `${inbox}/${name}`),
  );
  expect(refused.map(({ path }) => path).sort()).toEqual(wanted.sort());
  expect(found.length).toBeGreaterThan(0);
});

it('a file that is being written is looked at again', async () => {
  const room = await makeRoom();
  await room.drop('tasks/queue/T-1.json', '{}');
  const { refused, unsettled } = await scanDrops(room, 'names', { restMs: 60_000 });
  expect([refused, unsettled]).toEqual([[], ['tasks/queue/T-1.json']]);
});

it('the logs of a folder and what hides itself are no drops', () => {
  expect(['invalid-artifacts.jsonl', 'interventions.jsonl', '.DS_Store', 'x.foreign'].filter(isLookedAt)).toEqual([]);
});
