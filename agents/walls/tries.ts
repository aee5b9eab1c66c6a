// Tries the walls: a command behind those of a permission does in a made-up workspace what it may and what it must not.
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deskFolders, RUNTIME_DIR } from '../../core/contracts/paths.js';
import type { Permission } from '../../core/contracts/plan.js';
import { jsonObject } from '../../core/json-lines.js';
import { own } from '../../core/own.js';
import { writeAtomicSync } from '../../disk/write.js';
import type { RunContext } from '../adapter.js';

export type Walled = Exclude<Permission, 'maximum'>;

export type MadeUp = Pick<RunContext, 'workspaceDir' | 'treeDir' | 'stateDir' | 'deskDir' | 'tmpDir' | 'env'>;

export interface TriedWalls {
  permission: Walled;
  capabilities: Record<string, never>;
  plane: 'execution';
  requestId: string;
}

/** Runs a command behind the walls of such a stage; gives what it printed. */
export type Behind = (asked: TriedWalls, place: MadeUp, command: readonly string[]) => Promise<string>;

interface Try {
  /** In words: "read our state". */
  what: string;
  /** The code that is run; it throws where a wall stands. */
  code: string;
  /** Whether it is to succeed. */
  may: boolean;
  /** What is there when it did, seen from outside; absent: its own word counts. */
  leaves?: string;
}

/** `online`: the network is open in any case. What each try did otherwise than it must, in words; none: the walls stand. Null: nothing ran there. */
export async function faultsOf(permission: Walled, online: boolean, behind: Behind): Promise<string[] | null> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-walls-')));
  const server = createServer((socket) => socket.destroy());
  try {
    const place = madeUp(root);
    const tries = triesOf(root, permission, online, await portOf(server));
    const asked: TriedWalls = { permission, capabilities: {}, plane: 'execution', requestId: root };
    const stdout = await behind(asked, place, [process.execPath, '-e', scriptOf(tries)]);
    const done = jsonObject(stdout.trim().split('\n').at(-1));
    const did = ({ what, leaves }: Try): boolean =>
      own(done ?? {}, what) === true && (leaves === undefined || existsSync(leaves));
    return done === null ? null : tries.flatMap((one) => (did(one) === one.may ? [] : faultOf(one.what, one.may)));
  } finally {
    server.close();
    rmSync(root, { recursive: true, force: true });
  }
}

const faultOf = (what: string, may: boolean): string => `it ${may ? 'cannot' : 'can'} ${what}`;

function madeUp(root: string): MadeUp {
  const at = (...names: string[]): string => join(root, ...names);
  const workspaceDir = at('tree');
  const place = {
    ...{ workspaceDir, treeDir: workspaceDir, stateDir: at('state', 'ws'), tmpDir: at('state', 'ws', 'tmp') },
    deskDir: at('tree', RUNTIME_DIR, 'desk', 'd'),
  };
  for (const folder of [join(place.deskDir, deskFolders.earlier), place.tmpDir, at('tree', '.git'), at('home', '.ssh')])
    mkdirSync(folder, { recursive: true });
  const files = [at('tree', RUNTIME_DIR, 'millrace.toml'), at('tree', '.git', 'HEAD'), at('state', 'ws', 'prompt')];
  for (const file of [...files, at('home', '.ssh', 'key')]) writeAtomicSync(file, 'x');
  return { ...place, env: { HOME: at('home'), PATH: process.env['PATH'] } };
}

/** Whatever a try leaves is in the made-up folder, also where no wall stands. */
function triesOf(root: string, permission: Walled, online: boolean, port: number): Try[] {
  const at = (...names: string[]): string => JSON.stringify(join(root, ...names));
  const write = (...names: string[]): string => `fs.appendFileSync(${at(...names)}, 'x')`;
  const anywhere = permission === 'elevated';
  return [
    { what: 'read the tree', code: `fs.readFileSync(${at('tree', '.git', 'HEAD')})`, may: true },
    { what: 'write in its temporary folder', code: write('state', 'ws', 'tmp', 'new'), may: true },
    { what: 'see processes of others', code: `process.kill(${process.pid}, 0)`, may: false },
    { what: 'write in the tree', code: write('tree', 'new'), may: permission !== 'read_only' },
    { what: 'write on its desk', code: write('tree', RUNTIME_DIR, 'desk', 'd', 'new'), may: true },
    {
      what: 'change earlier reports',
      code: write('tree', RUNTIME_DIR, 'desk', 'd', deskFolders.earlier, 'new'),
      may: false,
    },
    { what: 'write millrace.toml', code: write('tree', RUNTIME_DIR, 'millrace.toml'), may: false },
    {
      what: `rename ${RUNTIME_DIR}`,
      code: `fs.renameSync(${at('tree', RUNTIME_DIR)}, ${at('tree', 'moved')})`,
      may: false,
    },
    { what: 'write in .git', code: write('tree', '.git', 'new'), may: anywhere },
    { what: 'read our state', code: `fs.readFileSync(${at('state', 'ws', 'prompt')})`, may: false },
    { what: 'read keys', code: `fs.readFileSync(${at('home', '.ssh', 'key')})`, may: false },
    { what: 'write beside the tree', code: write('new'), may: anywhere, leaves: join(root, 'new') },
    { what: 'reach the network', code: `await reach(${port})`, may: anywhere || online },
  ];
}

const scriptOf = (tries: Try[]): string => `
const fs = require('node:fs'), net = require('node:net');
const reach = (port) => new Promise((done, failed) => net.connect(port, '127.0.0.1', done).on('error', failed));
const tries = {${tries.map(({ what, code }) => `${JSON.stringify(what)}: async () => { ${code} }`).join(', ')}};
(async () => {
  const done = {};
  for (const [what, go] of Object.entries(tries)) done[what] = await go().then(() => true, () => false);
  // Not by console: where the network is closed Node cannot use the socket that its parent reads.
  fs.writeSync(1, JSON.stringify(done));
  process.exit();
})();`;

function portOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
