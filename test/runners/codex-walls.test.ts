// The walls around the commands of the real Codex: what each permission lets through, and what of the user's own configuration
// would open them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { faultsOfWalls } from '../../agents/codex/wall-probe.js';
import type { Permission } from '../../core/contracts/plan.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import type { Step } from '../../agents/suite/model-server/script.js';
import { useCodex } from '../support/codex-stand.js';
import { stageRequest } from '../support/stage-request.js';
import type { RunOptions } from './bench.js';

const stand = useCodex();

/** What a command tries, each in a shell of its own so that none hangs on another. */
const ATTACKS: Record<string, string> = {
  tree: 'echo x >made',
  desk: 'echo x >"$DESK/report.md"',
  temporary: 'test -n "$TMPDIR" && echo x >"$TMPDIR/made"',
  configuration: 'echo x >>millrace-agents/millrace.toml',
  rename: 'mv millrace-agents moved && mv moved millrace-agents',
  earlier: 'echo x >"$DESK/earlier/made"',
  desks: 'mv "$DESK" "$DESK.moved" && mv "$DESK.moved" "$DESK"',
  git: 'echo x >.git/made',
  hook: 'echo x >.git/hooks/pre-commit',
  state: 'cat "$STATE"/run/*/prompt*',
  lists: 'ls "$STATE" | grep run',
  login: 'cat "$CODEX_HOME/auth.json"',
  // Beside its tree is our state here.
  beside: 'echo x >../beside',
  outside: 'echo x >"$CODEX_HOME/made"',
  network: '(echo >"/dev/tcp/127.0.0.1/$PORT")',
};

interface Settings extends RunOptions {
  capabilities?: { 'network.access': 'allow' };
  /** Files of Codex's home, by name. */
  files?: Record<string, string>;
  /** Further arguments of the tool that runs the command. */
  with?: Step['with'];
}

/** Which of them a stage with this permission could do, as its commands say. */
async function tried(
  permission: Permission,
  settings: Settings = {},
  attacks: Record<string, string> = ATTACKS,
): Promise<string[] | null> {
  mkdirSync(join(stand.bench.workspaceDir, RUNTIME_DIR), { recursive: true });
  writeFileSync(join(stand.bench.workspaceDir, RUNTIME_DIR, 'millrace.toml'), '');
  stand.bench.codex(['login', '--with-api-key'], 'old-key-0123456789\n');
  for (const [name, text] of Object.entries(settings.files ?? {})) {
    mkdirSync(dirname(join(stand.bench.home, name)), { recursive: true });
    writeFileSync(join(stand.bench.home, name), text);
  }
  const { capabilities = {}, with: more, ...options } = settings;
  // Its own in each process: agents are swept by the id of their request, wherever they run.
  const changes = { requestId: `request-walls-${process.pid}`, permission, capabilities, timeoutSeconds: 60 };
  const request = stageRequest(changes);
  const session = `stage-${Math.random().toString(36).slice(2)}`;
  const shell = scriptOf(request.requestId, new URL(stand.server.session('none', { steps: [] })).port, attacks);
  const steps = [{ shell, ...(more === undefined ? {} : { with: more }) }, { reply: 'Done.\n\n### BUILDER_COMPLETE' }];
  const result = await stand.bench.run(request, stand.server.session(session, { steps }), options);
  if (result.failure?.class === 'sandbox_unavailable') return null;
  expect(result).toMatchObject({ exitKind: 'completed', failure: null, finalMessage: 'Done.\n\n### BUILDER_COMPLETE' });
  const said = JSON.stringify(stand.server.requests(session)[1]?.body);
  return Object.keys(attacks).filter((name) => said.includes(`did-${name}-`));
}

/** The names that are said are not in the script itself. */
function scriptOf(requestId: string, port: string, attacks: Record<string, string>): string {
  const around = [
    `DESK=$PWD/millrace-agents/desk/${requestId} PORT=${port}`,
    `STATE=${join(stand.bench.workspaceDir, '..', 'state')}`,
    `CODEX_HOME=${stand.bench.home} USERS=${stand.bench.workspaceDir}`,
  ];
  const lines = Object.entries(attacks).map(
    ([name, code]) => `( ${code} ) >/dev/null 2>&1 && printf 'did-%s-' ${name}`,
  );
  return [...around, ...lines, 'true'].join('\n');
}

const BASIC = ['tree', 'desk', 'temporary'];

const own = 'env_key = "OPENAI_API_KEY"';

describe('through the walls of', () => {
  test.for<[string, Permission, Settings, string[]]>([
    ['read_only', 'read_only', {}, ['desk', 'temporary']],
    ['basic', 'basic', {}, BASIC],
    ['basic with network.access', 'basic', { capabilities: { 'network.access': 'allow' } }, [...BASIC, 'network']],
    ['elevated', 'elevated', {}, ['tree', 'desk', 'git', 'hook', 'outside', 'network']],
  ])('%s goes what it promises, and nothing else', async ([, permission, settings, may], { skip }) => {
    const did = await tried(permission, settings);
    skip(did === null, 'no sandbox works on this machine');
    expect(did).toEqual(may);
  });

  test('maximum goes all of it: the walls are what stops the others', async () => {
    expect(await tried('maximum')).toEqual(Object.keys(ATTACKS).filter((name) => name !== 'temporary'));
  });
});

