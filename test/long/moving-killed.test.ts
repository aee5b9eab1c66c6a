// `workspaces export` and `import` under SIGKILL, before any one of their steps and at any moment of their time: nothing is lost or half there, the same
// command given again gets there or says what is in the way, and never do two hosts have the workspace, nor none.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { packageRoot } from '../../disk/package-root.js';
import type { Bench, Ended } from '../support/bench.js';
import { runHere } from '../support/in-process.js';
import { mortal, type Mortal } from '../support/mortal.js';
import { taskText } from '../support/task-text.js';
import { gitIn, makeTraveller } from '../support/traveller.js';

const IS_FULL = process.env['MILLRACE_LONG'] === 'full';
/** Kills of each kind for each command. */
const KILLS = IS_FULL ? 1000 : 12;
const main = path.join(packageRoot(), 'dist', 'cli', 'main.cjs');

let a: Bench;
let root: string;
let archive: string;
let dying: Mortal;

beforeAll(async () => {
  a = await makeTraveller(inject('temporalAddress'));
  root = path.dirname(a.workspace);
  archive = path.join(root, 'out', 'shop.millrace');
  mkdirSync(path.dirname(archive));
  dying = mortal(root, root);
  await a.ok('run', '--until', 'idle');
  writeFileSync(path.join(a.workspace, 'millrace-agents/tasks/queue/t2.md'), taskText('t2'));
});
afterAll(() => a.close());

interface Death {
  env: NodeJS.ProcessEnv;
  /** ms; null: it dies by itself, or not at all. */
  after: number | null;
  /** Together with the programs that it started, as where the power fails. */
  withAll: boolean;
}
const alive: Death = { env: {}, after: null, withAll: false };

async function command(args: readonly string[], home: string, { env, after, withAll }: Death): Promise<Ended> {
  const given = { cwd: a.workspace, env: { ...a.env, MILLRACE_STATE_HOME: home, ...env }, detached: true };
  const child = spawn(process.execPath, [main, ...args], given);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('exit', (code, signal) => resolve({ code, signal, output })));
  if (after !== null && child.pid !== undefined) {
    await Promise.race([sleep(after), ended]);
    if (child.exitCode === null && child.signalCode === null) process.kill(withAll ? -child.pid : child.pid, 'SIGKILL');
  }
  return ended;
}

/** Steps and moments at which it dies, over an undisturbed run. */
async function deaths(undisturbed: (death: Death) => Promise<Ended>): Promise<[string, () => Death][]> {
  const began = performance.now();
  const { code, output } = await undisturbed({ ...alive, env: dying.dyingAt(null) });
  if (code !== 0) throw new Error(output);
  const took = performance.now() - began;
  const steps = dying.steps();
  const stride = Math.max(1, steps.length / KILLS);
  const chosen = Array.from({ length: Math.min(KILLS, steps.length) }, (_, n) => Math.floor(n * stride) + 1);
  // What changes who has it is always among them.
  for (const [at, step] of steps.entries())
    if (/^(link|rename|rm|rmdir)Sync .*(?<!owner\.json)$/.test(step) && IS_FULL) chosen.push(at + 1);
  const byStep = [...new Set(chosen)].map((at): [string, () => Death] => [
    `before step ${at} of ${steps.length}: ${steps[at - 1] ?? ''}`,
    () => ({ ...alive, env: dying.dyingAt(at) }),
  ]);
  const moments = Math.min(KILLS, 25);
  const byTime = Array.from({ length: moments }, (_, n): [string, () => Death] => {
    const after = 0.3 * took + (0.7 * took * n) / moments;
    return [`after ${Math.round(after)} ms`, () => ({ env: {}, after, withAll: n % 2 === 0 })];
  });
  return [...byStep, ...byTime];
}

