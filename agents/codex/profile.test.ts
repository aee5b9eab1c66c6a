import { expect, test } from 'vitest';
import type { WalledGround } from '../walls/ground.js';
import { profileArguments, profileOf } from './profile.js';

const ground: WalledGround = {
  treeDir: '/home/ada/repo',
  guarded: ['/home/ada/repo/millrace-agents', '/home/ada/repo/ideas/inbox'],
  own: ['/home/ada/repo/millrace-agents/runs/run-1', '/state/ws/tmp/1'],
  secret: ['/state', '/home/ada/.ssh'],
  shared: ['/tmp', '/run/user/7'],
  ...{ open: [], partly: [] },
  git: '/home/ada/repo/.git',
  reads: false,
  network: false,
};

test('basic: the tree and what is its own may be written, our ground only read, secrets and shared folders not even that', () => {
  expect(profileOf('basic', ground)).toEqual({
    filesystem: {
      ':root': 'read',
      '/state': 'deny',
      '/home/ada/.ssh': 'deny',
      '/tmp': 'deny',
      '/run/user/7': 'deny',
      ':workspace_roots': { '.': 'write' },
      '/home/ada/repo/millrace-agents': 'read',
      '/home/ada/repo/ideas/inbox': 'read',
      '/home/ada/repo/millrace-agents/runs/run-1': 'write',
      '/state/ws/tmp/1': 'write',
    },
    network: false,
  });
});

test('read_only: the tree is only read, and the network is closed whatever a stage asks for', () => {
  const { filesystem, network } = profileOf('read_only', { ...ground, network: true });
  expect(filesystem).toMatchObject({ ':root': 'read', '/state/ws/tmp/1': 'write', '/state': 'deny' });
  expect(filesystem).not.toHaveProperty(':workspace_roots');
  expect(network).toBe(false);
});

test('elevated: everything but our ground, our state and the keys, with the network', () => {
  const { filesystem, network } = profileOf('elevated', ground);
  expect(filesystem).toMatchObject({
    ':root': 'write',
    ':workspace_roots': { '.': 'write', '.git': 'write' },
    '/state': 'deny',
    '/home/ada/.ssh': 'deny',
    '/home/ada/repo/millrace-agents': 'read',
  });
  expect(filesystem).not.toHaveProperty('/tmp');
  expect(network).toBe(true);
  const { filesystem: withoutGit } = profileOf('elevated', { ...ground, git: null });
  expect(withoutGit[':workspace_roots']).toEqual({ '.': 'write' });
});

test('what lies in a hidden folder is not hidden once more, unless that part of the folder is open', () => {
  const secret = ['/state', '/state/ws/prompt', '/tmp/key', '/state/trees/a/key'];
  const around = { ...ground, secret, treeDir: '/state/trees/a' };
  const denied = Object.entries(profileOf('basic', around).filesystem).filter(([, access]) => access === 'deny');
  expect(denied.map(([path]) => path)).toEqual(['/state', '/state/trees/a/key', '/tmp', '/run/user/7']);
});

test('the network opens for a basic stage that asks for it', () => {
  expect(profileOf('basic', { ...ground, network: true }).network).toBe(true);
});

test('as arguments it is TOML, whatever characters a path has, and never stands beside --sandbox', () => {
  const odd = profileOf('basic', { ...ground, secret: ['/a "b" = {c}\n\u007f\\d'] });
  const line = profileArguments('millrace_1', { ...odd, network: true });
  expect(line).toContain('default_permissions="millrace_1"');
  expect(line).toContain('permissions.millrace_1.network={enabled=true}');
  const table = line.find((one) => one.startsWith('permissions.millrace_1.filesystem='));
  expect(table).toContain('"/a \\"b\\" = {c}\\n\\u007f\\\\d"="deny"');
  expect(table).toContain('":workspace_roots"={".":"write"}'.replace('":"', '"="'));
  for (const permission of ['read_only', 'basic', 'elevated'] as const)
    expect(profileArguments('millrace_1', profileOf(permission, ground)).join(' ')).not.toMatch(
      /--sandbox|sandbox_mode/,
    );
});
