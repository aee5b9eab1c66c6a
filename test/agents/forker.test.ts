// Hosts that the forker starts, a small program or a shell, are as those that the worker starts itself: what they get, how they live on, and that there is one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureHost, type HostSpec } from '../../agents/host/ensure.js';
import { closeForker, forkerPid, openForker, startByForker } from '../../agents/host/forker.js';
import { look, readHost } from '../../agents/host/journal.js';
import { readEnd } from '../../agents/host/result.js';
import { identityOf, isAlive, readStat } from '../../disk/identity.js';
import { makeStand, type Stand, starts, until } from './stand.js';

/** Set: all is done by shells, as where no compiler was. */
const BY_SHELLS = 'MILLRACE_NO_SUBREAPER';

afterEach(() => {
  closeForker();
  Reflect.deleteProperty(process.env, BY_SHELLS);
});

/** Not the mark, and not what one shell counts for another. */
const PLAIN = { PATH: process.env['PATH'] ?? '', TERM: 'dumb', QUOTED: `it's "$HOME" \\ *\nand more`, EMPTY: '' };

function spec(stand: Stand, script: string, env: Record<string, string> = PLAIN): HostSpec {
  const journal = stand.journal();
  return {
    ...{ journal, treeDir: stand.workspaceDir, foreground: true, beat: () => undefined },
    ...{ stdoutFile: join(journal.dir, 'out'), stderrFile: join(journal.dir, 'err') },
    launch: async () => ({ argv: ['sh', '-c', `echo $$ >>starts; ${script}`], env, stdin: null, notes: [] }),
  };
}

const done = (stand: Stand): Promise<void> => until(() => look(stand.journal()).state === 'done');

/** What an agent sees of what it was given: variables, open files, folder, mask, and whether its host leads a session. */
async function seen(): Promise<string> {
  const stand = makeStand();
  const script = `env -0 | sort -z | tr '\\0' '|'; echo; readlink /proc/self/fd/[0-9]* /proc/$PPID/cwd; umask; cut -d' ' -f6 /proc/$PPID/stat; echo $PPID`;
  await ensureHost(spec(stand, script));
  await done(stand);
  expect(readEnd(stand.journal())).toMatchObject({ kind: 'exited', exitCode: 0 });
  const host = String(readHost(stand.journal())?.pid);
  const text = readFileSync(join(stand.journal().dir, 'out'), 'utf8');
  return text
    .replaceAll(stand.workspaceDir, 'WORKSPACE')
    .replaceAll(stand.stateDir, 'STATE')
    .replaceAll(stand.journal().requestId, 'REQUEST')
    .replace(/^.*\/proc\/\d+\/fd\n/gm, '')
    .replace(new RegExp(`^${host}$`, 'gm'), 'HOST')
    .replace(/^\d{3,}$/gm, (number) => (number === '0022' ? number : 'SESSION'))
    .replace(/\|(?:SHLVL|_)=[^|]*/g, '');
}

