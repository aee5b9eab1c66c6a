// The unit that systemd reads: whatever a path or a variable holds, it stays one word on its own line.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { keptEnvironment } from './environment.js';
import { unitName, unitText } from './unit.js';

const PLAIN = {
  id: 'ws-1',
  dir: '/home/ada/ws',
  node: '/usr/bin/node',
  main: '/opt/m/dist/cli/main.js',
  env: { PATH: '/usr/bin' },
};

/** `key=value` by section, as systemd reads lines; comments are none. */
function parsed(text: string): Record<string, [string, string][]> {
  const sections: Record<string, [string, string][]> = {};
  let open = '';
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const head = /^\[(\w+)\]$/.exec(line)?.[1];
    if (head !== undefined) sections[(open = head)] = [];
    else sections[open]?.push([line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  }
  return sections;
}

/** A command line in the words that systemd makes of it. */
function wordsOf(line: string): string[] {
  const words = line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? [];
  const plain = (word: string): string =>
    word
      .replaceAll('$$', '$')
      .replaceAll('%%', '%')
      .replace(/\\x([0-9a-f]{2})|\\(.)/g, (_all, hex?: string, sign?: string) =>
        hex === undefined ? (sign ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
      );
  return words.map((word) => plain(word.startsWith('"') ? word.slice(1, -1) : word));
}

const value = (text: string, section: string, key: string): string =>
  parsed(text)[section]?.find(([name]) => name === key)?.[1] ?? '';

const ODD = [
  ['spaces', '/home/ada/my work'],
  ['quotes', '/home/ada/"quoted" \'it\''],
  ['backslashes', '/home/ada/a\\b\\'],
  ['a specifier', '/home/ada/100%h'],
  ['a variable', '/home/ada/$HOME/${X}'],
  ['a line of its own', '/home/ada/x\nExecStartPre=/bin/false\n[Service]'],
  ['a comment', '/home/ada/# x ; y'],
  ['letters of others', '/home/ada/größe-日本'],
] as const;

describe('a path with', () => {
  it.each(ODD)('%s is one word', (_what, dir) => {
    const text = unitText({ ...PLAIN, dir });
    expect(Object.keys(parsed(text))).toEqual(['Unit', 'Service', 'Install']);
    expect(parsed(text)['Service']?.map(([key]) => key)).toEqual(
      parsed(unitText(PLAIN))['Service']?.map(([key]) => key),
    );
    expect(wordsOf(value(text, 'Service', 'ExecStart')).slice(0, 5)).toEqual([
      ...[PLAIN.node, PLAIN.main, '--workspace', dir, 'run'],
    ]);
  });

  it.each(ODD)('%s is one value of the environment', (_what, dir) => {
    const text = unitText({ ...PLAIN, env: { PATH: dir } });
    expect(parsed(text)['Service']?.filter(([key]) => key === 'Environment')).toHaveLength(1);
    expect(wordsOf(value(text, 'Service', 'Environment').replaceAll('$', '$$$$'))).toEqual([`PATH=${dir}`]);
  });
});

it('is not started again for ever: not at all where it would be refused again, else within a bound', () => {
  const text = unitText(PLAIN);
  expect(value(text, 'Service', 'Restart')).toBe('on-failure');
  const never = value(text, 'Service', 'RestartPreventExitStatus').split(' ').map(Number);
  expect(never).toEqual([2, 3, 4, 5, 20]);
  expect(Number(value(text, 'Unit', 'StartLimitBurst'))).toBeGreaterThan(0);
  expect(Number(value(text, 'Unit', 'StartLimitIntervalSec'))).toBeGreaterThan(0);
});

it('stops its own worker alone, and neither agents nor the server', () => {
  const text = unitText(PLAIN);
  expect(value(text, 'Service', 'KillMode')).toBe('process');
  expect(value(text, 'Service', 'ExecStop')).toMatch(/down --now --process "\$\{MAINPID\}"$/);
});

const hasAnalyze = spawnSync('systemd-analyze', ['--version'], { stdio: 'ignore' }).status === 0;

it.runIf(hasAnalyze).each(['/home/ada/ws', ODD[1][1], ODD[5][1]])('systemd takes it: %j', (dir) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-unit-'));
  const file = path.join(folder, unitName('ws-1'));
  // What it starts has to be there.
  const text = unitText({ ...PLAIN, dir, node: process.execPath, main: process.execPath });
  const verify = (unit: string): string => {
    writeFileSync(file, unit);
    const options = { encoding: 'utf8', env: { ...process.env, XDG_RUNTIME_DIR: folder } } as const;
    return spawnSync('systemd-analyze', ['verify', '--user', '--man=no', file], options).stderr;
  };
  try {
    const mine = (said: string): string[] => said.split('\n').filter((line) => line.includes(unitName('ws-1')));
    expect(mine(verify(text))).toEqual([]);
    expect(mine(verify(text.replace('KillMode=process', 'KillMode=nonsense')))).not.toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('keeps of the environment where things are, and no keys', () => {
  const env = {
    PATH: '/bin',
    MALLOC_ARENA_MAX: '8',
    HOME: '/h',
    TEMPORAL_ADDRESS: 'a:1',
    TEMPORAL_API_KEY: 'k',
    OPENAI_API_KEY: 's',
    MILLRACE_SCRIPT: '/s',
  };
  expect(keptEnvironment({ ...env, HTTPS_PROXY: 'http://me:pw@proxy:1', NO_PROXY: 'x' })).toEqual({
    env: { PATH: '/bin', MALLOC_ARENA_MAX: '8', TEMPORAL_ADDRESS: 'a:1', NO_PROXY: 'x' },
    leftOut: ['HTTPS_PROXY', 'OPENAI_API_KEY', 'TEMPORAL_API_KEY'],
  });
});