/** What counts: names, kinds and bytes of all below. */
function digests(folder: string, isLeftOut: (path: string) => boolean = () => false): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (below: string): void => {
    for (const name of readdirSync(path.join(folder, below)).sort()) {
      const inner = below === '' ? name : `${below}/${name}`;
      if (isLeftOut(inner)) continue;
      const stat = lstatSync(path.join(folder, inner));
      if (stat.isDirectory()) walk(inner);
      else
        found[inner] = stat.isFile()
          ? createHash('sha256')
              .update(readFileSync(path.join(folder, inner)))
              .digest('hex')
          : 'other';
    }
  };
  if (existsSync(folder)) walk('');
  return found;
}

/** What names nobody is left alone while it is young. */
function grownOld(folder: string): void {
  const then = Date.now() / 1000 - 3600;
  for (const name of names(folder)) utimesSync(path.join(folder, name), then, then);
}

/** Of processes, not of the workspace. */
const isOfProcesses = (name: string): boolean => /^(lease\.|workers(\/|$)|left\.json$)/.test(name);
const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

it('export leaves no archive or a whole one, and the workspace as it was', async () => {
  const before = [digests(a.workspace), digests(a.stateDir(), isOfProcesses)];
  const left = path.join(a.stateDir(), 'left.json');
  const exported = (death: Death): Promise<Ended> => command(['workspaces', 'export', archive], a.stateHome, death);
  const anew = (): void => [archive, left].forEach((file) => rmSync(file, { force: true }));
  const all = await deaths(exported);
  const faults: string[] = [];
  for (const [when, death] of all) {
    anew();
    await exported(death());
    const fault = (what: string): void => void faults.push(`${when}: ${what}`);
    if (JSON.stringify([digests(a.workspace), digests(a.stateDir(), isOfProcesses)]) !== JSON.stringify(before))
      fault('the workspace changed');
    const isThere = existsSync(archive);
    if (isThere && !existsSync(left)) fault('two hosts may have it');
    if (isThere) {
      const looked = await runHere(['workspaces', 'import', archive, '--into', path.join(root, 'no'), '--dry-run'], {
        cwd: root,
        env: { ...a.env, MILLRACE_STATE_HOME: path.join(root, 'looker') },
      });
      if (looked.code !== 0) fault(`not whole: ${looked.output}`);
    }
    grownOld(path.join(a.stateHome, '.moving'));
    const again = await exported(alive);
    const isTold = again.code === 5 && again.output.includes('was exported to it');
    if (isThere ? !isTold : again.code !== 0) fault(`again: ${again.code} ${again.output}`);
    // Where the archive was whole it refuses at once, and what is left goes with the next one.
    const rest = [...names(path.dirname(archive)), ...names(path.join(a.stateHome, '.moving'))];
    if (!isThere && rest.join() !== 'shop.millrace') fault(`left: ${rest.join()}`);
  }
  anew();
  expect((await exported(alive)).code).toBe(0);
  expect(faults).toEqual([]);
});

/** What a folder holds for whoever works with it. */
function standIn(folder: string): unknown {
  const files = digests(folder, (name) => name === '.git' || /millrace-agents\/logs/.test(name));
  return [
    files,
    gitIn(folder, 'for-each-ref'),
    gitIn(folder, 'status', '--porcelain'),
    gitIn(folder, 'fsck', '--connectivity-only'),
  ];
}