describe.each([
  ['a program', ''],
  ['a shell', '1'],
])('by %s:', (_what, byShells) => {
  beforeEach(() => {
    if (byShells !== '') process.env[BY_SHELLS] = byShells;
  });

  test('an agent is given the same variables, files, folder and mask as one that the worker starts', async () => {
    const plain = await seen();
    openForker();
    const pid = forkerPid();
    const forked = await seen();
    expect(forked).toBe(plain);
    expect(forked).toContain(`|QUOTED=${PLAIN.QUOTED}|`);
    expect(forkerPid(), 'by the forker').toBe(pid);
  });

  test('the host is a child of the forker, in a session of its own, and no list of processes shows a variable', async () => {
    const stand = makeStand();
    openForker();
    await ensureHost(spec(stand, 'sleep 30', { ...PLAIN, SECRET: 'not-for-lists' }));
    const host = readHost(stand.journal())?.pid ?? 0;
    let top = host;
    while ((readStat(top)?.parent ?? 0) !== forkerPid() && top > 1) top = readStat(top)?.parent ?? 0;
    expect(readStat(top)?.session).toBe(top);
    for (const pid of [host, top, forkerPid() ?? 0])
      expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('not-for-lists');
    expect(readFileSync(`/proc/${forkerPid()}/environ`, 'utf8')).toBe('');
  });

  describe('where the forker does not come, the host comes without it, and once:', () => {
    const oneStart = async (stand: Stand): Promise<void> => {
      expect(await ensureHost(spec(stand, 'true'))).toBe('started');
      await done(stand);
      expect(starts(stand)).toHaveLength(1);
    };

    test('it was killed, and another takes its place', async () => {
      openForker();
      const first = forkerPid() ?? 0;
      process.kill(first, 'SIGKILL');
      await oneStart(makeStand());
      await until(() => forkerPid() !== first);
      await oneStart(makeStand());
      expect(forkerPid()).not.toBeNull();
    });

    test('it hangs, and starts a second host when it goes on', async () => {
      const stand = makeStand();
      openForker();
      const first = identityOf(forkerPid() ?? 0);
      process.kill(first?.pid ?? 0, 'SIGSTOP');
      await oneStart(stand);
      expect(forkerPid(), 'given up').toBeNull();
      process.kill(first?.pid ?? 0, 'SIGCONT');
      await until(() => first === null || !isAlive(first));
      expect(starts(stand)).toHaveLength(1);
    });
  });

  test('hosts that have ended leave nothing behind in the forker', async () => {
    openForker();
    for (let count = 0; count < 3; count += 1) {
      const stand = makeStand();
      await ensureHost(spec(stand, 'true'));
      await done(stand);
    }
    const children = (): string[] =>
      readFileSync(`/proc/${forkerPid()}/task/${forkerPid()}/children`, 'utf8').split(' ').filter(Boolean);
    startByForker({ cwd: '/', env: PLAIN, argv: ['true'] });
    await until(() => children().length <= 1);
  });

  test('a killed worker takes the forker with it, and not the host', async () => {
    const stand = makeStand();
    const built = new URL('../../dist/agents/host/', import.meta.url);
    const { journal, stdoutFile, stderrFile, treeDir, foreground } = spec(stand, '');
    const argv = ['sh', '-c', 'echo $$ >>starts; while [ ! -e go ]; do sleep 0.05; done; echo out'];
    const launch = JSON.stringify({ argv, env: PLAIN, stdin: null, notes: [] });
    const program = `
      const { openForker, forkerPid } = await import(${JSON.stringify(new URL('forker.js', built).href)});
      const { ensureHost } = await import(${JSON.stringify(new URL('ensure.js', built).href)});
      openForker();
      const spec = ${JSON.stringify({ journal, stdoutFile, stderrFile, treeDir, foreground })};
      await ensureHost({ ...spec, launch: async () => (${launch}), beat() {} });
      process.stdout.write(String(forkerPid()));
      setInterval(() => {}, 1000);`;
    const worker = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(worker.stdout, 'data')) as [Buffer];
    const forker = identityOf(Number(said.toString()));
    expect(forker !== null && isAlive(forker)).toBe(true);
    worker.kill('SIGKILL');
    await until(() => forker === null || !isAlive(forker));
    expect(look(stand.journal()).state).toBe('running');
    writeFileSync(join(stand.workspaceDir, 'go'), '');
    await done(stand);
    expect(readEnd(stand.journal())).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(existsSync(stdoutFile) && readFileSync(stdoutFile, 'utf8')).toBe('out\n');
  });
});

const ODD = {
  'that no shell can set': 'npm_config_@scope:registry',
  'that mean something to a shell': 'IFS',
  'that a shell lets nobody set': 'BASHOPTS',
};

describe('variables', () => {
  const given = async (name: string): Promise<void> => {
    const stand = makeStand();
    const script = `tr '\\0' '\\n' </proc/$$/environ | grep -c '^${name}=x$'`;
    await ensureHost(spec(stand, script, { ...PLAIN, [name]: 'x' }));
    await done(stand);
    expect(starts(stand)).toHaveLength(1);
    expect(readFileSync(join(stand.journal().dir, 'out'), 'utf8')).toBe('1\n');
  };

  test.each(Object.entries(ODD))('%s are passed by the program', async (_what, name) => {
    openForker();
    expect(startByForker({ cwd: '/', env: { [name]: 'x' }, argv: ['true'] })).toBe(true);
    await given(name);
  });

  test.each(Object.entries(ODD))('%s are no matter for a shell: the host comes without it', async (_what, name) => {
    process.env[BY_SHELLS] = '1';
    openForker();
    expect(startByForker({ cwd: '/', env: { [name]: 'x' }, argv: ['true'] })).toBe(false);
    const stand = makeStand();
    await ensureHost(spec(stand, 'true', { ...PLAIN, [name]: 'x' }));
    await done(stand);
    expect(starts(stand)).toHaveLength(1);
  });
});
