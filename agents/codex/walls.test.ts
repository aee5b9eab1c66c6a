// What each Codex is asked for by each permission: a profile, or `--sandbox`, and never both.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stageRequest } from '../../test/support/stage-request.js';
import type { RunContext } from '../adapter.js';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import type { CodexConfig } from './settings.js';
import { codexAdapter } from './adapter.js';
import { liftsWalls } from './lifts-walls.js';
import { profileName } from './profile.js';
import { knowsProfiles } from './version.js';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-walls-')));
  for (const name of [
    'home/.ssh',
    'bin',
    'work/millrace-agents/desk/d1/earlier',
    'work/millrace-agents/skills',
    'state/ws',
  ])
    mkdirSync(join(root, name), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The command line of a stage under a Codex of this version. */
async function launch(
  version: string,
  change: Parameters<typeof stageRequest>[0] = {},
  config: Partial<CodexConfig> = {},
  env: NodeJS.ProcessEnv = process.env,
) {
  const command = join(root, 'bin', `codex-${version}`);
  writeFileSync(command, `#!/bin/sh\n[ "$1" = --version ] && echo "codex-cli ${version}"\nexit 0\n`);
  chmodSync(command, 0o755);
  const workspaceDir = join(root, 'work');
  const context = {
    ...{
      workspaceDir,
      treeDir: workspaceDir,
      stateDir: join(root, 'state', 'ws'),
      tmpDir: join(root, 'state', 'ws', 'tmp', '1'),
    },
    deskDir: join(workspaceDir, 'millrace-agents', 'desk', 'd1'),
    config: { ...DEFAULT_RUNNER_CONFIG, codex: { ...DEFAULT_RUNNER_CONFIG.codex, command, ...config } },
    env: { HOME: env === process.env ? join(root, 'home') : (env['HOME'] ?? ''), PATH: env['PATH'] },
  } as unknown as RunContext;
  return codexAdapter.prepare(stageRequest(change), context);
}

const PERMISSIONS = ['read_only', 'basic', 'elevated', 'maximum'] as const;

describe('a Codex that knows profiles', () => {
  test.each(PERMISSIONS)('has one for %s, or none and says so to Codex', async (permission) => {
    const { argv, notes } = await launch('0.169.0', { permission });
    const line = argv.join(' ');
    expect(line.includes('default_permissions=')).toBe(permission !== 'maximum');
    expect(line).not.toMatch(/--sandbox|sandbox_mode/);
    expect(line.includes('--dangerously-bypass-approvals-and-sandbox')).toBe(permission === 'maximum');
    expect(notes.join()).not.toContain('knows no permission profiles');
    expect(line.includes('approval_policy="never"')).toBe(permission !== 'maximum');
  });

  test('gives each stage a profile of its own name, after whatever the configuration says', async () => {
    const { argv } = await launch('0.169.0', { requestId: 'r1' }, { extraConfig: ['approval_policy="on-request"'] });
    expect(argv).toContain(`default_permissions="${profileName('r1')}"`);
    expect(profileName('r1')).not.toBe(profileName('r2'));
    expect(argv.indexOf('approval_policy="never"')).toBeGreaterThan(argv.indexOf('approval_policy="on-request"'));
  });

  test('names what is there: the tree is open, our ground, state and keys are not', async () => {
    const { argv } = await launch('1.0.0');
    const table = argv.find((one) => /^permissions\.millrace_\w+\.filesystem=/.test(one)) ?? '';
    for (const [path, access] of [
      ['work/millrace-agents', 'read'],
      ['work/millrace-agents/desk/d1', 'write'],
      ['work/millrace-agents/desk/d1/earlier', 'read'],
      ['state/ws/tmp/1', 'write'],
      ['state', 'deny'],
      ['home/.ssh', 'deny'],
    ])
      expect(table).toContain(`"${join(root, path ?? '')}"="${access}"`);
    expect(table).not.toContain('.gnupg');
    expect(argv).toContain(`shell_environment_policy.set.TMPDIR="${join(root, 'state/ws/tmp/1')}"`);
  });

  test('hides no folder in which the home of commands or their programs lie, but its other parts', async () => {
    mkdirSync(join(root, 'state', 'other'));
    const shown = { HOME: join(root, 'home'), PATH: join(root, 'state', 'bin') };
    mkdirSync(shown.PATH);
    const table = (await launch('1.0.0', {}, {}, shown)).argv.join(' ');
    expect(table).toContain(`"${join(root, 'state/other')}"="deny"`);
    expect(table).toContain(`"${join(root, 'state/ws')}"="deny"`);
    expect(table).not.toContain(`"${join(root, 'state')}"="deny"`);
  });

  test('a stage that learns writes its desk and nothing else: no skill, and not the tree', async () => {
    const capabilities = { 'workspace.write': 'allow' } as const;
    const learning = (await launch('1.0.0', { plane: 'learning', capabilities })).argv.join(' ');
    expect(learning).not.toContain('millrace-agents/skills"="write"');
    expect(learning).not.toContain('workspace_roots');
    expect(learning).toMatch(/desk[^"]*"="write"|desks[^"]*"="write"/);
    expect((await launch('1.0.0', { capabilities })).argv.join(' ')).toContain('":workspace_roots"={"."="write"}');
    const anywhere = await launch('1.0.0', { plane: 'learning', permission: 'elevated', capabilities });
    expect(anywhere.argv.join(' '), 'who may write anywhere').toContain('":workspace_roots"');
  });

  test('keys behind a link are hidden where they lie', async () => {
    mkdirSync(join(root, 'keys'));
    symlinkSync(join(root, 'keys'), join(root, 'home', '.gnupg'));
    expect((await launch('1.0.0')).argv.join(' ')).toContain(`"${join(root, 'keys')}"="deny"`);
  });

  test.each<[string, Partial<CodexConfig>]>([
    ['--sandbox', { args: ['exec', '--sandbox', 'workspace-write'] }],
    ['-s', { args: ['exec', '-s', 'read-only'] }],
    ['-sread-only', { args: ['exec', '-sread-only'] }],
    ['--sandbox=danger-full-access', { args: ['exec', '--sandbox=danger-full-access'] }],
    ['--dangerously-bypass-approvals-and-sandbox', { args: ['exec', '--dangerously-bypass-approvals-and-sandbox'] }],
    ['--add-dir', { args: ['exec', '--add-dir', '/'] }],
    ['--approve-for-me', { args: ['exec', '--approve-for-me'] }],
    ['sandbox_mode=1', { extraConfig: ['sandbox_mode=1'] }],
    ['default_permissions=1', { extraConfig: ['a=1', 'default_permissions=1'] }],
    ['permissions.millrace.filesystem={}', { extraConfig: ['permissions.millrace.filesystem={}'] }],
    ['permissions={}', { args: ['exec', '-c', 'permissions={}'] }],
    ['sandbox_mode=2', { args: ['exec', '--config=sandbox_mode=2'] }],
  ])('is refused beside %s, which would switch it off; `maximum` has nothing to lose', async (item, config) => {
    const refused = { failureClass: 'runner_misconfigured', detail: expect.stringContaining(`"${item}"`) as string };
    await expect(launch('0.169.0', {}, config)).rejects.toMatchObject(refused);
    await expect(launch('0.169.0', { permission: 'maximum' }, config)).resolves.toBeDefined();
  });

  test.each<[Partial<CodexConfig>]>([
    [{ extraConfig: ['sandbox_workspace_write.network_access=true'] }],
    [{ extraConfig: ['sandbox_workspace_write={writable_roots=["/x"]}'] }],
    [{ args: ['exec', '-c', 'sandbox_workspace_write.exclude_slash_tmp=true'] }],
    [{ extraConfig: ['approval_policy = "on-request"'] }],
    [{ extraConfig: ['approvals_reviewer="auto_review"'] }],
  ])('says what of the older sandbox has no effect: %j', async (config) => {
    expect((await launch('0.169.0', {}, config)).notes.join()).toContain('has no effect');
    expect((await launch('0.139.0', {}, config)).notes.join()).not.toContain('has no effect');
  });

  test('takes what has nothing to do with walls', () => {
    const { args } = DEFAULT_RUNNER_CONFIG.codex;
    const extraConfig = [
      'model="m"',
      'permissions_note=1',
      'approval_policy="never"',
      'sandbox_workspace_write.network_access=true',
    ];
    expect(liftsWalls({ args: [...args, '--search', '-c', 'x.sandbox_mode_y=1'], extraConfig })).toBeNull();
  });
});

describe('a Codex that is too old for them', () => {
  test.each([
    ['read_only', '--sandbox read-only'],
    ['basic', '--sandbox workspace-write'],
    ['elevated', '--sandbox danger-full-access'],
  ] as const)('has the older sandbox for %s, and the result says so', async (permission, flags) => {
    const { argv, notes } = await launch('0.60.0', { permission });
    expect(argv.join(' ')).toContain(flags);
    expect(argv.join(' ')).not.toContain('default_permissions');
    expect(notes.join(' ')).toMatch(/^Codex 0\.60\.0 knows no permission profiles/);
  });

  test('opens the network for a stage that asks for it, and for no other', async () => {
    const flag = 'sandbox_workspace_write.network_access=true';
    const asks = { capabilities: { 'network.access': 'allow' } } as const;
    expect((await launch('0.60.0', asks)).argv).toContain(flag);
    expect((await launch('0.60.0')).argv).not.toContain(flag);
    expect((await launch('0.60.0', { ...asks, permission: 'read_only' })).argv).not.toContain(flag);
  });
});

test.each([
  ['0.139.9', false],
  ['0.140.0', true],
  ['0.171.2', true],
  ['1.0.0', true],
  [null, false],
])('profiles of version %s: %s', (version, known) => {
  expect(knowsProfiles(version)).toBe(known);
});