it('import is whole or has left all as it was, and the same command again gets there', async () => {
  const [home, into] = [path.join(root, 'b/home'), path.join(root, 'b/shop')];
  const anew = (): void => {
    rmSync(path.join(root, 'b'), { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
  };
  const id = path.basename(a.stateDir());
  const imported = (death: Death): Promise<Ended> =>
    command(['workspaces', 'import', archive, '--into', into], home, death);
  const ran = async (...args: string[]): Promise<string> => {
    const { code, output } = await runHere([...args, '-w', into], {
      cwd: root,
      env: { ...a.env, MILLRACE_HOST: 'beta', MILLRACE_STATE_HOME: home },
    });
    return `${code} ${output}`.replace(/[\d.]+ *\w+ ago +/g, '');
  };
  const said = async (): Promise<string[]> => {
    const answers: string[] = [];
    for (const args of [
      ['queue', 'ls'],
      ['diff', 't1'],
      ['runs', 'ls'],
    ])
      answers.push(await ran(...args));
    return answers;
  };
  anew();
  const all = await deaths(imported);
  const [whole, answers] = [standIn(into), await said()];
  const state = (): unknown => [
    digests(
      path.join(home, id),
      (name) => isOfProcesses(name) || /^(arrived|folder)\.json$|^checkpoints\/objects/.test(name),
    ),
    ['arrived.json', 'folder.json'].map((name) => existsSync(path.join(home, id, name))),
    gitIn(path.join(home, id, 'checkpoints'), 'for-each-ref'),
  ];
  const wholeState = JSON.stringify(state());
  const faults: string[] = [];
  for (const [when, death] of all) {
    anew();
    await imported(death());
    const fault = (what: string): void => void faults.push(`${when}: ${what}`);
    const [isThere, wasWhole] = [existsSync(into), existsSync(path.join(home, id, 'folder.json'))];
    if (wasWhole && !isThere) fault('the state is of a folder that is not there');
    grownOld(path.join(home, '.moving'));
    if (isThere && JSON.stringify(standIn(into)) !== JSON.stringify(whole)) fault('the folder is half there');
    const again = await imported(alive);
    const isTold = again.code === 5 && /already[^]*`millrace run --accept -w/.test(again.output);
    if (wasWhole ? !isTold : again.code !== 0) fault(`again: ${again.code} ${again.output}`);
    if (JSON.stringify(standIn(into)) !== JSON.stringify(whole)) fault('the folder is not whole');
    if (JSON.stringify(state()) !== wholeState) fault('the state is not whole');
    if (JSON.stringify(await said()) !== JSON.stringify(answers))
      fault(`it says something else: ${(await said()).join()}`);
    // A lock of nobody is taken over by the next one that gets so far.
    const inMoving = names(path.join(home, '.moving')).filter((name) => !wasWhole || !name.endsWith('.lock'));
    const rest = [
      ...inMoving,
      ...names(path.dirname(into)).filter((name) => !['home', 'shop'].includes(name)),
      ...names(home).filter((name) => ![id, '.moving'].includes(name)),
    ];
    if (rest.length > 0) fault(`left: ${rest.join()}`);
  }
  expect(faults).toEqual([]);
});

it('a file that is cut short or has a byte changed is refused with words', async () => {
  if (!existsSync(archive)) await command(['workspaces', 'export', archive], a.stateHome, alive);
  const bytes = readFileSync(archive);
  const [bad, home] = [path.join(root, 'bad'), path.join(root, 'bad-home')];
  const header = bytes.indexOf('\n\nPACK');
  const cuts = [
    0,
    1,
    15,
    200,
    header,
    header + 6,
    bytes.length >> 2,
    bytes.length >> 1,
    bytes.length - 20,
    bytes.length - 1,
  ];
  const flips = [
    0,
    5,
    20,
    ...Array.from({ length: 12 }, (_, n) => Math.floor((header * n) / 12)),
    header + 4,
    bytes.length >> 1,
    bytes.length - 1,
  ];
  const cases = [
    ...cuts.map((at) => [`cut at ${at}`, bytes.subarray(0, at)] as const),
    ...flips.map((at) => {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      return [`byte ${at} of ${bytes.length}, header ${header}`, flipped] as const;
    }),
  ];
  const faults: string[] = [];
  for (const [what, content] of cases) {
    writeFileSync(bad, content);
    const { code, output } = await runHere(['workspaces', 'import', bad, '--into', path.join(root, 'no')], {
      cwd: root,
      env: { ...a.env, MILLRACE_STATE_HOME: home },
    });
    if (code !== 1 || !output.includes('Nothing was changed')) faults.push(`${what}: ${code} ${output}`);
    if (existsSync(path.join(root, 'no')) || names(home).some((name) => name !== '.moving'))
      faults.push(`${what}: something is there`);
    rmSync(path.join(root, 'no'), { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  }
  expect(faults).toEqual([]);
});
