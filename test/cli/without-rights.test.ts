// Root needs no rights: what was taken from folders hinders somebody else, and is given back on the way. By the built program, which
// root can run as nobody.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { LEFT_BEHIND, makeGround } from '../support/left-behind.js';

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const built = (file: string): string =>
  JSON.stringify(pathToFileURL(path.join(import.meta.dirname, '../../dist', file)).href);

/** Says of each folder why `tree` in it stayed, and first whether an ordinary removal would have failed. */
const PROGRAM = `
  const { clearAway } = await import(${built('disk/clear.js')});
  const { inFolder } = await import(${built('disk/way.js')});
  const { rmSync } = await import('node:fs');
  const said = [];
  for (const folder of process.argv.slice(1)) {
    let plain = null;
    if (folder === process.env.PLAIN) try { rmSync(folder + '/tree', { recursive: true, force: true }); } catch (error) { plain = error.code; }
    said.push([plain, await inFolder(folder, {}, (opened) => clearAway(opened, 'tree'))]);
  }
  console.log(JSON.stringify(said));`;

const who = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
/** A checkout in the home of root is closed to everybody else. */
const isOpen =
  spawnSync(process.execPath, ['-e', `import(${built('disk/clear.js')})`], { ...who, cwd: '/' }).status === 0;

it.runIf(isOpen)('whatever somebody without rights left is removed by the same, and nothing else', () => {
  const grounds = Object.entries(LEFT_BEHIND).map(([what, leave]) => {
    const ground = makeGround();
    leave(ground.tree, ground.victim);
    if (isRoot) execFileSync('chown', ['-hR', `${NOBODY}:${NOBODY}`, ground.folder]);
    return { what, ...ground };
  });
  const plain = grounds.find(({ what }) => what === 'folders without rights');
  const args = ['--input-type=module', '-e', PROGRAM, '--', ...grounds.map(({ folder }) => folder)];
  const said = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: process.env['PATH'], PLAIN: plain?.folder },
    ...who,
  });
  const wanted = grounds.map(({ what }) => [what === 'folders without rights' ? 'EACCES' : null, null]);
  expect(JSON.parse(said)).toEqual(wanted);
  for (const { what, folder, victim } of grounds) {
    expect(fs.readdirSync(folder), what).toEqual(['victim']);
    expect(fs.readFileSync(path.join(victim, 'file'), 'utf8'), what).toBe('precious');
  }
});
