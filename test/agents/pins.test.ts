// Files of the workspace that millrace.toml names as programs or hands to them: an agent that rewrites one gets nothing started by it.
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { acceptedPins, assertPinned, pinsOf } from '../../agents/pins.js';
import { runAgent } from '../../agents/run-stage.js';
import { statePaths } from '../../core/contracts/paths.js';
import { namedFiles } from '../../core/ground/programs.js';
import { readConfig } from '../../core/plan/sources/config.js';
import { makeStand, shRunner, type Stand, starts } from './stand.js';

let stand: Stand;
beforeEach(() => void (stand = makeStand()));
const at = (path: string): string => join(stand.workspaceDir, path);

function put(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
  chmodSync(at(path), 0o755);
}

/** Accepts what these settings name, as it is now. Gives the names. */
function accept(toml: string): string[] {
  const config = readConfig('millrace.toml', toml, []);
  if (config === null) throw new Error('no configuration');
  const programs = pinsOf(stand.workspaceDir, namedFiles(config.runners), '/usr/bin');
  writeFileSync(join(stand.stateDir, statePaths.ground), JSON.stringify({ programs }));
  return Object.keys(programs);
}

const codex = (line: string): string => `[runners.codex]\n${line}\n`;
const WAYS: [string, string, string[], () => void][] = [
  ['a program given by its path', codex('command = "./bin/codex"'), ['bin/codex'], () => put('bin/codex', 'evil')],
  [
    'a script among the arguments of another program',
    codex('command = "/usr/bin/node"\nargs = ["tool.js", "exec"]'),
    ['tool.js'],
    () => put('tool.js', 'evil'),
  ],
  [
    'a file within an argument',
    codex('extra_config = [\'mcp_servers.x={command="./bin/mcp"}\']'),
    ['bin/mcp'],
    () => put('bin/mcp', 'evil'),
  ],
  [
    'a file in a variable',
    '[runners.pi.env]\nNODE_OPTIONS = "--require=./tool.js"\n',
    ['tool.js'],
    () => rmSync(at('tool.js')),
  ],
  [
    'a program that comes into a folder of the PATH in the workspace',
    `${codex('command = "newcomer"')}[runners.codex.env]\nPATH = "./bin:/usr/bin"\n`,
    ['bin/newcomer'],
    () => put('bin/newcomer', 'evil'),
  ],
  [
    'a file that was named before it was there',
    codex('args = ["./later.sh"]'),
    ['later.sh'],
    () => put('later.sh', 'evil'),
  ],
  [
    'a link that leads elsewhere afterwards',
    codex('command = "./bin/link"'),
    ['bin/link'],
    () => (rmSync(at('bin/link')), symlinkSync('/bin/false', at('bin/link'))),
  ],
];

test.each(WAYS)('%s: nothing is started once it is another one', async (_what, toml, named, change) => {
  for (const path of ['bin/codex', 'bin/mcp', 'tool.js']) put(path, 'good');
  symlinkSync('/bin/true', at('bin/link'));
  expect(accept(toml)).toEqual(expect.arrayContaining(named));
  const deps = stand.deps({ adapters: [shRunner('true')] });
  expect((await runAgent(stand.request(), deps)).exitKind).toBe('completed');
  change();
  const refused = await runAgent(stand.request({ requestId: `request-${process.pid}-after` }), deps);
  expect(refused).toMatchObject({ exitKind: 'not_started', failure: { class: 'runner_misconfigured' } });
  expect(refused.failure?.detail).toMatch(new RegExp(`accepted them: .*${String(named[0])}.*millrace trust --accept`));
  expect(starts(stand)).toHaveLength(1);
  // The undefended way: where nothing is pinned the same stage starts.
  rmSync(join(stand.stateDir, statePaths.ground));
  await runAgent(stand.request({ requestId: `request-${process.pid}-undefended` }), deps);
  expect(starts(stand)).toHaveLength(2);
});

test('what was put back is as it was accepted, and what lies outside is nobody here to judge', () => {
  put('bin/codex', 'good');
  accept(codex('command = "./bin/codex"\nargs = ["/usr/bin/env", "exec", "a folder/"]'));
  expect(Object.keys(acceptedPins(stand.stateDir)).sort()).toEqual(expect.arrayContaining(['bin/codex']));
  expect(Object.keys(acceptedPins(stand.stateDir)).some((name) => name.startsWith('..') || name === 'exec')).toBe(
    false,
  );
  renameSync(at('bin/codex'), at('bin/kept'));
  expect(() => assertPinned(stand.workspaceDir, stand.stateDir)).toThrow(/bin\/codex/);
  renameSync(at('bin/kept'), at('bin/codex'));
  assertPinned(stand.workspaceDir, stand.stateDir);
  expect(existsSync(at('bin/codex'))).toBe(true);
});
