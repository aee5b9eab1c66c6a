// What only looks is answered by the first of the program's two parts, because to read the other one costs more than their work; and it is
// answered whatever lies beside it as compiled code.
import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../disk/package-root.js';
import { MAIN, makeStand, type Stand } from './stand.js';

let stand: Stand;
beforeAll(async () => {
  stand = await makeStand();
});

const CLI = path.dirname(MAIN);
const CACHE = `program.cjs.${process.versions.v8}-${process.arch}.cache`;
/** The build keeps compiled code of the Node alone that it ran in. */
const KEPT = existsSync(path.join(CLI, CACHE)) ? [CACHE] : [];

/** A build of these files alone. Gives its command. */
function buildOf(name: string, files: readonly string[]): string {
  const cli = path.join(stand.root, name, 'dist', 'cli');
  mkdirSync(cli, { recursive: true });
  for (const file of files) copyFileSync(path.join(CLI, file), path.join(cli, file));
  for (const one of ['assets', 'package.json'])
    symlinkSync(path.join(packageRoot(), one), path.join(stand.root, name, one));
  return path.join(cli, 'main.cjs');
}

/** Of a process of its own; rejects where it fails. */
const said = async (main: string, words: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [main, '-w', stand.workspace, ...words], { cwd: stand.root })).stdout;

const LOOKS = [
  ['status'],
  ['queue', 'ls'],
  ['runs', 'ls', '--json'],
  ['events'],
  ['usage'],
  ['approvals', 'ls'],
  ['-V'],
];

test('what only looks needs no other part, and says the same', async () => {
  const alone = buildOf('alone', ['main.cjs', 'program.cjs', ...KEPT]);
  for (const words of LOOKS) expect(await said(alone, words), words.join(' ')).toBe(await said(MAIN, words));
  await expect(said(alone, ['trust'])).rejects.toThrow('rest.cjs');
});

test.skipIf(KEPT.length === 0).each([
  ['of another V8', (cache: Buffer): Buffer => cache.fill(7, 4, 8)],
  ['cut off', (cache: Buffer): Buffer => cache.subarray(0, 1000)],
  ['damaged in its midst', (cache: Buffer): Buffer => cache.fill(7, 300_000, 300_100)],
])('compiled code that is %s is left aside without a word', async (name, spoil) => {
  const main = buildOf(name, ['main.cjs', 'program.cjs', CACHE]);
  writeFileSync(path.join(path.dirname(main), CACHE), spoil(readFileSync(path.join(CLI, CACHE))));
  expect(await said(main, ['queue', 'ls'])).toBe(await said(MAIN, ['queue', 'ls']));
});

test('a quick command that is called wrongly is told by all that there is', async () => {
  const ran = await stand.run(['queue', 'lss']);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('Did you mean queue ls?');
  const help = await stand.run(['status', '--help']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout.match(/Usage: millrace status/g)).toHaveLength(1);
});

test.each(['status', '--version'])('`%s` outlives a reader that leaves before the end', (word) => {
  const shell = `"${process.execPath}" "${MAIN}" -w "${stand.workspace}" ${word} | true; echo \${PIPESTATUS[0]}`;
  const { stdout, stderr } = spawnSync('bash', ['-c', shell], { cwd: stand.root, encoding: 'utf8' });
  expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: '0', stderr: '' });
});
