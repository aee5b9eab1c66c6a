// Completions in the shells themselves, where they are: what a key puts into the line, and that a hostile name does nothing there.
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTerminal, type TerminalScreen } from '../support/terminal.js';
import { MAIN, makeStand, type Stand } from './stand.js';

let stand: Stand;
let env: NodeJS.ProcessEnv;

const HOSTILE = '$(touch pwned) `touch pwned`;touch pwned.md.invalid';

beforeAll(async () => {
  stand = await makeStand();
  const program = join(stand.root, 'millrace');
  writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${MAIN} "$@"\n`);
  chmodSync(program, 0o755);
  const path = `${stand.root}:${process.env['PATH'] ?? ''}`;
  env = { PATH: path, HOME: stand.root, MILLRACE_STATE_HOME: join(stand.root, 'state'), LC_ALL: 'C.UTF-8' };
  const queue = join(stand.workspace, 'millrace-agents', 'tasks', 'queue');
  for (const name of ['T-42.md', 'T-43.md', 'T-1; touch pwned.md', 'T-\u001b[2J.md', HOSTILE])
    writeFileSync(join(queue, name), '');
});
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const isThere = (shell: string): boolean => spawnSync(shell, ['--version'], { stdio: 'ignore' }).status === 0;

const isUntouched = (): boolean =>
  !readdirSync(stand.workspace).includes('pwned') && !existsSync(join(stand.root, 'pwned'));

/** How each shell is started without anybody's settings, and told of our script. */
const SHELLS = {
  bash: {
    start: 'bash --norc -i',
    ready: "bind 'set bell-style none'; bind 'set show-all-if-ambiguous on'; PS1='> '; ",
  },
  zsh: { start: 'zsh -f -i', ready: "autoload -Uz compinit && compinit -D; setopt nobeep nolistbeep; PS1='> '; " },
  fish: { start: 'fish -N -i', ready: "function fish_prompt; echo -n '> '; end; " },
} as const;

async function ready(shell: keyof typeof SHELLS): Promise<TerminalScreen> {
  const { start, ready: before } = SHELLS[shell];
  const terminal = openTerminal(start, { columns: 120, cwd: stand.workspace, env });
  const source = shell === 'fish' ? 'millrace completion fish | source' : `source <(millrace completion ${shell})`;
  terminal.type(`${before}${source}; clear; echo rea''dy\n`);
  await terminal.until(() => terminal.lines().includes('ready'));
  return terminal;
}

const line = (terminal: TerminalScreen): string => terminal.lines().findLast((one) => one.startsWith('>')) ?? '';

describe.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])('%s', (shell) => {
  it.skipIf(!isThere(shell))('completes commands, options, values and ids, and quotes a hostile name', async () => {
    const terminal = await ready(shell);
    const complete = async (typed: string, expected: string): Promise<void> => {
      terminal.type(`${typed}\t`);
      await terminal.until(() => line(terminal).trimEnd().startsWith(`> ${expected}`));
      terminal.type('\u0003');
      await terminal.until(() => line(terminal).trimEnd() === '>');
    };
    await complete('millrace stat', 'millrace status');
    await complete('millrace queue sh', 'millrace queue show');
    await complete('millrace queue show T-', 'millrace queue show T-4');
    await complete('millrace logs T-', 'millrace logs T-4');
    await complete('millrace usage --by li', 'millrace usage --by lineage');
    await complete('millrace run --max-s', 'millrace run --max-stages');
    await complete('millrace -w . quarantine drop \\$', String.raw`millrace -w . quarantine drop \$\(touch\ pwned\)`);
    expect(isUntouched()).toBe(true);
    terminal.type('exit\n');
    await terminal.ended;
  });
});

it('does nothing with a name that a shell would obey, once it is in the line', async () => {
  const script = `source <(millrace completion bash)
COMP_WORDS=(millrace quarantine drop "") COMP_CWORD=3
_millrace millrace
eval "printf '%s|' \${COMPREPLY[*]}"`;
  const said = await new Promise<string>((resolve) =>
    execFile('bash', ['--norc', '-c', script], { cwd: stand.workspace, env }, (_error, stdout) => resolve(stdout)),
  );
  expect(said).toBe(`${HOSTILE}|`);
  expect(isUntouched()).toBe(true);
});

it('would be obeyed if the script left quoting out', async () => {
  const script = `source <(millrace completion bash | sed '/printf -v word/d')
COMP_WORDS=(millrace quarantine drop "") COMP_CWORD=3
_millrace millrace
eval "printf '%s|' \${COMPREPLY[*]}"`;
  const away = join(stand.root, 'away');
  await new Promise((resolve) =>
    execFile(
      'bash',
      ['--norc', '-c', `mkdir ${away}; cd ${away}; export MILLRACE_WORKSPACE=${stand.workspace}; ${script}`],
      { env },
      resolve,
    ),
  );
  expect(readdirSync(away)).toContain('pwned');
});

it('offers what has ended only to commands that look, and the keys of settings', async () => {
  writeFileSync(join(stand.workspace, 'millrace-agents', 'tasks', 'done', 'T-99.md'), '');
  const offered = async (...words: string[]): Promise<string> => {
    const { stdout } = await stand.run(['complete', '--', ...words], { cwd: stand.workspace });
    return stdout;
  };
  expect(await offered('queue', 'show', 'T-')).toContain('T-99');
  expect(await offered('cancel', 'T-')).toContain('T-42');
  expect(await offered('cancel', 'T-')).not.toContain('T-99');
  expect(await offered('restore', 'T-')).toContain('T-99');
  expect(await offered('config', 'set', 'recovery.')).toContain('recovery.max_fix_cycles\n');
});

it('says nothing where nothing is known, and never an error', async () => {
  for (const words of [
    ['queue', 'show', ''],
    ['--nonsense', ''],
    ['queue', '\u001b', '-'],
    ['-w', '/nowhere', 'logs', ''],
    [],
  ]) {
    const ran = await stand.run(['complete', '--', ...words]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^(words|files)\n/);
  }
});