/** In the tree of a root, which lies in the state folder that is hidden, beside another one. */
const IN_A_TREE: Record<string, string> = {
  tree: 'echo x >made',
  desk: `echo x >.millrace/desk/"$(basename "$DESK")"/report.md`,
  // Before the link is another one.
  refs: 'git update-ref refs/heads/evil "$(git -C "$USERS" rev-parse HEAD)"',
  link: 'echo "gitdir: /nowhere" >.git',
  own: 'echo x >"$USERS/.git/worktrees/one/made"',
  hook: 'echo x >"$USERS/.git/hooks/pre-commit"',
  checkout: 'echo x >"$USERS/made"',
  neighbour: 'cat ../two/secret',
  other: 'echo x >../two/made',
  record: 'echo x >../one.json',
  state: 'cat "$STATE"/run/*/prompt*',
  login: 'cat "$CODEX_HOME/auth.json"',
};

/** As git links one: its own folder is in that of the user. */
function linkedTree(): string {
  const trees = join(stand.bench.workspaceDir, '..', 'state', 'trees');
  const own = join(stand.bench.workspaceDir, '.git', 'worktrees', 'one');
  for (const folder of [join(trees, 'one', '.millrace'), join(trees, 'two'), own])
    mkdirSync(folder, { recursive: true });
  writeFileSync(join(trees, 'two', 'secret'), 'x');
  writeFileSync(join(trees, 'one', '.git'), `gitdir: ${own}\n`);
  for (const [name, text] of [
    ['HEAD', 'ref: refs/heads/one\n'],
    ['commondir', '../..\n'],
    ['gitdir', `${join(trees, 'one', '.git')}\n`],
  ] as const)
    writeFileSync(join(own, name), text);
  return join(trees, 'one');
}

describe('in the tree of a root', () => {
  test.for<[Permission, string[]]>([
    ['read_only', ['desk']],
    ['basic', ['tree', 'desk']],
  ])('%s goes no further than in the workspace', async ([permission, may], { skip }) => {
    const did = await tried(permission, { treeDir: linkedTree() }, IN_A_TREE);
    skip(did === null, 'no sandbox works on this machine');
    expect(did).toEqual(may);
  });

  test('without walls goes all of it', async () => {
    expect(await tried('maximum', { treeDir: linkedTree() }, IN_A_TREE)).toEqual(Object.keys(IN_A_TREE));
  });
});

const asks = { sandbox_permissions: 'require_escalated', justification: 'it is needed' };
const reviewed = 'approval_policy = "on-request"\napprovals_reviewer = "auto_review"';

describe('no configuration of the user opens them:', () => {
  test.for<[string, () => Settings]>([
    ['sandbox_mode', () => ({ top: 'sandbox_mode = "danger-full-access"', provider: own })],
    ['default_permissions', () => ({ top: 'default_permissions = ":danger-full-access"' })],
    [
      'a profile of our name',
      () => ({ top: `permissions.millrace.filesystem = {":root" = "write", "${stand.bench.home}" = "write"}` }),
    ],
    [
      'a configuration profile',
      () => ({
        config: { profile: 'work' },
        files: {
          'work.config.toml': `sandbox_mode = "danger-full-access"\npermissions.millrace.filesystem = {":root" = "write"}`,
        },
      }),
    ],
    [
      'rules that allow',
      () => ({ files: { 'rules/default.rules': 'prefix_rule(pattern=["echo"], decision="allow")\n' } }),
    ],
  ])('%s', async ([, settings], { skip }) => {
    const did = await tried('basic', settings());
    skip(did === null, 'no sandbox works on this machine');
    expect(did).toEqual(BASIC);
  });

  test.for<[string, () => Settings]>([
    ['file', () => ({ top: reviewed })],
    ['extra_config', () => ({ config: { extraConfig: reviewed.replaceAll(' = ', '=').split('\n') } })],
  ])('another model that is asked to let a command out (%s)', async ([, settings], { skip }) => {
    const did = await tried('basic', { ...settings(), with: asks });
    skip(did === null, 'no sandbox works on this machine');
    expect(did).toEqual([]);
  });

  test('a profile of that very name would: it is why each stage has a name of its own', async ({ skip }) => {
    const { profileName } = await import('../../agents/codex/profile.js');
    const name = profileName(`request-walls-${process.pid}`);
    const did = await tried('basic', {
      top: `permissions.${name}.filesystem = {"${stand.bench.home}" = "write"}`,
    });
    skip(did === null, 'no sandbox works on this machine');
    expect(did).toEqual([...BASIC, 'outside']);
  });
});

describe('what tries them for doctor', () => {
  const around = () => ({
    workspaceDir: stand.bench.workspaceDir,
    config: DEFAULT_RUNNER_CONFIG,
    env: { ...process.env, CODEX_HOME: stand.bench.home },
  });

  test.for(['read_only', 'basic', 'elevated'] as const)(
    'finds that those of %s stand',
    async (permission, { skip }) => {
      const faults = await faultsOfWalls(around(), join(stand.binFolder, 'codex'), permission);
      skip(faults === null && (await tried('basic')) === null, 'no sandbox works on this machine');
      expect(faults).toEqual([]);
    },
  );

  test('names what they let through where there are none', async () => {
    const bare = join(stand.bench.home, 'bare');
    writeFileSync(bare, '#!/bin/bash\nwhile [ "$1" != -- ]; do shift; done; shift; exec "$@"\n', { mode: 0o755 });
    const faults = await faultsOfWalls(around(), bare, 'basic');
    expect(faults).toContain('it can read our state');
    expect(faults).toContain('it can reach the network');
    expect(faults).toContain('it can see processes of others');
  });
});
